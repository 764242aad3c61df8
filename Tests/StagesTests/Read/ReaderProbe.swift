// Builds a reader from YAML and reads files with it, as the engine does.
import Foundation
import PipelineCore
import TestSupport

/// What a reader makes of files.
struct ReaderProbe {
    var documents: [Document] = []
    var badRecords: [BadRecord] = []
    /// Documents and bad records per chunk.
    var chunkSizes: [Int] = []

    /// Writes each content to a file of its own and reads them in order; `$0`, `$1`, … in the
    /// YAML stand for their paths.
    init(_ yaml: String, _ contents: [(name: String, bytes: [UInt8])]) throws {
        let folder = try ScratchDirectory()
        let paths = try contents.map { try folder.write($0.bytes, to: $0.name) }
        try self.init(yaml, paths: paths)
    }

    init(_ yaml: String, paths: [String]) throws {
        let listed = paths.map { "'\($0)'" }.joined(separator: ", ")
        let built = try buildStage(
            yaml.replacing("FILES", with: "paths: [\(listed)]"), kinds: [.reader])
        let reader = built.stage as! any Reader
        for (number, path) in paths.enumerated() {
            try read(reader, InputFile(number: number, path: path, size: 0))
        }
    }

    private mutating func read<R: Reader>(_ reader: R, _ file: InputFile) throws {
        let source = try reader.open(file)
        var scratch = try reader.makeScratch()
        while let chunk = try source.next() {
            var batch = DocumentBatch()
            try reader.parse(chunk, of: file, using: &scratch, into: &batch)
            documents += batch.documents
            badRecords += batch.badRecords
            chunkSizes.append(batch.documents.count + batch.badRecords.count)
        }
    }

    var texts: [String] { documents.map { String(decoding: $0.text, as: UTF8.self) } }
    var ids: [String] { documents.map { String(decoding: $0.id, as: UTF8.self) } }
    var urls: [String] { documents.map { String(decoding: $0.url, as: UTF8.self) } }
    var fields: [String] { documents.map { String(decoding: $0.fields, as: UTF8.self) } }
    var ordinals: [Int] { documents.map(\.key.ordinal) }
    var badOrdinals: [Int] { badRecords.map(\.key.ordinal) }
}
