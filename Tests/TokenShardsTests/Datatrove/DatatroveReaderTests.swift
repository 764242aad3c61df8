// datatrove's files, made by hand: what they say of each other has to agree.
import Testing
import TokenShards

/// The files of one shard.
private struct Files {
    var tokens: [UInt8] = [1, 0, 2, 0, 3, 0, 2, 1]
    var ends: [UInt64] = [3, 3, 4]
    var tail: [UInt8] = []
    var loss: [UInt8]? = [0, 1, 1, 0]
    var metadata: String? = "a|b|2\n4\n4.00 T"

    func refusals(_ change: (inout Files) -> Void) throws -> Set<ShardError.Code> {
        var changed = self
        change(&changed)
        return try changed.folder().refusals("x.ds")
    }

    func folder() throws -> ShardFolder {
        let folder = try ShardFolder()
        try folder.write(tokens, "x.ds")
        try folder.write(little(ends) + tail, "x.ds.index")
        if let loss { try folder.write(loss, "x.ds.loss") }
        if let metadata { try folder.write(Array(metadata.utf8), "x.ds.metadata") }
        return folder
    }
}

@Suite struct DatatroveReaderTests {
    @Test func `tokens and loss are read by the index`() throws {
        let folder = try Files().folder()
        let shard = try DatatroveReader(folder.path + "/x")
        #expect(try (0..<3).map { try shard.tokens(of: $0) } == [[1, 2, 3], [], [258]])
        #expect(try (0..<3).map { try shard.mask(of: $0) } == [[0, 1, 1], [], [0]])
        #expect(try folder.refusals("x.ds.index") == [])
    }

    @Test func `without loss and metadata the shard is sound and unmasked`() throws {
        var files = Files()
        files.loss = nil
        files.metadata = nil
        let folder = try files.folder()
        let shard = try DatatroveReader(folder.path + "/x")
        #expect(try !shard.facts.hasMask && shard.mask(of: 0) == [])
        #expect(try folder.refusals("x.ds") == [])
    }

    @Test func `the size tells the width`() throws {
        var files = Files()
        files.tokens = little([70_000, 1, 2, 3] as [UInt32])
        files.metadata = nil
        let folder = try files.folder()
        let shard = try DatatroveReader(folder.path + "/x")
        #expect(shard.facts.dtype == "uint32")
        #expect(try shard.tokens(of: 0) == [70_000, 1, 2])
    }

    @Test func `ends that fall or lie outside the file are refused`() throws {
        let lies: [[UInt64]] = [
            [3, 2, 4], [1 << 62, 1 << 62, 1 << 62], [.max, .max, .max], [3, 3, 5], [0, 0, 1 << 63],
        ]
        for lie in lies { #expect(try Files().refusals { $0.ends = lie } == [.damagedIndex]) }
        #expect(try Files().refusals { $0.tail = [0] } == [.damagedIndex])
        #expect(try Files().refusals { $0.ends = [3, 3, 3] } == [.wrongContent])
        #expect(try Files().refusals { $0.ends = [] } == [.wrongContent])
        #expect(try Files().refusals { $0.tokens += [0] } == [.wrongContent])
    }

    @Test func `a loss mask of another length or with other bytes is refused`() throws {
        #expect(try Files().refusals { $0.loss = [0, 1, 1] } == [.wrongMask])
        #expect(try Files().refusals { $0.loss = [0, 1, 1, 0, 0] } == [.wrongMask])
        #expect(try Files().refusals { $0.loss = [0, 1, 1, 2] } == [.wrongMask])
    }

    @Test func `metadata that contradicts the index or is none is refused`() throws {
        for metadata in ["a|2\n5\n5.00 T", "a|4\n4\n4.00 T"] {
            #expect(try Files().refusals { $0.metadata = metadata } == [.wrongContent])
        }
        for metadata in [
            "", "a", "a|2", "a|2\n", "2\n4\n", "a|x\n4\n", "a|2\n99999999999999999999",
        ] {
            #expect(try Files().refusals { $0.metadata = metadata } == [.damagedIndex])
        }
    }
}
