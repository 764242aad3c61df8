// Megatron's pairs of files, made by hand: sequences joined, lies refused.
import Testing
import TokenShards

/// The numbers of an `.idx` and the bytes of its `.bin`.
private struct Pair {
    var magic = "MMIDIDX\0\0"
    var version: UInt64 = 1
    var type: UInt8 = 8
    var counts: [UInt64]?
    var lengths: [Int32] = [2, 0, 1, 1]
    var offsets: [Int64] = [0, 4, 4, 6]
    var starts: [Int64] = [0, 1, 2, 4]
    var bin: [UInt8] = [1, 0, 2, 0, 3, 0, 2, 1]
    var tail: [UInt8] = []

    func folder() throws -> ShardFolder {
        let folder = try ShardFolder()
        try folder.write(bin, "x.bin")
        let numbers = [UInt64(lengths.count), UInt64(starts.count)]
        try folder.write(
            Array(magic.utf8) + little([version]) + [type] + little(counts ?? numbers)
                + little(lengths) + little(offsets) + little(starts) + tail, "x.idx")
        return folder
    }

    func refusals(_ change: (inout Pair) -> Void) throws -> Set<ShardError.Code> {
        var changed = self
        change(&changed)
        return try changed.folder().refusals("x.idx")
    }
}

@Suite struct MegatronReaderTests {
    @Test func `a document of several sequences is their tokens joined`() throws {
        let folder = try Pair().folder()
        let shard = try MegatronReader(folder.path + "/x")
        #expect(try (0..<3).map { try shard.tokens(of: $0) } == [[1, 2], [], [3, 258]])
        #expect(shard.ends.all == [2, 2, 4])
        #expect(try folder.refusals("x.bin") == [])
    }

    @Test func `counts that the file can't hold are refused`() throws {
        let lies: [[UInt64]] = [
            [1 << 62, 5], [4, 1 << 62], [.max, .max], [4, 0], [5, 4], [3, 4], [.max / 12, 1],
            [1 << 63, 4],
        ]
        for lie in lies { #expect(try Pair().refusals { $0.counts = lie } == [.damagedIndex]) }
        #expect(try Pair().refusals { $0.tail = [0] } == [.damagedIndex])
        #expect(try Pair().refusals { $0.version = 2 } == [.damagedIndex])
        #expect(try Pair().refusals { $0.magic = "MMIDIDY\0\0" } == [.damagedIndex])
        #expect(try Pair().refusals { $0.type = 5 } == [.unsupported])
    }

    @Test func `sequences outside the file, out of order or over each other are refused`() throws {
        for offset: Int64 in [-1, -4, .min, .max, 1 << 62, 7, 8] {
            #expect(try Pair().refusals { $0.offsets[3] = offset } == [.damagedIndex])
        }
        for length: Int32 in [-1, .min, .max, 2] {
            #expect(try Pair().refusals { $0.lengths[3] = length } == [.damagedIndex])
        }
        #expect(try Pair().refusals { $0.offsets[1] = 2 } == [.damagedIndex])
        #expect(try Pair().refusals { $0.offsets = [4, 0, 0, 2] } == [.damagedIndex])
    }

    @Test func `documents that don't take up the sequences are refused`() throws {
        let lies: [[Int64]] = [
            [1, 1, 2, 4], [0, 1, 2, 3], [0, 2, 1, 4], [0, 1, 2, 5], [0, -1, 2, 4],
            [0, .max, .max, 4], [0, .min, 0, 4],
        ]
        for lie in lies { #expect(try Pair().refusals { $0.starts = lie } == [.damagedIndex]) }
    }

    @Test func `bytes that no sequence uses and negative tokens are findings`() throws {
        #expect(try Pair().refusals { $0.bin += [9, 9] } == [.wrongContent])
        let wide: (inout Pair) -> Void = {
            $0.type = 4
            $0.offsets = [0, 8, 8, 12]
            $0.bin = little([1, 2, 3, -1] as [Int32])
        }
        #expect(try Pair().refusals(wide) == [.tokenOutsideVocabulary])
    }
}
