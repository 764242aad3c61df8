// Winnow shards whose index lies consistently: refused before room is made for what it claims.
import FileFormats
import FileStore
import Testing
import TokenShards

@Suite struct LyingIndexTests {
    /// An index's numbers: version, bytes a token, vocabulary, documents, tokens, mask, bytes of ids.
    private func index(_ header: [UInt64], ends: [UInt64], idEnds: [UInt64]) -> [UInt8] {
        Array("WNWSHARD".utf8) + little(header) + .init(repeating: 0, count: 96) + little(ends)
            + little(idEnds)
    }

    /// What a shard of four tokens with such an index is refused for.
    private func refusals(_ index: [UInt8], tokens: [UInt8] = [1, 0, 2, 0, 3, 0, 4, 0]) throws
        -> [ShardError]
    {
        let folder = try ShardFolder()
        for (name, content) in [("x.index.zst", index), ("x.tokens.zst", tokens)] {
            let file = try SeekableZstdWriter(StoredFile(folder.path + "/" + name))
            try file.write(content.span)
            try file.commit()
        }
        let files = try #require(ShardFiles(folder.path + "/x.index.zst"))
        let error = #expect(throws: ShardError.self) { try files.open() }
        #expect(files.verify().findings.contains { $0 == error })
        return [error].compactMap(\.self)
    }

    @Test func `tokens that no file can hold are refused`() throws {
        for tokens: UInt64 in [1 << 62, 1 << 63, .max, UInt64(Int.max), UInt64(Int.max) / 4] {
            let index = index([1, 2, 10, 1, tokens, 0, 0], ends: [tokens], idEnds: [0])
            #expect(try refusals(index).map(\.code) == [.damagedIndex])
        }
        let more = index([1, 2, 10, 1, 1 << 59, 0, 0], ends: [1 << 59], idEnds: [0])
        #expect(try refusals(more).map(\.code) == [.wrongContent])
    }

    @Test func `documents and ids that are not in the index are refused`() throws {
        for (documents, ids) in [(1 << 62, 0), (2, 0), (1, 1), (.max / 16 + 2, 0), (1, .max)]
            as [(UInt64, UInt64)]
        {
            let index = index([1, 2, 10, documents, 4, 0, ids], ends: [4], idEnds: [0])
            #expect(try refusals(index).map(\.code) == [.damagedIndex])
        }
    }

    /// A file of zeros, which compress to almost nothing.
    private func writeZeros(_ mebibytes: Int, to path: String, tail: [UInt8] = []) throws {
        let file = try SeekableZstdWriter(StoredFile(path))
        let part = [UInt8](repeating: 0, count: 1 << 20)
        let frame = SeekableFrame(part.span, with: ZstdCompressor())
        for _ in 0..<mebibytes { try file.append(frame) }
        try file.write(tail.span)
        try file.commit()
    }

    @Test func `an index that is larger than any of ours is refused unread`() throws {
        let folder = try ShardFolder()
        try writeZeros(129, to: folder.path + "/x.index.zst")
        let error = #expect(throws: ShardError.self) { try WinnowReader(folder.path + "/x") }
        #expect(error?.code == .damagedIndex && error?.found == "it claims 135266304 bytes")
    }

    @Test func `a document too large to be held is refused, not read`() throws {
        let tokens = UInt64(1 << 28) + 1
        let folder = try ShardFolder()
        let index = try SeekableZstdWriter(StoredFile(folder.path + "/x.index.zst"))
        try index.write(
            self.index([1, 4, 70_000, 1, tokens, 0, 0], ends: [tokens], idEnds: [0]).span)
        try index.commit()
        try writeZeros(1024, to: folder.path + "/x.tokens.zst", tail: [0, 0, 0, 0])
        let shard = try WinnowReader(folder.path + "/x")
        let error = #expect(throws: ShardError.self) { try shard.tokens(of: 0) }
        #expect(error?.code == .unsupported)
        #expect(try shard.tokens(in: 1 << 27..<(1 << 27) + 3) == [0, 0, 0])
    }
}
