// The lines and paragraphs that NeMo Curator's filters count.
import ByteKernels

/// Counts of lines, which NeMo calls sentences: those with more than white space.
struct NemoLines: Equatable {
    var lines = 0
    /// Lines that end in none of `. ? ! " '`.
    var unmarked = 0
    /// Lines that begin with one of NeMo's bullets.
    var bullets = 0
    /// Lines that end with an ellipsis or `read more`.
    var ellipses = 0

    mutating func note(_ line: UnsafePointer<UInt8>, _ count: Int) {
        lines += 1
        switch line[count - 1] {
        case 0x2E, 0x3F, 0x21, 0x22, 0x27: break
        default: unmarked += 1
        }
        bullets += Self.isBullet(DecodedScalar(at: line).value) ? 1 : 0
        ellipses += Self.endsInEllipsis(line, count) ? 1 : 0
    }

    private static func isBullet(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x2022, 0x2023, 0x2043, 0x204C, 0x204D, 0x2219, 0x25CB, 0x25CF, 0x25D8, 0x25E6,
            0x29BE, 0x29BF:
            return true
        default: return false
        }
    }

    private static let endings: [[UInt8]] = [
        "...", "…", "[...]", "(...)", "[…]", "-»", "read more..", "read more",
    ].map { Array($0.utf8) }

    private static func endsInEllipsis(_ line: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        switch line[count - 1] {
        case 0x2E, 0x5D, 0x29, 0x65, 0x45, 0xA6, 0xBB: break
        default: return false
        }
        return endings.contains { ends(line, count, in: $0) }
    }

    private static func ends(
        _ line: UnsafePointer<UInt8>, _ count: Int, in ending: [UInt8]
    ) -> Bool {
        guard count >= ending.count else { return false }
        let start = line + (count - ending.count)
        return ending.indices.allSatisfy {
            let byte = start[$0]
            return ending[$0] == (byte &- 0x41 < 26 ? byte | 0x20 : byte)
        }
    }
}

/// Finds paragraphs with phrases of cookie notices and legal pages.
final class NemoBoilerplate {
    /// NeMo's list; of its three whole paragraphs about cookies the telling part.
    private static let phrases = [
        "lorem ipsum", "terms of use", "privacy policy", "cookie policy", "uses cookies",
        "privacy overview", "use of cookies", "use cookies", "privacy & cookies policy",
        "privacy and cookies policy", "necessary cookies are absolutely essential",
        "cookies that may not be particularly necessary",
        "without changing your cookie settings, you agree",
    ]
    private let automaton = PhraseAutomaton(phrases.map { Array($0.utf8) })
    private var small: [UInt8] = []

    /// Whether a paragraph has `lorem ipsum`, and how many of all have another phrase.
    func count(_ text: TextAnalysis) -> (paragraphs: Int, flagged: Int, hasLoremIpsum: Bool) {
        small.removeAll(keepingCapacity: true)
        small.append(contentsOf: text.bytes.lazy.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 })
        var ends: [Int] = []
        var hasLoremIpsum = false
        small.withUnsafeBufferPointer { small in
            automaton.forEachMatch(in: small) { phrase, end in
                if phrase == 0 { hasLoremIpsum = true } else { ends.append(end) }
            }
        }
        var (paragraphs, flagged, next) = (0, 0, 0)
        text.fedText.forEachParagraph { paragraph in
            paragraphs += 1
            let before = next
            while next < ends.count && ends[next] <= paragraph.upperBound { next += 1 }
            flagged += next > before ? 1 : 0
        }
        return (paragraphs, flagged, hasLoremIpsum)
    }
}
