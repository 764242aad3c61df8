// Reads Megatron-LM's indexed data sets.

/// An open pair of `.bin` and `.idx`, each token u16 or i32.
///
/// A document of several sequences is their tokens joined. Opening checks the whole index.
public final class MegatronReader: TokenSource {
    private let bin: NumberFile
    private let width: TokenWidth
    /// Each sequence's bytes in `.bin`.
    private let sequences: [Range<Int>]
    /// The first sequence of each document, and the end.
    private let starts: [Int]

    /// Opens `BASE.bin` and `BASE.idx`.
    public init(_ base: String) throws(ShardError) {
        bin = try NumberFile(base + ".bin")
        let idx = try MegatronIndex(base + ".idx")
        width = idx.width
        sequences = try idx.sequences(in: bin.count)
        starts = try idx.documentStarts()
    }

    public var documents: Int { starts.count - 1 }

    public func tokens(of number: Int) throws(ShardError) -> [UInt32] {
        guard (0..<documents).contains(number) else {
            throw ShardError(.outOfRange, bin.path, "document \(number) of \(documents)")
        }
        var tokens: [UInt32] = []
        for sequence in sequences[starts[number]..<starts[number + 1]] {
            width.unpack(try bin.bytes(sequence), into: &tokens)
        }
        return tokens
    }

    public func mask(of number: Int) -> [UInt8] { [] }

    public func id(of number: Int) -> [UInt8]? { nil }
}

/// The parts of an `.idx` file.
private struct MegatronIndex {
    private static let headerBytes = 34

    let width: TokenWidth
    private let file: NumberFile
    private let count: Int
    private let starts: Int

    init(_ path: String) throws(ShardError) {
        file = try NumberFile(path)
        guard file.count >= Self.headerBytes,
            try file.bytes(0..<9) == Array("MMIDIDX\0\0".utf8),
            try file.numbers(1, width: 8, at: 9) == [1]
        else { throw ShardError(.damagedIndex, path, "no Megatron index of version 1") }
        let type = try file.bytes(17..<18)[0]
        guard let width = [8: TokenWidth.two, 4: .four][type] else {
            throw ShardError(.unsupported, path, "tokens of type \(type); known are 8 and 4")
        }
        self.width = width
        let counts = try file.numbers(2, width: 8, at: 18)
        // Each sequence takes 12 bytes and each start 8: what can't be in the file is not believed.
        guard counts[0] <= file.count / 12, (1...file.count / 8).contains(Int(clamping: counts[1])),
            Self.headerBytes + 12 * Int(counts[0]) + 8 * Int(counts[1]) == file.count
        else {
            throw ShardError(
                .damagedIndex, path,
                "\(counts[0]) sequences and \(counts[1]) starts in \(file.count) bytes")
        }
        count = Int(counts[0])
        starts = Int(counts[1])
    }

    /// Each sequence's bytes, all of them inside `.bin`.
    func sequences(in size: Int) throws(ShardError) -> [Range<Int>] {
        let lengths = try file.numbers(count, width: 4, at: Self.headerBytes)
        let offsets = try file.numbers(count, width: 8, at: Self.headerBytes + 4 * count)
        var ranges: [Range<Int>] = []
        for (number, (offset, length)) in zip(offsets, lengths).enumerated() {
            let bytes = Int(length) * width.rawValue
            guard length <= Int32.max, offset <= size, bytes <= size - Int(offset) else {
                throw ShardError(
                    .damagedIndex, file.path,
                    "sequence \(number): \(bytes) bytes at \(offset) of a file of \(size)")
            }
            ranges.append(Int(offset)..<Int(offset) + bytes)
        }
        return ranges
    }

    /// Where documents begin, never falling, the last being the count of sequences.
    func documentStarts() throws(ShardError) -> [Int] {
        let numbers = try file.numbers(starts, width: 8, at: Self.headerBytes + 12 * count)
        let isRising = zip(numbers, numbers.dropFirst()).allSatisfy { $0 <= $1 }
        guard isRising, numbers.first == 0, numbers.last == UInt64(count) else {
            throw ShardError(.damagedIndex, file.path, "the documents' starts are not in order")
        }
        return numbers.map(Int.init)
    }
}
