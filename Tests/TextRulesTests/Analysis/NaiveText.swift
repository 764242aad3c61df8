// The text kernels' twins: the same definitions over arrays of code points, without cleverness.
import ByteKernels

enum NaiveText {
    static func kind(_ scalar: Unicode.Scalar) -> TextClass.Kind { TextClass(scalar.value).kind }

    /// The `unicode` words, as the documentation of `WordTable` defines them.
    static func words(_ text: String) -> [String] {
        let scalars = Array(text.unicodeScalars)
        var words: [String] = []
        var at = 0
        while at < scalars.count {
            let start = at
            at += 1
            if TextClass(scalars[start].value).isSpace { continue }
            switch kind(scalars[start]) {
            case .letter, .digit, .mark:
                while at < scalars.count {
                    if isLetterOrDigit(scalars[at]) {
                        at += 1
                    } else if at + 1 < scalars.count, joins(scalars, at) {
                        at += 2
                    } else {
                        break
                    }
                }
            case .single: while at < scalars.count, kind(scalars[at]) == .mark { at += 1 }
            case .katakana:
                while at < scalars.count, [.katakana, .mark].contains(kind(scalars[at])) { at += 1 }
            case .other:
                while at < scalars.count,
                    scalars[at] == scalars[start] || kind(scalars[at]) == .mark
                { at += 1 }
            }
            words.append(string(scalars[start..<at]))
        }
        return words
    }

    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        [.letter, .digit, .mark].contains(kind(scalar))
    }

    private static func joins(_ scalars: [Unicode.Scalar], _ at: Int) -> Bool {
        switch scalars[at] {
        case "'", ".", "\u{2019}": isLetterOrDigit(scalars[at + 1])
        case ",": kind(scalars[at - 1]) == .digit && kind(scalars[at + 1]) == .digit
        default: false
        }
    }

    static func splitLines(_ text: String) -> [String] {
        let breaks: Set<UInt32> = [
            0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029,
        ]
        let scalars = Array(text.unicodeScalars)
        var lines: [String] = []
        var (start, at) = (0, 0)
        while at < scalars.count {
            guard breaks.contains(scalars[at].value) else {
                at += 1
                continue
            }
            lines.append(string(scalars[start..<at]))
            at += scalars[at] == "\r" && at + 1 < scalars.count && scalars[at + 1] == "\n" ? 2 : 1
            start = at
        }
        if start < scalars.count { lines.append(string(scalars[start...])) }
        return lines
    }

    static func length(_ text: String) -> Int { text.unicodeScalars.count }

    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    static func topNGram(_ words: [String], _ n: Int) -> Int {
        var counts: [[UInt8]: Int] = [:]
        var order: [String] = []
        for i in stride(from: 0, through: words.count - n, by: 1) {
            let gram = words[i..<i + n].joined(separator: " ")
            if counts[bytes(gram), default: 0] == 0 { order.append(gram) }
            counts[bytes(gram), default: 0] += 1
        }
        guard let most = counts.values.max() else { return 0 }
        return length(order.first { counts[bytes($0)] == most }!) * most
    }

    static func duplicatedNGrams(_ words: [String], _ n: Int) -> Int {
        var seen: Set<[UInt8]> = []
        var (at, points) = (0, 0)
        while at <= words.count - n {
            let gram = words[at..<at + n].joined()
            if seen.insert(bytes(gram)).inserted {
                at += 1
            } else {
                points += length(gram)
                at += n
            }
        }
        return points
    }

    static func repeated(_ pieces: [String]) -> (duplicates: Int, points: Int) {
        var seen: Set<[UInt8]> = []
        var (duplicates, points) = (0, 0)
        for piece in pieces where !seen.insert(bytes(piece)).inserted {
            duplicates += 1
            points += length(piece)
        }
        return (duplicates, points)
    }

    /// Splits at runs of at least `least` line feeds, as a regular expression's split does.
    static func split(_ text: String, feeds least: Int) -> [String] {
        let scalars = Array(text.unicodeScalars)
        var pieces: [String] = []
        var (start, at) = (0, 0)
        while at < scalars.count {
            var run = at
            while run < scalars.count, scalars[run] == "\n" { run += 1 }
            if run - at >= least {
                pieces.append(string(scalars[start..<at]))
                start = run
            }
            at = max(run, at + 1)
        }
        return pieces + [string(scalars[start...])]
    }

    static func strip(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        let isText = { (scalar: Unicode.Scalar) in !TextClass(scalar.value).isSpace }
        guard let first = scalars.firstIndex(where: isText),
            let last = scalars.lastIndex(where: isText)
        else { return "" }
        return string(scalars[first...last])
    }
}

/// Random text made of pieces that the kernels must tell apart.
func randomText(_ random: inout some RandomNumberGenerator, pieces count: Int) -> String {
    let pieces = [
        "a", "b", "ab", "the", "of", "committee", "incomprehensibilities-and-more", "3", "14",
        "3.14", "1,000", ".", "..", "...", "…", ",", "'", "’", "don't", "#", "-", "•", "{", "[2]",
        "é", "e\u{301}", "日", "本", "カタカナ", "ก", "็", "👩\u{200D}👩", "ß", "Ж", "_", "__a", "²",
        " ", " ", " ", " ", " ", "  ", "\n", "\n", "\n\n", "\r\n", "\t", "\u{85}", "\u{2028}",
        "\u{3000}",
        "\u{B}", "\u{1C}", "!", "?", "\"", ".\n", "...\n", "\n- ", "\n• ", "U.S.", "javascript",
        "Use Cookies", "lorem ipsum", "\u{0}",
    ]
    let chosen = (0..<Int.random(in: 2...pieces.count, using: &random)).map { _ in
        pieces.randomElement(using: &random)!
    }
    return (0..<count).map { _ in chosen.randomElement(using: &random)! }.joined()
}
