// Builds a reader from YAML and reads files with it, as the engine does.
import FileStore
import Foundation
import PipelineCore
import TestSupport

/// What a reader makes of files.
struct ReaderProbe {
    var documents: [Document] = []
    var badRecords: [BadRecord] = []
    /// Documents and bad records per chunk.
    var chunkSizes: [Int] = []
    /// Where the records of each range began and ended.
    var extents: [ReadExtent] = []

    /// Writes each content to a file of its own and reads them in order; `FILES` in the YAML stands
    /// for their paths.
    init(_ yaml: String, _ contents: [(name: String, bytes: [UInt8])]) throws {
        let folder = try ScratchDirectory()
        let paths = try contents.map { try folder.write($0.bytes, to: $0.name) }
        try self.init(yaml, paths: paths)
    }

    /// Reads each file in ranges.
    init(_ yaml: String, paths: [String], ranges: [StoredRange] = [.whole]) throws {
        let listed = paths.map { "'\($0)'" }.joined(separator: ", ")
        let built = try buildStage(
            yaml.replacing("FILES", with: "paths: [\(listed)]"), kinds: [.reader])
        let reader = built.stage as! any Reader
        for (number, path) in paths.enumerated() {
            let file = InputFile(number: number, path: path, size: 0)
            for range in ranges { try read(reader, file, range) }
        }
    }

    private mutating func read<R: Reader>(
        _ reader: R, _ file: InputFile, _ range: StoredRange
    ) throws {
        let stored = try StoredFile(file.path)
        let source = try reader.open(
            OpenInput(file: file, stored: stored, range: range) { offset throws(FileError) in
                try stored.open(from: offset)
            })
        var scratch = try reader.makeScratch()
        while let chunk = try source.next() {
            var batch = DocumentBatch()
            try reader.parse(chunk, of: file, using: &scratch, into: &batch)
            documents += batch.documents
            badRecords += batch.badRecords
            chunkSizes.append(batch.documents.count + batch.badRecords.count)
        }
        extents.append(source.extent)
    }

    var texts: [String] { documents.map { String(decoding: $0.text, as: UTF8.self) } }
    var ids: [String] { documents.map { String(decoding: $0.id, as: UTF8.self) } }
    var urls: [String] { documents.map { String(decoding: $0.url, as: UTF8.self) } }
    var fields: [String] { documents.map { String(decoding: $0.fields, as: UTF8.self) } }
    var places: [Int] { documents.map(\.key.place) }
    var badPlaces: [Int] { badRecords.map(\.key.place) }
}
