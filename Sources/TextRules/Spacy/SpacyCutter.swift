// Cuts one piece of text without white space into words as spaCy's English tokenizer does.
import ByteKernels

/// Cuts pieces, one after the other; linear in their length.
struct SpacyCutter {
    private let rules: SpacyEnglishRules
    private var text: UnsafePointer<UInt8>
    private var start = 0
    private var end = 0
    private var hasDigit = false
    private var suffixes: [Int] = []
    /// The words of the last piece, as byte ranges.
    private(set) var words: [Range<Int>] = []

    init(rules: SpacyEnglishRules) {
        self.rules = rules
        text = UnsafePointer(bitPattern: 1)!
    }

    /// - Parameter piece: `count` bytes without white space; 16 bytes after them can be read.
    mutating func cut(_ piece: UnsafePointer<UInt8>, _ count: Int) {
        (text, start, end) = (piece, 0, count)
        words.removeAll(keepingCapacity: true)
        suffixes.removeAll(keepingCapacity: true)
        hasDigit = UnsafeBufferPointer(start: piece, count: count).contains(where: isASCIIDigit)
        takeOffAffixes()
        if start < end { appendMiddle() }
        for suffix in suffixes.reversed() {
            append(end..<end + suffix)
            end += suffix
        }
        if words.count > 1 && rules.exceptions.longest > 0 { joinExceptions() }
    }

    /// Whether an affix or infix rule fires on a piece.
    mutating func isTouched(_ piece: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        (text, start, end) = (piece, 0, count)
        if SpacyAffixes.prefix(text, 0, count) > 0 || rules.suffix(text, 0, count) > 0 {
            return true
        }
        var at = 0
        while at < count && infix(at) == 0 { at += DecodedScalar(at: text + at).length }
        return at < count
    }

    private mutating func append(_ word: Range<Int>) { words.append(word) }

    @inline(__always)
    private func exception(_ from: Int, _ to: Int) -> Int? {
        rules.exceptions.find(text + from, to - from)
    }

    // MARK: Affixes

    private mutating func takeOffAffixes() {
        var last = -1
        while start < end && end - start != last && exception(start, end) == nil {
            last = end - start
            let prefix = SpacyAffixes.prefix(text, start, end)
            if prefix > 0 && start + prefix < end && exception(start + prefix, end) != nil {
                takePrefix(prefix)
                return
            }
            let suffix = self.suffix(start + prefix)
            if suffix > 0 && end - suffix > start && exception(start, end - suffix) != nil {
                takeSuffix(suffix)
                return
            }
            if prefix > 0 { takePrefix(prefix) }
            if suffix > 0 { takeSuffix(suffix) }
        }
    }

    private func suffix(_ from: Int) -> Int {
        guard from < end else { return 0 }
        let plain = SpacyAffixes.plainSuffix(text, from, end)
        return hasDigit ? max(plain, rules.measure(text, from, end)) : plain
    }

    private mutating func takePrefix(_ length: Int) {
        append(start..<start + length)
        start += length
    }

    private mutating func takeSuffix(_ length: Int) {
        suffixes.append(length)
        end -= length
    }

    // MARK: The middle

    private mutating func appendMiddle() {
        if let index = exception(start, end) {
            appendParts(rules.exceptions.parts[index], from: start)
        } else if isURL() {
            append(start..<end)
        } else {
            splitAtInfixes()
        }
    }

    private func isURL() -> Bool {
        // Every URL has a dot, few pieces do.
        firstOffset(of: 0x2E, in: text + start, end - start) < end - start
            && isSpacyURL(text + start, end - start)
    }

    private mutating func appendParts(_ lengths: [Int], from place: Int) {
        var at = place
        for length in lengths {
            append(at..<at + length)
            at += length
        }
    }

    private mutating func splitAtInfixes() {
        var (at, from) = (start, start)
        while at < end {
            let length = infix(at)
            guard length > 0 else {
                at += DecodedScalar(at: text + at).length
                continue
            }
            // An infix at the front stays with what follows.
            if at > start {
                if at > from { append(from..<at) }
                append(at..<at + length)
                from = at + length
            }
            at += length
        }
        if from < end { append(from..<end) }
    }

    /// The length of the infix at a place; 0 when there is none.
    private func infix(_ at: Int) -> Int {
        switch text[at] {
        case 0x2E: return infixStops(at)
        case 0x2B, 0x2A, 0x5E: return isArithmetic(at) ? 1 : 0
        case 0x2D: return isArithmetic(at) ? 1 : hyphens(at, atMost: 3)
        case 0x2C: return isBetween(at, 1, .letter, digits: false) ? 1 : 0
        case 0x3A, 0x3C, 0x3D, 0x3E, 0x2F, 0x7E:
            return isBetween(at, 1, .letter, digits: true) ? 1 : 0
        case 0..<0x80: return 0
        default: return wideInfix(at)
        }
    }

    private func wideInfix(_ at: Int) -> Int {
        let scalar = DecodedScalar(at: text + at)
        if scalar.spacyClass.contains(.infix) { return scalar.length }
        switch scalar.value {
        case 0x2013: return isBetween(at, 3, .letter, digits: true) ? 3 : 0
        case 0x2014: return hyphens(at, atMost: 2)
        default: return 0
        }
    }

    /// One to `most` of the same dash between a letter or digit and a letter.
    private func hyphens(_ at: Int, atMost most: Int) -> Int {
        let dash = DecodedScalar(at: text + at)
        var length = 0
        for _ in 0..<most {
            guard at + length < end, DecodedScalar(at: text + at + length).value == dash.value
            else { return 0 }
            length += dash.length
            if isBetween(at, length, .letter, digits: true) { return length }
        }
        return 0
    }

    /// `..` and more, or one stop between a lower-case letter and an upper-case one.
    private func infixStops(_ at: Int) -> Int {
        let run = SpacyAffixes.dots(text, at, end)
        if run > 1 { return run }
        guard at > start, at + 1 < end else { return 0 }
        let before = DecodedScalar(before: text + at, from: text + start).spacyClass
        let after = DecodedScalar(at: text + at + 1).spacyClass
        return before.contains(.lowerOrQuote) && after.contains(.upperOrQuote) ? 1 : 0
    }

    /// An operator after a digit and before a digit or minus.
    private func isArithmetic(_ at: Int) -> Bool {
        guard at > start, at + 1 < end, isASCIIDigit(text[at - 1]) else { return false }
        return isASCIIDigit(text[at + 1]) || text[at + 1] == 0x2D
    }

    /// Whether a letter (or a digit) stands before a place and a letter after `length` bytes.
    private func isBetween(
        _ at: Int, _ length: Int, _ wanted: SpacyClass, digits: Bool
    ) -> Bool {
        guard at > start, at + length < end else { return false }
        let before = DecodedScalar(before: text + at, from: text + start)
        guard
            before.spacyClass.contains(wanted)
                || (digits && before.length == 1 && isASCIIDigit(text[at - 1]))
        else { return false }
        return DecodedScalar(at: text + at + length).spacyClass.contains(wanted)
    }

    // MARK: Exceptions made of several words

    /// Replaces runs of words that make up an exception by the words that it is cut into.
    ///
    /// Longer runs go first, then earlier ones; a run gives way when its first or last word was
    /// looked at before, even in a run that gave way itself.
    private mutating func joinExceptions() {
        var runs = findRuns()
        guard !runs.isEmpty else { return }
        runs.sort { ($1.words.count, $0.words.lowerBound) < ($0.words.count, $1.words.lowerBound) }
        var seen = [Bool](repeating: false, count: words.count)
        var chosen = [Int?](repeating: nil, count: words.count)
        for run in runs {
            if !seen[run.words.lowerBound] && !seen[run.words.upperBound - 1] {
                chosen[run.words.lowerBound] = run.exception
            }
            for i in run.words { seen[i] = true }
        }
        replace(chosen)
    }

    private mutating func replace(_ chosen: [Int?]) {
        let found = words
        words.removeAll(keepingCapacity: true)
        var i = 0
        while i < found.count {
            if let index = chosen[i] {
                appendParts(rules.exceptions.parts[index], from: found[i].lowerBound)
                i += rules.pieces[index].count
            } else {
                append(found[i])
                i += 1
            }
        }
    }

    private func findRuns() -> [(words: Range<Int>, exception: Int)] {
        var runs: [(words: Range<Int>, exception: Int)] = []
        for i in words.indices {
            for j in i..<words.count {
                let length = words[j].upperBound - words[i].lowerBound
                guard length <= rules.exceptions.longest else { break }
                guard let index = exception(words[i].lowerBound, words[j].upperBound),
                    rules.pieces[index].elementsEqual(words[i...j].lazy.map(\.count))
                else { continue }
                runs.append((i..<j + 1, index))
            }
        }
        return runs
    }
}
