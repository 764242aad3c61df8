// MDS shards, made by hand: foreign columns passed over, lies refused.
import FileFormats
import Testing
import TokenShards

/// One shard of samples with the columns `id`, `n` (an int, of fixed size) and `tokens`.
private struct Shard {
    var names = #"["id", "n", "tokens"]"#
    var encodings = #"["str", "int", "ndarray:uint16"]"#
    var sizes = "[null, 8, null]"
    var count: UInt32?
    /// What the head of the second sample says of its lengths.
    var lengths: [UInt32] = [1, 6]
    /// The shape and elements of the second sample's tokens.
    var array: [UInt8] = [4, 2, 1, 0, 2, 0]
    /// Bytes at the end of the second sample that belong to no column.
    var rest: [UInt8] = []
    var shift: [Int64] = [0, 0, 0]
    var config: String?

    var bytes: [UInt8] {
        let text =
            config
            ?? #"{"column_names": \#(names), "column_encodings": \#(encodings), "#
            + #""column_sizes": \#(sizes), "format": "mds"}"#
        let number = little([-7] as [Int64])
        let first = little([2, 4] as [UInt32]) + Array("ab".utf8) + number + [4, 1, 9, 0]
        let second = little(lengths) + Array("c".utf8) + number + array + rest
        let head = 4 + 4 * 3 + text.utf8.count
        let offsets = [head, head + first.count, head + first.count + second.count]
        return little([count ?? 2])
            + little(zip(offsets, shift).map { UInt32(truncatingIfNeeded: Int64($0) + $1) })
            + Array(text.utf8) + first + second
    }

    func refusals(_ change: (inout Shard) -> Void) throws -> Set<ShardError.Code> {
        var changed = self
        change(&changed)
        let folder = try ShardFolder()
        try folder.write(changed.bytes, "x.mds")
        return try folder.refusals("x.mds")
    }
}

@Suite struct MosaicReaderTests {
    @Test func `columns that are no tokens are passed over`() throws {
        let folder = try ShardFolder()
        try folder.write(Shard().bytes, "x.mds")
        let shard = try MosaicReader(folder.path + "/x.mds")
        #expect(try shard.tokens(of: 0) == [9] && shard.tokens(of: 1) == [1, 2])
        #expect(try shard.id(of: 1) == Array("c".utf8))
        #expect(!shard.facts.hasMask)
        #expect(try folder.refusals("x.mds") == [])
    }

    @Test func `counts and offsets that the file can't hold are refused`() throws {
        for count: UInt32 in [.max, 1 << 31, 1 << 20, 3, 1] {
            #expect(try Shard().refusals { $0.count = count } == [.damagedIndex])
        }
        for shift: [Int64] in [
            [0, 0, 1], [0, 0, -1], [0, 100, 0], [-400, 0, 0], [1 << 31, 0, 0],
        ] {
            #expect(try Shard().refusals { $0.shift = shift } == [.damagedIndex])
        }
    }

    @Test func `a description that doesn't describe is refused`() throws {
        let changes: [(inout Shard) -> Void] = [
            { $0.config = "" }, { $0.config = "[]" }, { $0.config = "{}" },
            { $0.config = String(repeating: "[", count: 4000) },
            { $0.names = #"["id", "tokens"]"# }, { $0.names = "[1, 2, 3]" }, { $0.sizes = "3" },
            { $0.sizes = "[null, -8, null]" }, { $0.sizes = "[null, 8.5, null]" },
            { $0.sizes = "[null, 1e400, null]" },
        ]
        for change in changes { #expect(try Shard().refusals(change) == [.damagedIndex]) }
        for encoding in ["ndarray:float32", "bytes", "ndarray", "ndarray:uint16:2049"] {
            #expect(
                try Shard().refusals { $0.encodings = #"["str", "int", "\#(encoding)"]"# }
                    == [.unsupported])
        }
    }

    @Test func `a sample that ends inside its columns is refused`() throws {
        for lengths: [UInt32] in [[.max, 6], [1, .max], [2, 6], [1, 7], [1 << 31, 1 << 31]] {
            #expect(try Shard().refusals { $0.lengths = lengths } == [.wrongContent])
        }
        for size in ["9223372036854775807", "4294967296", "100"] {
            #expect(try Shard().refusals { $0.sizes = "[null, \(size), null]" } == [.wrongContent])
        }
    }

    @Test func `bytes in a sample that belong to no column are a finding`() throws {
        #expect(try Shard().refusals { $0.rest = [0] } == [.wrongContent])
    }

    @Test func `two columns of one name are refused`() throws {
        #expect(
            try Shard().refusals { $0.names = #"["tokens", "n", "tokens"]"# } == [.damagedIndex])
    }

    @Test func `an array with another shape than it says is refused`() throws {
        let arrays: [[UInt8]] = [
            [4, 3, 1, 0, 2, 0], [4, 255, 1, 0, 2, 0], [8, 2, 1, 0, 2, 0], [5, 2, 0, 0, 2, 0],
            [0, 2, 1, 0, 2, 0], [7, 255, 255, 255, 255, 255], [4, 0, 1, 0, 2, 0],
        ]
        for array in arrays {
            #expect(try Shard().refusals { $0.array = array } == [.wrongContent])
        }
        let long: [UInt8] = [7] + little([1 << 62] as [UInt64])
        for array in [long, [7] + little([UInt64.max]), []] {
            let change: (inout Shard) -> Void = {
                $0.lengths[1] = UInt32(array.count)
                $0.array = array
            }
            #expect(try Shard().refusals(change) == [.wrongContent])
        }
    }
}
