// How files of lines are compressed: each group of lines is a frame or member of its own.
import FileFormats

/// The compressions of `jsonl` outputs.
public enum LineCompression: String, Codable, CaseIterable, Sendable {
    case zst, gz, none

    var ending: String { self == .none ? ".jsonl" : ".jsonl." + rawValue }

    var levels: ClosedRange<Int> {
        switch self {
        case .zst: 1...19
        case .gz: 1...12
        case .none: 0...0
        }
    }
}

/// A worker's compressor.
enum LineCompressor {
    case zst(ZstdCompressor)
    case gz(GzipCompressor)
    case none

    init(_ compression: LineCompression, level: Int?) {
        switch compression {
        case .zst: self = .zst(ZstdCompressor(level: level ?? 3))
        case .gz: self = .gz(GzipCompressor(level: level ?? 6))
        case .none: self = .none
        }
    }

    /// A group, ready to be written.
    func pack(_ group: LineGroup) -> PackedLines {
        PackedLines(
            file: group.file, documents: group.lines.count,
            bytes: compress(group.lines.finished(columns: group.columns)))
    }

    /// The lines as one zstd frame, one gzip member, or as they are.
    func compress(_ lines: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        switch self {
        case .zst(let compressor): compressor.compress(lines.span, appendingTo: &bytes)
        case .gz(let compressor): compressor.compress(lines.span, appendingTo: &bytes)
        case .none: return lines
        }
        return bytes
    }
}
