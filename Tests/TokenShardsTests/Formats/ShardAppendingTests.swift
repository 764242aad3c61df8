// Appending to a folder that says what made its tokens, and what a killed append leaves.
import FileStore
import Foundation
import Testing
import TokenShards

@Suite struct ShardAppendingTests {
    private let documents = SampleDocuments(
        all: SampleDocuments.random(count: 20, vocabularySize: 300, seed: 31).all.filter {
            !$0.tokens.isEmpty
        })

    private func source(tokenizer: UInt8) throws -> ShardFolder {
        try ShardFolder(
            documents,
            ShardFormat.winnow.assembler(
                ShardLayout(
                    name: "t", vocabularySize: 300,
                    tokenizerDigest: [UInt8](repeating: tokenizer, count: 32))))
    }

    private func converted(_ source: ShardFolder, to format: ShardFormat) throws -> ShardFolder {
        let folder = try ShardFolder()
        let conversion = try ShardConversion(
            try ShardFiles.find([source.path]), ShardConversion.Settings(format))
        _ = try conversion.run(into: place(folder))
        return folder
    }

    private func place(_ folder: ShardFolder) -> StoredFolder {
        StoredFolder(folder.path, in: LocalFiles.shared)
    }

    private func append(_ source: ShardFolder, to folder: ShardFolder) throws {
        let appending = try ShardAppending(
            try ShardFiles.find([source.path]), to: place(folder),
            ShardConversion.Settings(.winnow))
        #expect(appending.isTokenizerKnown)
        _ = try appending.run()
    }

    private func tokens(_ folder: ShardFolder) throws -> [[UInt32]] {
        try ShardFiles.find([folder.path]).flatMap { files in
            let shard = try files.open()
            return try (0..<shard.documents).map { try shard.tokens(of: $0) }
        }
    }

    @Test(arguments: ShardFormat.inShards)
    func `another tokenizer's tokens are not appended, whatever the format`(
        format: ShardFormat
    ) throws {
        let folder = try converted(try source(tokenizer: 1), to: format)
        let before = try folder.names()
        let error = #expect(throws: ShardError.self) {
            try append(try source(tokenizer: 2), to: folder)
        }
        #expect(error?.found.contains("its tokenizer is 0202") == true)
        #expect(try folder.names() == before)
    }

    @Test(arguments: ShardFormat.inShards)
    func `an append that was killed after its last file is taken back and made again`(
        format: ShardFormat
    ) throws {
        let source = try source(tokenizer: 1)
        let folder = try converted(source, to: format)
        var mark = Array("appending 00001\n".utf8)
        for name in ["index.json", "shards.sha256"] where try folder.names().contains(name) {
            let list = try folder.bytes(name)
            mark += Array("\(name) \(list.count)\n".utf8) + list
        }
        try append(source, to: folder)
        try folder.write(mark, "shards.unfinished")
        try append(source, to: folder)
        let all = documents.all.map(\.tokens)
        #expect(try tokens(folder) == all + all)
        let verdict = KnownShards().verify(try ShardFiles.find([folder.path]))
        #expect(verdict.isSound && verdict.reports.allSatisfy { $0.unchecked.isEmpty })
    }
}
