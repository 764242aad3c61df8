// A scratch folder with shards in it, for the tests that need files.
import FileFormats
import FileStore
import Foundation
import Testing
import TokenShards

/// A folder that goes away with its last reference.
final class ShardFolder {
    let path: String
    private(set) var records: [ShardRecord] = []

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("shards-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A folder with the documents written by an assembler, every frame compressed.
    convenience init(
        _ documents: SampleDocuments, _ assembler: any ShardAssembler, in folder: ShardFolder? = nil
    ) throws {
        try self.init()
        let compressor = ZstdCompressor()
        let writer = ShardFileWriter(
            StoredFolder(folder?.path ?? path, in: LocalFiles.shared))
        for piece in try documents.pieces(assembler) {
            try writer.append(piece.compressed(by: compressor))
        }
        records = writer.records
    }

    /// The shard of a record, by its first file.
    func files(_ record: ShardRecord) throws -> ShardFiles {
        try #require(ShardFiles(path + "/" + record.files[0].name))
    }

    /// A Winnow shard, open.
    func open(_ record: ShardRecord) throws -> WinnowReader {
        try WinnowReader(path + "/" + record.name)
    }

    func bytes(_ file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + file)))
    }

    func write(_ bytes: [UInt8], _ file: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + file))
    }

    func names(_ folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path + "/" + folder).sorted()
    }
}
