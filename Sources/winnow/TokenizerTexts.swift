// The texts that the tokenizer commands read: JSON lines and plain text, in blocks.
import ArgumentParser
import Dispatch
import FileFormats
import Foundation

/// Where texts come from.
struct TextArguments: ParsableArguments {
    @Argument(
        help: "Files, folders or patterns; gzip and zstd are read as they are. '-' is stdin.")
    var inputs: [String] = ["-"]

    @Flag(help: "Input is JSON lines whatever the names say (else: .jsonl, .json, .ndjson).")
    var jsonl = false

    @Option(help: "The field of JSON lines that holds the text.")
    var textField = "text"

    /// The files, in the order of their names.
    func files() throws -> [String] {
        let endings = [".jsonl", ".json", ".ndjson", ".txt", ".md"]
        let all = endings + endings.flatMap { [$0 + ".gz", $0 + ".zst"] }
        return try inputs == ["-"] ? ["-"] : FilePatterns.expand(inputs, extensions: all)
    }

    func isJSON(_ path: String) -> Bool {
        jsonl || path == "-" || [".jsonl", ".json", ".ndjson"].contains { path.contains($0) }
    }
}

/// A block of lines and the file that it is from.
struct TextBlock: Sendable {
    var lines: LineBlock
    var isJSON: Bool
    /// Which file, counted from 0.
    var file: Int
}

/// Reads the files one after the other in blocks of lines.
final class TextBlocks {
    /// Longer lines are left out with a message: encoding may take ten times a text's length in
    /// memory when no cut falls in it, and thirty with merges in an order that training never gives.
    private static let maximumLine = 128 << 20
    private let arguments: TextArguments
    private var files: ArraySlice<String>
    private var current: (blocks: LineBlocks, isJSON: Bool)?
    private var number = -1

    init(_ arguments: TextArguments) throws {
        self.arguments = arguments
        files = try arguments.files()[...]
    }

    /// The next block; nil at the end. Unreadable parts of a file are left out with a message.
    func next() throws -> TextBlock? {
        while true {
            if current == nil {
                guard let path = files.popFirst() else { return nil }
                current = (
                    LineBlocks(
                        try ByteStream(path: path), blockSize: 1 << 20,
                        maximumLine: Self.maximumLine), arguments.isJSON(path)
                )
                number += 1
            }
            guard let (blocks, isJSON) = current else { return nil }
            var block = LineBlock()
            if try blocks.next(into: &block) {
                if let problem = block.problem { printError("winnow: \(problem)") }
                return TextBlock(lines: block, isJSON: isJSON, file: number)
            }
            current = nil
        }
    }
}

/// One worker's reader of the texts in a block.
struct TextScanner {
    private let textField: JSONPath
    private var scanner = JSONScanner()
    /// A text whose escapes are undone.
    private var unescaped: [UInt8] = []

    init(_ arguments: TextArguments) { textField = JSONPath(arguments.textField) }

    /// One text: its number in its file, and the line of JSON that it is from.
    struct Item {
        let ordinal: Int
        /// The scanned line; nil in plain text.
        let json: Range<Int>?
    }

    /// Gives each text of a block. A line of plain text keeps its line end, as the trainer of
    /// Hugging Face reads files. Returns how many lines of JSON had no text.
    mutating func visit(
        _ block: TextBlock,
        _ body: (Item, Span<UInt8>, inout JSONScanner) throws -> Void
    ) throws -> Int {
        var bad = 0
        var start = 0
        let bytes = block.lines.bytes.span
        for index in 0..<block.lines.lineCount {
            let line = block.lines.line(index, at: start)
            let end = min(line.range.upperBound + 1, bytes.count)
            if block.isJSON {
                bad += try visitJSON(bytes, line, body) ? 0 : 1
            } else {
                let item = Item(ordinal: line.ordinal, json: nil)
                try body(item, bytes.extracting(start..<end), &scanner)
            }
            start = end
        }
        return bad
    }

    private mutating func visitJSON(
        _ bytes: Span<UInt8>, _ line: LineBlock.Line,
        _ body: (Item, Span<UInt8>, inout JSONScanner) throws -> Void
    ) throws -> Bool {
        let json = bytes.extracting(line.range)
        if line.range.isEmpty { return true }
        guard (try? scanner.scan(json)) != nil, let value = scanner.find(textField, in: json),
            value.kind == .string
        else { return false }
        let item = Item(ordinal: line.ordinal, json: line.range)
        if value.hasEscapes {
            var text: [UInt8] = []
            swap(&text, &unescaped)
            defer { swap(&text, &unescaped) }
            text.removeAll(keepingCapacity: text.capacity < 1 << 24)
            JSONString.append(value, of: json, to: &text)
            try body(item, text.span, &scanner)
        } else {
            try body(item, json.extracting(value.range), &scanner)
        }
        return true
    }
}

/// A text's id as it is written in its line of JSON; the line's number where there is none.
func idBytes(
    of item: TextScanner.Item, in block: TextBlock, _ scanner: inout JSONScanner
) -> [UInt8] {
    if let line = item.json {
        let json = block.lines.bytes.span.extracting(line)
        if let id = scanner.find(JSONPath("id"), in: json) {
            return json.extracting(id.sourceRange).withUnsafeBufferPointer(Array.init)
        }
    }
    return Array("\(item.ordinal)".utf8)
}

/// Runs `work` over inputs on several threads, each with its own scratch, and `emit` over its
/// results in the order of the inputs.
///
/// At most one input per worker is held. The first error ends it.
func processInOrder<Input, Output, Scratch>(
    workers: Int, next: () throws -> Input?, scratch: () throws -> Scratch,
    work: (Input, inout Scratch) throws -> Output, emit: (Output) throws -> Void
) throws {
    let turns = Turns()
    // The closures are called under the lock, but for `work`, which shares nothing.
    nonisolated(unsafe) let next = next
    nonisolated(unsafe) let scratch = scratch
    nonisolated(unsafe) let work = work
    nonisolated(unsafe) let emit = emit
    DispatchQueue.concurrentPerform(iterations: max(1, workers)) { _ in
        do {
            var own = try turns.locked { try scratch() }
            while let (turn, input) = try turns.take(next) {
                let output = try work(input, &own)
                try turns.wait(for: turn) { try emit(output) }
            }
        } catch {
            turns.fail(error)
        }
    }
    if let error = turns.error { throw error }
}

/// Who may read, and whose turn it is to write.
private final class Turns: @unchecked Sendable {
    private let condition = NSCondition()
    private var taken = 0
    private var emitted = 0
    private(set) var error: (any Error)?

    func locked<Result>(_ body: () throws -> Result) throws -> Result {
        condition.lock()
        defer { condition.unlock() }
        return try body()
    }

    func take<Input>(_ next: () throws -> Input?) throws -> (Int, Input)? {
        try locked {
            guard error == nil, let input = try next() else { return nil }
            defer { taken += 1 }
            return (taken, input)
        }
    }

    func wait(for turn: Int, _ body: () throws -> Void) throws {
        try locked {
            while emitted != turn && error == nil { condition.wait() }
            if error != nil { return }
            try body()
            emitted += 1
            condition.broadcast()
        }
    }

    func fail(_ error: any Error) {
        condition.lock()
        if self.error == nil { self.error = error }
        condition.broadcast()
        condition.unlock()
    }
}
