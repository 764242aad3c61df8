// Builds a writer from YAML and runs its four steps over documents, as the engine does.
import FileStore
import Foundation
import PipelineCore
import TestSupport

/// One run of a writer into a folder of its own, which goes away with the probe.
final class WriterProbe {
    let folder: URL
    private(set) var files: [OutputFile] = []

    /// Writes the documents in batches of `batchSize`.
    init(
        _ yaml: String, _ documents: [Document], batchSize: Int = 3, columns: [String] = [],
        tokens: TokenFacts? = nil, hasLossMask: Bool = false, content: ContentKinds = .text,
        sequenceLength: Int = 0
    ) throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "writer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let writer = try buildStage(yaml, kinds: [.writer]).stage as! any Writer
        let context = OutputContext(
            folder: StoredFolder(folder.path, in: LocalFiles.shared), taskName: "00007",
            columns: columns, tokens: tokens, hasLossMask: hasLossMask, content: content,
            sequenceLength: sequenceLength)
        try run(writer, documents, batchSize, context)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func run<W: Writer>(
        _ writer: W, _ documents: [Document], _ batchSize: Int, _ context: OutputContext
    ) throws {
        var scratch = try writer.makeScratch()
        let output = try writer.open(context)
        var rest = documents[...]
        while !rest.isEmpty {
            var encoded = writer.makeEncoded()
            for document in rest.prefix(batchSize) {
                try writer.validate(document)
                try writer.encode(document, using: &scratch, into: &encoded)
            }
            rest = rest.dropFirst(batchSize)
            try store(output.append(encoded), writer, &scratch, output)
        }
        try store(output.finish(), writer, &scratch, output)
        files = try output.close()
    }

    private func store<W: Writer>(
        _ blocks: [W.Block], _ writer: W, _ scratch: inout W.Scratch,
        _ output: any WriterOutput<W.Encoded, W.Block, W.Packed>
    ) throws {
        for block in blocks { try output.store(writer.pack(block, using: &scratch)) }
    }

    func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: name)))
    }

    func text(_ name: String) throws -> String {
        String(decoding: try bytes(name), as: UTF8.self)
    }

    /// All files below the folder.
    var paths: [String] {
        get throws {
            try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
                let url = folder.appending(path: path)
                return try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == false
            }.sorted()
        }
    }

    var names: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        }
    }
}

extension Document {
    /// A document for writers' tests.
    init(_ id: String, _ text: String, tokens: [UInt32]? = nil, mask: [UInt8] = []) {
        self.init(
            key: DocumentKey(file: 0, place: 0), offset: 0, id: Array(id.utf8),
            text: Array(text.utf8))
        self.tokens = tokens.map { Tokens(ids: $0, lossMask: mask) }
    }
}
