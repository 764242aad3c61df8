// Cuts phrases out of single lines.
import ByteKernels

/// A phrase to cut out of lines; ASCII letters match in either case.
public struct LinePhrase: Sendable {
    let bytes: [UInt8]
    /// A full stop stands for any character.
    let hasWildcards: Bool
    /// How many characters it takes.
    let length: Int

    /// With `wildcards`, each full stop of the phrase stands for any one character.
    public init(_ phrase: String, wildcards: Bool = false) {
        bytes = phrase.utf8.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
        hasWildcards = wildcards
        length = phrase.unicodeScalars.count
    }

    /// Where the phrase ends that begins at `start`.
    func end(in line: UnsafePointer<UInt8>, from start: Int, to count: Int) -> Int? {
        var at = start
        for byte in bytes {
            guard at < count else { return nil }
            if hasWildcards && byte == 0x2E {
                at += DecodedScalar(at: line + at).length
            } else {
                let own = line[at]
                guard byte == (own &- 0x41 < 26 ? own | 0x20 : own) else { return nil }
                at += 1
            }
        }
        return at <= count ? at : nil
    }
}

/// Cuts phrases out of lines in place.
struct PhraseEditor {
    enum Place { case anywhere, start, end }

    /// Cuts the phrases, each with the white space that separates it, and returns the new length.
    func cut(
        _ phrases: [LinePhrase], _ place: Place, _ line: UnsafeMutablePointer<UInt8>, _ count: Int
    ) -> Int {
        switch place {
        case .anywhere: cutAnywhere(phrases, line, count)
        case .start: cutStart(phrases, line, count)
        case .end: cutEnd(phrases, line, count)
        }
    }

    private func cutAnywhere(
        _ phrases: [LinePhrase], _ line: UnsafeMutablePointer<UInt8>, _ count: Int
    ) -> Int {
        var (at, used, cut) = (0, 0, 0)
        while at < count {
            if let end = firstEnd(phrases, line, at, count) {
                // What stands before an earlier phrase is not this one's white space.
                if used > cut { used = withoutLastSpace(line, used) }
                cut = used
                at = end
            } else {
                line[used] = line[at]
                used += 1
                at += 1
            }
        }
        return used
    }

    private func firstEnd(
        _ phrases: [LinePhrase], _ line: UnsafePointer<UInt8>, _ at: Int, _ count: Int
    ) -> Int? {
        for phrase in phrases {
            if let end = phrase.end(in: line, from: at, to: count) { return end }
        }
        return nil
    }

    private func withoutLastSpace(_ line: UnsafePointer<UInt8>, _ used: Int) -> Int {
        guard used > 0 else { return 0 }
        let last = DecodedScalar(before: line + used, from: line)
        return last.textClass.isSpace ? used - last.length : used
    }

    private func cutStart(
        _ phrases: [LinePhrase], _ line: UnsafeMutablePointer<UInt8>, _ count: Int
    ) -> Int {
        guard var end = firstEnd(phrases, line, 0, count) else { return count }
        if end < count {
            let next = DecodedScalar(at: line + end)
            if next.textClass.isSpace { end += next.length }
        }
        line.update(from: line + end, count: count - end)
        return count - end
    }

    private func cutEnd(
        _ phrases: [LinePhrase], _ line: UnsafeMutablePointer<UInt8>, _ count: Int
    ) -> Int {
        for phrase in phrases {
            guard let start = place(phrase.length, before: count, line),
                phrase.end(in: line, from: start, to: count) == count
            else { continue }
            return withoutLastSpace(line, start)
        }
        return count
    }

    /// Where the last `length` characters begin.
    private func place(_ length: Int, before end: Int, _ line: UnsafePointer<UInt8>) -> Int? {
        var at = end
        for _ in 0..<length {
            guard at > 0 else { return nil }
            at -= DecodedScalar(before: line + at, from: line).length
        }
        return at
    }
}
