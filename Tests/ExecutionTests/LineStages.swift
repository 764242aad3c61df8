// The smallest stages that exercise the engine: a line is a document.
import FileFormats
import FileStore
import Foundation
import PipelineCore

/// Reads files of lines; a line `bad` is a bad record.
struct LineReader: Reader {
    static let info = StageInfo(
        name: "lines", summary: "A line is a document.", example: "- lines", gives: .text)

    struct Options: StageOptions {
        var paths: [String] = []
        var linesPerChunk = 3
        static let help: KeyValuePairs = ["paths": "files", "lines_per_chunk": "chunk size"]
    }

    let inputs: InputPatterns
    let linesPerChunk: Int

    init(_ options: Options, in context: StageContext) throws {
        inputs = InputPatterns(paths: options.paths, endings: [".txt"])
        linesPerChunk = options.linesPerChunk
    }

    final class Source: ChunkSource {
        var lines: [Substring]
        var position = 0
        let size: Int

        init(_ input: OpenInput, size: Int) throws {
            let stream = try ByteStream(input.stream(), path: input.file.path)
            var data: [UInt8] = []
            while try stream.read(into: &data) > 0 {}
            lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
            self.size = size
        }

        func next() throws -> LineChunk? {
            guard position < lines.count else { return nil }
            let end = min(position + size, lines.count)
            defer { position = end }
            return LineChunk(first: position, lines: lines[position..<end].map(String.init))
        }

        var bytesRead: Int { position }
    }

    struct LineChunk: Sendable {
        let first: Int
        let lines: [String]
    }

    func open(_ input: OpenInput) throws -> any ChunkSource<LineChunk> {
        try Source(input, size: linesPerChunk)
    }

    func parse(
        _ chunk: LineChunk, of file: InputFile, using scratch: inout Void,
        into batch: inout DocumentBatch
    ) throws {
        for (offset, line) in chunk.lines.enumerated() {
            let ordinal = chunk.first + offset
            let key = DocumentKey(file: file.number, place: ordinal)
            guard line != "bad" else {
                batch.append(BadRecord(key: key, offset: ordinal, reason: "it says so"))
                continue
            }
            let id = Array("\(file.number):\(ordinal)".utf8)
            batch.append(Document(key: key, offset: ordinal, id: id, text: Array(line.utf8)))
        }
    }
}

/// Drops lines below a length.
struct LongEnough: Filter {
    static let info = StageInfo(name: "long_enough", summary: "Length.", example: "- long_enough")

    struct Options: StageOptions {
        var minBytes = 3
        static let help: KeyValuePairs = ["min_bytes": "least length"]
    }

    enum Column: Int, MeasurementColumn {
        case length
        var measurement: PipelineCore.Measurement { .init("length", .bytes, "bytes in the line") }
    }

    let rules: [Rule<Column>]

    init(_ options: Options, in context: StageContext) throws {
        rules = [.drop("too_short", when: .length, .isBelow(Double(options.minBytes)))]
    }

    func measure(
        _ document: Document, using scratch: inout Void, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        record.count(.length, document.text.count)
        if document.text == Array("throw".utf8) { throw DataError("it throws") }
    }
}

/// Measures half of a length as if that were a count.
struct Halves: Filter {
    static let info = StageInfo(name: "halves", summary: "Half a length.", example: "- halves")

    typealias Options = NoOptions

    enum Column: Int, MeasurementColumn {
        case half
        var measurement: PipelineCore.Measurement { .init("half", .count, "half the bytes") }
    }

    let rules: [Rule<Column>] = []

    init(_ options: NoOptions, in context: StageContext) throws {}

    func measure(
        _ document: Document, using scratch: inout Void, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        record[.half] = Double(document.text.count) / 2
    }
}

/// Drops lines that came before, naming the first: the smallest corpus stage.
struct FirstOnly: CorpusStage {
    static let info = StageInfo(
        name: "first_only", summary: "Unique lines.", example: "- first_only")

    typealias Options = NoOptions

    init(_ options: NoOptions, in context: StageContext) throws {}

    final class Observer: CorpusObserver {
        var lines: [String] = []

        func observe(_ document: Document, in shared: DocumentScratch) throws {
            lines.append(
                "\(document.key.rawValue) \(String(decoding: document.text, as: UTF8.self))")
        }
    }

    func makeObserver(_ task: TaskContext) throws -> Observer { Observer() }

    func collect(_ observers: [Observer], _ task: TaskContext) throws {
        let text = observers.flatMap(\.lines).sorted().joined(separator: "\n")
        try task.folder.file("lines").write(Array(text.utf8))
    }

    func phases(observedTasks: Int) -> [CorpusPhase] {
        [
            CorpusPhase(name: "match", taskCount: 1) { task in
                var first: [Substring: UInt64] = [:]
                var twins: [String] = []
                var seen: [(key: UInt64, line: Substring)] = []
                for index in 0..<observedTasks {
                    let file = task.folder.earlier.file("lines", of: .observe, task: index)
                    let text = String(decoding: try file.contents(), as: UTF8.self)
                    seen += text.split(separator: "\n").map {
                        let parts = $0.split(separator: " ", maxSplits: 1)
                        return (UInt64(parts[0])!, parts[1])
                    }
                }
                for (key, line) in seen.sorted(by: { $0.key < $1.key }) {
                    if let known = first[line] { twins.append("\(key) \(known)") }
                    first[line] = first[line] ?? key
                }
                let result = twins.joined(separator: "\n")
                try task.folder.file("twins").write(Array(result.utf8))
            }
        ]
    }

    func finish(_ inputs: FinishContext) throws -> Twins {
        let file = inputs.files.file("twins", of: "match")
        let text = String(decoding: try file.contents(), as: UTF8.self)
        var twins: [UInt64: UInt64] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ")
            twins[UInt64(parts[0])!] = UInt64(parts[1])!
        }
        return Twins(twins: twins)
    }

    struct Twins: Judging {
        let twins: [UInt64: UInt64]

        enum Column: Int, MeasurementColumn {
            case isDuplicate
            var measurement: PipelineCore.Measurement {
                .init("is_duplicate", .flag, "seen before")
            }
        }

        var rules: [Rule<Column>] { [.drop("repeated", when: .isDuplicate, .equals(1))] }

        func measure(
            _ document: Document, using scratch: inout Void, in shared: DocumentScratch,
            into record: Recorder<Column>
        ) throws {
            let twin = twins[document.key.rawValue]
            record[.isDuplicate] = twin == nil ? 0 : 1
            record.duplicateOf = twin.map(DocumentKey.init(rawValue:))
        }
    }
}

/// Writes lines, cut into blocks of a few bytes.
struct LineWriter: Writer {
    static let info = StageInfo(name: "lines", summary: "A line a document.", example: "- lines")

    struct Options: StageOptions {
        var path = "lines"
        static let help: KeyValuePairs = ["path": "folder"]
    }

    let path: String

    init(_ options: Options, in context: StageContext) throws {
        path = options.path
    }

    func makeEncoded() -> [UInt8] { [] }

    func encode(_ document: Document, using scratch: inout Void, into encoded: inout [UInt8]) {
        encoded += document.text + [10]
    }

    func pack(_ block: [UInt8], using scratch: inout Void) throws -> [UInt8] { block }

    func open(_ output: OutputContext) throws -> any WriterOutput<[UInt8], [UInt8], [UInt8]> {
        Output(output)
    }

    final class Output: WriterOutput {
        let context: OutputContext
        var pending: [UInt8] = []
        var stored: [UInt8] = []

        init(_ context: OutputContext) {
            self.context = context
        }

        func append(_ encoded: [UInt8]) throws -> [[UInt8]] {
            pending += encoded
            guard pending.count >= 8 else { return [] }
            defer { pending = [] }
            return [pending]
        }

        func finish() throws -> [[UInt8]] { pending.isEmpty ? [] : [pending] }

        func store(_ packed: [UInt8]) throws { stored += packed }

        func close() throws -> [OutputFile] {
            let name = context.taskName + ".txt"
            try context.folder.file(name).write(stored)
            return [
                OutputFile(
                    name: name, bytes: stored.count, sha256: SHA256.hex(of: stored.span),
                    documents: stored.count { $0 == 10 })
            ]
        }
    }
}
