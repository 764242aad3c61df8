// The split patterns that have a hand-written scanner, by name and by the regex they stand for.
import ByteKernels

/// How text is cut into the pretokens that merges never cross.
public enum SplitPattern: String, Sendable, CaseIterable {
    /// GPT-2's, also r50k and p50k.
    case gpt2
    /// GPT-4's in its newer form, where white space at the end of a text stays whole.
    case cl100k
    /// GPT-4's in its older form, also Llama 3's.
    case llama3
    /// Llama 3's with one digit per pretoken: Qwen 2 and 3.
    case qwen2
    /// GPT-4o's.
    case o200k
    /// Mistral's tekken: GPT-4o's without contractions, with one digit per pretoken.
    case tekken
    /// DeepSeek's three splits in a row, from its V2 on.
    case deepseek
    /// Words after `▁`, which SentencePiece writes for a space.
    case metaspace

    /// All names, for help and messages.
    public static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// Room for the ends of a batch of pretokens.
final class PretokenEnds {
    let base = UnsafeMutablePointer<Int>.allocate(capacity: SplitPattern.batchRoom)

    deinit { base.deallocate() }
}

extension SplitPattern {
    /// A batch ends when it has this many pretokens, or up to a window's more.
    static let batch = 256
    /// Room for the pretokens of a batch.
    static let batchRoom = 320

    /// Writes the ends of the next pretokens from `start`, a batch of them unless the text ends,
    /// and returns how many. Zero only at the end of the text.
    @inline(__always)
    func fill(_ ends: UnsafeMutablePointer<Int>, from start: Int, in text: PretokenText) -> Int {
        switch self {
        case .gpt2: scanWindows(GPT2Rule(), ends, start, text)
        case .cl100k: scanWindows(GPT4Rule(digits: 3, wholeAtEnd: true), ends, start, text)
        case .llama3: scanWindows(GPT4Rule(digits: 3, wholeAtEnd: false), ends, start, text)
        case .qwen2: scanWindows(GPT4Rule(digits: 1, wholeAtEnd: false), ends, start, text)
        case .o200k: scanWindows(O200kRule(), ends, start, text)
        case .tekken: scan(O200kRule(digits: 1, takesContractions: false), ends, start, text)
        case .deepseek: scan(DeepSeekRule(), ends, start, text)
        case .metaspace: scan(MetaspaceRule(), ends, start, text)
        }
    }

    @inline(never)
    private func scan<Rule: SplitRule>(
        _ rule: Rule, _ ends: UnsafeMutablePointer<Int>, _ start: Int, _ text: PretokenText
    ) -> Int {
        var at = start
        var found = 0
        while at < text.count && found < Self.batch {
            at = rule.end(in: text, from: at)
            ends[found] = at
            found &+= 1
        }
        return found
    }

    @inline(never)
    private func scanWindows<Rule: WindowRule>(
        _ rule: Rule, _ ends: UnsafeMutablePointer<Int>, _ start: Int, _ text: PretokenText
    ) -> Int {
        var at = start
        var found = 0
        var slowUntil = start
        let lastWindow = text.count &- ClassWindow.size &- ClassWindow.lookahead
        while found < Self.batch && at < text.count {
            if at >= slowUntil && at <= lastWindow {
                let window = ClassWindow(at: text.base + at)
                let starts = rule.starts(in: window, at: text.base + at)
                if starts != 0 {
                    found = Self.write(starts, at, ends, found)
                    at = ends[found &- 1]
                    continue
                }
                slowUntil = at &+ ClassWindow.size
            }
            at = rule.end(in: text, from: at)
            ends[found] = at
            found &+= 1
        }
        return found
    }

    /// Writes the places of the bits, counted from `origin`; up to three places more may be
    /// overwritten.
    @inline(__always)
    private static func write(
        _ bits: UInt64, _ origin: Int, _ ends: UnsafeMutablePointer<Int>, _ found: Int
    ) -> Int {
        var left = bits
        var at = found
        let count = found &+ bits.nonzeroBitCount
        while at < count {
            for step in 0..<4 {
                ends[at &+ step] = origin &+ left.trailingZeroBitCount
                left &= left &- 1
            }
            at &+= 4
        }
        return count
    }

    /// The ends of all pretokens of a text, in order; for tests and reports.
    public func ends(in text: Span<UInt8>) -> [Int] {
        text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return [] }
            let text = PretokenText(base: base, count: buffer.count)
            let batch = PretokenEnds()
            var all: [Int] = []
            while case let found = fill(batch.base, from: all.last ?? 0, in: text), found > 0 {
                all.append(contentsOf: UnsafeBufferPointer(start: batch.base, count: found))
            }
            return all
        }
    }
}

extension SplitPattern {
    /// The regular expressions that the scanner stands for, each by itself; a file is written with
    /// the first. None for those that take several splits.
    public var regexes: [String] {
        let words = #"[^\r\n\p{L}\p{N}]?\p{L}+"#
        let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
        let rest = #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
        switch self {
        case .gpt2:
            return [
                #"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
                #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
                #"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"#,
            ]
        case .cl100k:
            return Self.cl100kNumbers.map {
                #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|"# + $0
                    + #"| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"#
            }
        case .llama3:
            return [contractions + "|" + words + #"|\p{N}{1,3}"# + rest]
        case .qwen2:
            return [contractions + "|" + words + #"|\p{N}"# + rest]
        case .o200k: return [Self.wordsByCase(contractions + "?|", #"\p{N}{1,3}"#)]
        case .tekken: return [Self.wordsByCase("|", #"\p{N}"#)]
        case .metaspace:
            return ["▁+[^▁]*|[^▁]+"]
        case .deepseek:
            return []
        }
    }

    /// Words that end where lower case gives way to upper case.
    private static func wordsByCase(_ suffix: String, _ numbers: String) -> String {
        let upper = #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"#
        let lower = #"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"#
        let lead = #"[^\r\n\p{L}\p{N}]?"#
        return lead + upper + "*" + lower + "+" + suffix + lead + upper + "+" + lower + "*" + suffix
            + numbers + #"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    }

    /// How cl100k's pattern spells numbers. The second is tiktoken's: possessive there, but in
    /// Oniguruma, which reads tokenizer.json files, `{1,3}+` repeats, so that it may not be written.
    static let cl100kNumbers = [#"\p{N}{1,3}"#, #"\p{N}{1,3}+"#]

    /// The pattern that one of ``regexes`` spells; nil for any other regular expression.
    public init?(regex: String) {
        guard
            let pattern = Self.allCases.first(where: { pattern in
                pattern.regexes.contains { $0.utf8.elementsEqual(regex.utf8) }
            })
        else { return nil }
        self = pattern
    }

    /// The splits that ``deepseek`` stands for, one after the other. A carriage return and a line
    /// feed stand in the third as they are in DeepSeek's files, not escaped.
    public static let deepseekRegexes = [
        #"\p{N}{1,3}"#, "[一-龥\u{3040}-ゟ゠-ヿ]+",
        ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|"## + "[^\r\n"
            + #"\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+["# + "\r\n" + #"]*|\s*["# + "\r\n"
            + #"]+|\s+(?!\S)|\s+"#,
    ]
}
