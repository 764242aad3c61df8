// OASST's flat rows, one message each, gathered into a record for each tree.
import FileFormats
import FileStore
import PipelineCore

/// Gives the rows of each message tree as one line: `{"id": …, "oasst_rows": [row, …]}`.
///
/// The rows of a tree have to follow one another, as OASST publishes them: then no more than one
/// tree is held. What is no row becomes a line of its own, for the reader to refuse.
final class OasstRows: ChunkSource {
    private static let blockBytes = 4 << 20
    private static let treeField = JSONPath("message_tree_id")
    private let stream: ByteStream
    private let lines: LineBlocks
    private let maximumTree: Int
    private var scanner = JSONScanner()
    private var input = LineBlock()
    private var block = LineBlock()
    /// The tree that is being gathered, its id as JSON, and its rows behind commas.
    private var tree: [UInt8] = []
    private var rows: [UInt8] = []
    private var nextPlace = 0
    private var offset = 0
    private var isAtEnd = false

    init(_ stream: ByteStream, maximumLine: Int, maximumTree: Int = 64 << 20) {
        self.stream = stream
        self.maximumTree = maximumTree
        lines = LineBlocks(stream, maximumLine: maximumLine)
    }

    var bytesRead: Int { stream.storedOffset }

    /// A record's first line has the fields of a row.
    static func isRow(_ line: Span<UInt8>) -> Bool {
        var scanner = JSONScanner()
        guard (try? scanner.scan(line)) != nil else { return false }
        return ["message_id", "parent_id", "message_tree_id", "text"].allSatisfy {
            scanner.find(JSONPath($0), in: line) != nil
        }
    }

    func next() throws -> LineBlock? {
        if isAtEnd { return nil }
        block = LineBlock()
        block.firstPlace = nextPlace
        block.firstLine = nextPlace
        block.offset = offset
        while block.bytes.count < Self.blockBytes && block.problem == nil {
            guard try lines.next(into: &input) else {
                isAtEnd = true
                endTree()
                break
            }
            try take(input)
        }
        if block.problem != nil { isAtEnd = true }
        nextPlace += block.lineCount
        offset += block.bytes.count
        return block.lineCount > 0 || block.problem != nil ? block : nil
    }

    private func take(_ input: LineBlock) throws {
        var start = 0
        for index in 0..<input.lineCount {
            let line = input.line(index, at: start)
            start = line.range.upperBound + 1
            add(row: input.bytes.span.extracting(line.range))
        }
        if let problem = input.problem {
            endTree()
            block.problem = problem
        }
        if rows.count > maximumTree {
            block.problem = FileError(
                .tooLarge, path: stream.path,
                reason: "a tree of more than \(maximumTree >> 20) MiB; the rest was not read")
        }
    }

    private func add(row: Span<UInt8>) {
        if row.indices.allSatisfy({ [0x20, 0x09, 0x0D].contains(row[$0]) }) { return }
        guard (try? scanner.scan(row)) != nil,
            let id = scanner.find(Self.treeField, in: row), id.kind == .string
        else { return end(line: Self.bytes(row)) }
        let name = Self.bytes(row.extracting(id.sourceRange))
        if name != tree { endTree() }
        tree = name
        rows += (rows.isEmpty ? [] : [UInt8(ascii: ",")]) + Self.bytes(row)
    }

    private func endTree() {
        if rows.isEmpty { return }
        let head = Array(#"{"id":"#.utf8) + tree + Array(#","oasst_rows":["#.utf8)
        end(line: head + rows + "]}".utf8)
        rows.removeAll(keepingCapacity: true)
    }

    private func end(line: [UInt8]) {
        block.bytes += line
        block.bytes.append(0x0A)
        block.lineCount += 1
    }

    private static func bytes(_ span: Span<UInt8>) -> [UInt8] {
        span.withUnsafeBufferPointer(Array.init)
    }
}
