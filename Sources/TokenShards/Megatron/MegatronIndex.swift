// The parts of a Megatron .idx file.

/// What an `.idx` says of its `.bin`; the layout is at ``MegatronBuilder``.
struct MegatronIndex {
    static let magic = Array("MMIDIDX\0\0".utf8)
    static let version: UInt64 = 1
    /// The numbers of the token types that are read and written.
    static let uint16: UInt8 = 8
    static let int32: UInt8 = 4
    private static let headerBytes = 34

    let width: TokenWidth
    private let file: NumberFile
    private let count: Int
    private let starts: Int

    init(_ file: NumberFile) throws(ShardError) {
        self.file = file
        guard file.count >= Self.headerBytes, try file.bytes(0..<9) == Self.magic,
            try file.numbers(1, width: 8, at: 9) == [Self.version]
        else { throw ShardError(.damagedIndex, file.path, "no Megatron index of version 1") }
        width = try Self.width(file)
        let counts = try file.numbers(2, width: 8, at: 18)
        // Each sequence takes 12 bytes and each start 8: what can't be in the file is not believed.
        guard counts[0] <= file.count / 12, (1...file.count / 8).contains(Int(clamping: counts[1])),
            Self.headerBytes + 12 * Int(counts[0]) + 8 * Int(counts[1]) == file.count
        else {
            throw ShardError(
                .damagedIndex, file.path,
                "\(counts[0]) sequences and \(counts[1]) starts in \(file.count) bytes")
        }
        count = Int(counts[0])
        starts = Int(counts[1])
    }

    private static func width(_ file: NumberFile) throws(ShardError) -> TokenWidth {
        switch try file.bytes(17..<18)[0] {
        case uint16: return .two
        case int32: return .four
        case let type:
            throw ShardError(
                .unsupported, file.path, "tokens of type \(type); known are \(uint16) and \(int32)")
        }
    }

    /// Each sequence's bytes: one behind the other, all of them inside a `.bin` of this size.
    func sequences(in size: Int) throws(ShardError) -> [Range<Int>] {
        let lengths = try file.numbers(count, width: 4, at: Self.headerBytes)
        let offsets = try file.numbers(count, width: 8, at: Self.headerBytes + 4 * count)
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(count)
        for (number, length) in lengths.enumerated() {
            let end = ranges.last?.upperBound ?? 0
            let bytes = Int(length) * width.rawValue
            guard length <= Int32.max, let offset = Int(exactly: offsets[number]),
                (end...size).contains(offset), bytes <= size - offset
            else {
                throw ShardError(
                    .damagedIndex, file.path,
                    "sequence \(number): \(bytes) bytes at \(Int64(bitPattern: offsets[number])) "
                        + "are not within \(end)..<\(size)")
            }
            ranges.append(offset..<offset + bytes)
        }
        return ranges
    }

    /// Where documents begin, never falling, the last being the count of sequences.
    func documentStarts() throws(ShardError) -> [Int] {
        let numbers = try file.numbers(starts, width: 8, at: Self.headerBytes + 12 * count)
        let starts = try risingNumbers(
            numbers, from: 0, upTo: count, of: "document", "start", file.path)
        guard starts.first == 0, starts.last == count else {
            throw ShardError(
                .damagedIndex, file.path, "the documents don't take up all \(count) sequences")
        }
        return starts
    }
}
