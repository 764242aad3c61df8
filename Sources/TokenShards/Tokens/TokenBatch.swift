// Documents' tokens gathered on any worker, on their way to an assembler.

/// A batch of tokenized documents in order.
public struct TokenBatch: Sendable {
    private(set) var tokens: [UInt32] = []
    /// The highest token, 0 where there is none.
    private(set) var highest: UInt32 = 0
    /// A byte for each token, once a document came with a mask; empty: all carry loss.
    private var mask: [UInt8] = []
    private(set) var ids: [UInt8] = []
    /// Where each document ends in ``tokens`` and in ``ids``.
    private(set) var ends: [(tokens: Int, ids: Int)] = []

    public init() {}

    public var documents: Int { ends.count }

    var tokenCount: Int { tokens.count }

    /// Makes it empty and keeps its memory.
    mutating func removeAll() {
        tokens.removeAll(keepingCapacity: true)
        highest = 0
        mask.removeAll(keepingCapacity: true)
        ids.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    /// Adds a document.
    ///
    /// - Parameters:
    ///   - id: the document's id, UTF-8.
    ///   - tokens: its tokens.
    ///   - mask: a byte 0 or 1 for each token: whether it carries loss. Empty: all do.
    /// - Throws: ``ShardError/Code/wrongMask`` for a mask of another length or with other bytes.
    public mutating func append(
        id: Span<UInt8>, tokens added: Span<UInt32>, mask addedMask: Span<UInt8>
    ) throws(ShardError) {
        try check(addedMask, of: added.count)
        addMask(addedMask, of: added.count)
        added.withUnsafeBufferPointer { added in
            tokens.append(contentsOf: added)
            // While they are in the nearest cache.
            highest = added.reduce(highest) { max($0, $1) }
        }
        id.withUnsafeBufferPointer { ids.append(contentsOf: $0) }
        ends.append((tokens.count, ids.count))
    }

    /// Most corpora have no masks at all: nothing is noted until one comes.
    private mutating func addMask(_ added: Span<UInt8>, of count: Int) {
        if mask.isEmpty {
            if added.isEmpty { return }
            mask.append(contentsOf: repeatElement(1, count: tokens.count))
        }
        if added.isEmpty {
            mask.append(contentsOf: repeatElement(1, count: count))
        } else {
            added.withUnsafeBufferPointer { mask.append(contentsOf: $0) }
        }
    }

    /// The mask of a range of ``tokens``.
    func mask(of range: Range<Int>) -> ArraySlice<UInt8> {
        mask.isEmpty ? Array(repeating: 1, count: range.count)[...] : mask[range]
    }

    private func check(_ mask: Span<UInt8>, of tokens: Int) throws(ShardError) {
        var bits: UInt8 = 0
        for index in mask.indices { bits |= mask[index] }
        if bits > 1 || !(mask.isEmpty || mask.count == tokens) {
            throw ShardError(
                .wrongMask, "mask", "\(mask.count) bytes, not all 0 or 1, for \(tokens) tokens")
        }
    }

    /// The tokens of documents `range` as places in ``tokens``.
    func tokenRange(of range: Range<Int>) -> Range<Int> {
        let start = range.lowerBound == 0 ? 0 : ends[range.lowerBound - 1].tokens
        return start..<(range.isEmpty ? start : ends[range.upperBound - 1].tokens)
    }

    /// How many tokens document `number` has.
    func length(of number: Int) -> Int { tokenRange(of: number..<number + 1).count }

    /// The id of document `number`.
    func id(of number: Int) -> ArraySlice<UInt8> {
        ids[(number == 0 ? 0 : ends[number - 1].ids)..<ends[number].ids]
    }
}
