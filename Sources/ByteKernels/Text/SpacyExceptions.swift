// A table of texts that are cut in a fixed way, found by their bytes.
import CByteKernels

/// spaCy's exceptions: each a text and the lengths of the words that it is cut into.
struct SpacyExceptions: Sendable {
    private(set) var texts: [[UInt8]] = []
    private(set) var parts: [[Int]] = []
    private(set) var longest = 0
    private var slots = [UInt16](repeating: 0, count: 4096)
    /// For each first byte, a bit for each length that occurs; most texts are told by it.
    private var lengths = [UInt64](repeating: 0, count: 256)

    /// - Parameter lines: an exception a line, its words separated by a space.
    init(_ lines: String) {
        for line in lines.split(separator: "\n") {
            add(line.split(separator: " ").map { Array($0.utf8) })
        }
    }

    private mutating func add(_ words: [[UInt8]]) {
        let text = Array(words.joined())
        texts.append(text)
        parts.append(words.map(\.count))
        longest = max(longest, text.count)
        lengths[Int(text[0])] |= 1 << UInt64(text.count)
        let hash = text.withUnsafeBufferPointer { foldedHash($0.baseAddress!, $0.count) }
        var place = Int(hash & 4095)
        while slots[place] != 0 { place = (place + 1) & 4095 }
        slots[place] = UInt16(texts.count)
    }

    /// The number of the exception that a text is.
    @inline(__always)
    func find(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int? {
        guard count <= longest, lengths[Int(text[0])] >> UInt64(count) & 1 != 0 else { return nil }
        return look(text, count)
    }

    private func look(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int? {
        var place = Int(foldedHash(text, count) & 4095)
        while slots[place] != 0 {
            let index = Int(slots[place]) - 1
            if texts[index].elementsEqual(UnsafeBufferPointer(start: text, count: count)) {
                return index
            }
            place = (place + 1) & 4095
        }
        return nil
    }
}
