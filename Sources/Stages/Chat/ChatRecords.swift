// The records of a file of conversations, for commands that look at them.
import ChatText
import FileFormats
import FileStore
import PipelineCore

/// Reads a file's records: JSON lines, or an array of records, pretty-printed or not.
package enum ChatRecords {
    private static let maximumRecord = 256 << 20

    /// Gives every record of a file to `body`, in order; blank lines are none.
    package static func forEach(
        of path: String, schema: ChatSchema = .auto, _ body: (Span<UInt8>) throws -> Void,
        problem: (String) throws -> Void
    ) throws {
        let form = path == "-" ? .lines : try JSONForm(of: StoredFile(path), schema)
        if form == .utf16 { return try problem("the file is UTF-16, not UTF-8") }
        let stream = try ByteStream(path: path)
        let values: (any ChunkSource<LineBlock>)? =
            switch form {
            case .values: JSONValueLines(stream, maximumRecord: maximumRecord)
            case .oasstRows: OasstRows(stream, maximumLine: maximumRecord)
            case .lines, .utf16: nil
            }
        let lines = LineBlocks(stream, blockSize: 1 << 20, maximumLine: maximumRecord)
        var block = LineBlock()
        while true {
            if let values {
                guard let next = try values.next() else { return }
                block = next
            } else if try !lines.next(into: &block) {
                return
            }
            try give(block, body)
            if let reason = block.problem?.reason { try problem(reason) }
        }
    }

    private static func give(
        _ block: LineBlock, _ body: (Span<UInt8>) throws -> Void
    ) throws {
        var start = 0
        for index in 0..<block.lineCount {
            let line = block.line(index, at: start)
            start = line.range.upperBound + 1
            let record = block.bytes.span.extracting(line.range)
            if record.indices.allSatisfy({ [0x20, 0x09, 0x0D].contains(record[$0]) }) { continue }
            try body(record)
        }
    }
}
