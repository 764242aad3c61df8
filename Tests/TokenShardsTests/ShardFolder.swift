// A scratch folder with shards in it, for the tests that need files.
import FileFormats
import FileStore
import Foundation
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
    convenience init(_ documents: SampleDocuments, _ assembler: any ShardAssembler) throws {
        try self.init()
        let compressor = ZstdCompressor()
        let writer = ShardFileWriter(StoredFolder(path, in: LocalFiles.shared))
        for piece in try documents.pieces(assembler) {
            try writer.append(piece.compressed(by: compressor))
        }
        records = writer.records
    }

    func files(_ record: ShardRecord) -> ShardFiles { ShardFiles(path + "/" + record.name) }

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
