// Lines of JSON on their way from documents to files.
import FileFormats
import PipelineCore

/// Encoded documents, a line each.
///
/// Where measurements are to be written, a line waits without its last brace for the columns'
/// names, which are known when the output is opened.
public struct LineBatch: Sendable {
    private(set) var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var measured: [Measured] = []

    private struct Measured: Sendable {
        let values: [Double]
        let labels: [MeasuredLabel]
    }

    var count: Int { ends.count }

    /// Lends the bytes to a writer for one more line; ``endLine(_:measured:)`` gives them back.
    mutating func beginLine() -> JSONWriter {
        defer { bytes = [] }
        return JSONWriter(bytes)
    }

    /// Ends the line whose object is still open.
    mutating func endLine(_ writer: consuming JSONWriter, measured document: Document?) {
        if let document {
            measured.append(Measured(values: document.values, labels: document.labels))
        } else {
            writer.endObject()
        }
        writer.endLine()
        bytes = writer.bytes
        ends.append(bytes.count)
    }

    /// Appends the lines of `other` from `start` on, until there are `limit` bytes or more; returns
    /// where to go on.
    mutating func append(_ other: LineBatch, from start: Int, until limit: Int) -> Int {
        let first = start == 0 ? 0 : other.ends[start - 1]
        let offset = bytes.count - first
        var end = start
        while end < other.count && (ends.last ?? 0) < limit {
            ends.append(other.ends[end] + offset)
            end += 1
        }
        if end == start { return start }
        bytes += other.bytes[first..<other.ends[end - 1]]
        if !other.measured.isEmpty { measured += other.measured[start..<end] }
        return end
    }

    /// The lines, complete.
    func finished(columns: [String]) -> [UInt8] {
        if measured.isEmpty { return bytes }
        var writer = JSONWriter()
        var start = 0
        for (end, measured) in zip(ends, measured) {
            writer.bytes += bytes[start..<end - 1]
            write(measured, columns, to: &writer)
            start = end
        }
        return writer.bytes
    }

    /// Ends a line with what was measured: numbers and words by column, and nothing for the rest.
    private func write(_ measured: Measured, _ columns: [String], to writer: inout JSONWriter) {
        writer.key("measurements")
        writer.beginObject()
        for (column, value) in measured.values.enumerated() where !value.isNaN {
            writer.key(columns[column])
            writer.double(value)
        }
        for label in measured.labels {
            writer.key(columns[label.column])
            writer.string(label.text.span)
        }
        writer.endObject()
        writer.endObject()
        writer.endLine()
    }
}

/// About a MiB of whole lines for one file.
public struct LineGroup: Sendable {
    let file: Int
    let lines: LineBatch
    let columns: [String]
}

/// The same, compressed.
public struct PackedLines: Sendable {
    let file: Int
    let documents: Int
    let bytes: [UInt8]
}
