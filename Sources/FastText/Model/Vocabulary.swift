// Words and labels of a model, and the table that finds them.

/// A model's words, then its labels, each with its count in the training text.
public final class Vocabulary: Sendable {
    /// The token that stands for a line's end.
    static let endOfLine: [UInt8] = Array("</s>".utf8)
    public static let labelPrefix: [UInt8] = Array("__label__".utf8)

    public let wordCount: Int
    public let labelCount: Int
    public let tokenCount: Int64
    let counts: [Int64]
    /// Nil for a model that was never pruned.
    let pruned: PrunedBuckets?
    private let text: FlatStorage<UInt8>
    private let ends: FlatStorage<Int>
    private let slots: FlatStorage<Slot>
    private let mask: Int

    private struct Slot {
        var hash: UInt32
        var entry: Int32
    }

    /// - Parameters:
    ///   - text: all entries' bytes, one after the other, ending at `ends`.
    ///   - wordCount: how many of the entries, the first, are words; the rest are labels.
    init(
        text: [UInt8], ends: [Int], counts: [Int64], wordCount: Int, tokenCount: Int64,
        pruned: PrunedBuckets?
    ) {
        self.wordCount = wordCount
        labelCount = ends.count - wordCount
        self.tokenCount = tokenCount
        self.counts = counts
        self.pruned = pruned
        self.text = FlatStorage(count: text.count, repeating: 0)
        self.text.bytes.copyBytes(from: text)
        self.ends = FlatStorage(count: ends.count, repeating: 0)
        for (index, end) in ends.enumerated() { self.ends.base[index] = end }
        var capacity = 16
        while capacity < ends.count * 2 { capacity *= 2 }
        mask = capacity - 1
        slots = FlatStorage(count: capacity, repeating: Slot(hash: 0, entry: -1))
        for entry in 0..<ends.count { insert(entry) }
    }

    /// Later entries take the place of equal earlier ones, as in the original.
    private func insert(_ entry: Int) {
        let bytes = bytes(of: entry)
        let hash = WordHash.of(bytes)
        slots.base[slot(of: text.base + offset(of: entry), count: bytes.count, hash: hash)] = Slot(
            hash: hash, entry: Int32(entry))
    }

    private func offset(of entry: Int) -> Int { entry == 0 ? 0 : ends.base[entry - 1] }

    /// The entry's bytes; valid while the vocabulary is.
    func bytes(of entry: Int) -> UnsafeBufferPointer<UInt8> {
        let start = offset(of: entry)
        return UnsafeBufferPointer(start: text.base + start, count: ends.base[entry] - start)
    }

    @inline(__always)
    private func slot(of bytes: UnsafePointer<UInt8>, count: Int, hash: UInt32) -> Int {
        var index = Int(hash) & mask
        while true {
            let found = slots.base[index]
            if found.entry < 0 { return index }
            if found.hash == hash, equals(Int(found.entry), bytes, count) { return index }
            index = (index &+ 1) & mask
        }
    }

    private func equals(_ entry: Int, _ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let own = self.bytes(of: entry)
        guard own.count == count else { return false }
        for index in 0..<count where own[index] != bytes[index] { return false }
        return true
    }

    /// The entry with these bytes (words first, then labels), or -1.
    @inline(__always)
    func find(_ bytes: UnsafePointer<UInt8>, count: Int, hash: UInt32) -> Int {
        Int(slots.base[slot(of: bytes, count: count, hash: hash)].entry)
    }

    /// A label as the file has it, prefix included.
    /// - Precondition: `index` is in `0..<labelCount`.
    public func label(_ index: Int) -> [UInt8] {
        precondition(index >= 0 && index < labelCount)
        return Array(bytes(of: wordCount + index))
    }

    /// The index of a label given with its prefix; nil if the model hasn't got it.
    public func index(ofLabel label: [UInt8]) -> Int? {
        entry(label).flatMap { $0 >= wordCount ? $0 - wordCount : nil }
    }

    /// The index of a word; nil if the model hasn't got it.
    func index(ofWord word: [UInt8]) -> Int? {
        entry(word).flatMap { $0 < wordCount ? $0 : nil }
    }

    private func entry(_ text: [UInt8]) -> Int? {
        let entry = text.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map {
                find($0, count: bytes.count, hash: WordHash.of(bytes))
            }
        }
        return entry.flatMap { $0 >= 0 ? $0 : nil }
    }

    var labelCounts: ArraySlice<Int64> { counts[wordCount...] }
}
