// Documents' tokens gathered on any worker, on their way to an assembler.

/// A batch of tokenized documents in order.
public struct TokenBatch: Sendable {
    private(set) var tokens: [UInt32] = []
    private(set) var mask: [UInt8] = []
    private(set) var ids: [UInt8] = []
    /// Where each document ends in ``tokens`` and in ``ids``.
    private(set) var ends: [(tokens: Int, ids: Int)] = []

    public init() {}

    public var documents: Int { ends.count }

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
        added.withUnsafeBufferPointer { tokens.append(contentsOf: $0) }
        id.withUnsafeBufferPointer { ids.append(contentsOf: $0) }
        if addedMask.isEmpty {
            mask.append(contentsOf: repeatElement(1, count: added.count))
        } else {
            addedMask.withUnsafeBufferPointer { mask.append(contentsOf: $0) }
        }
        ends.append((tokens.count, ids.count))
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
