// Lists of domains, hosts, URLs and words, read from files.
import ByteKernels
import FileFormats
import FileStore
import PipelineCore

/// A set of lines from files, as hashes: about 13 bytes an entry.
struct BlockList: Sendable {
    private(set) var entries = HashSet64()
    /// No line of a list is longer: a file without line feeds is no list.
    private static let longestLine = 1 << 20

    var isEmpty: Bool { entries.count == 0 }

    /// Reads files (plain, gzip or zstd) with an entry a line; blank lines and those that begin
    /// with `#` don't count. `normalize` leaves the entry that a line means in its second argument.
    init(
        _ paths: [String], option: String, in context: StageContext,
        normalize: (Span<UInt8>, inout [UInt8]) -> Void
    ) throws {
        for path in paths {
            do {
                try read(context.resolve(path), normalize)
            } catch let error as FileError where error.code == .tooLarge {
                throw OptionError(
                    option, "names a list with a line of more than 1 MiB: \(error.path)")
            } catch let error as FileError {
                throw OptionError(option, "names a list that can't be read: \(error)")
            }
        }
    }

    private mutating func read(
        _ path: String, _ normalize: (Span<UInt8>, inout [UInt8]) -> Void
    ) throws {
        let lines = LineBlocks(
            try ByteStream(path: path), blockSize: 1 << 20, maximumLine: Self.longestLine)
        var (block, entry) = (LineBlock(), [UInt8]())
        while try lines.next(into: &block) {
            var start = 0
            for index in 0..<block.lineCount {
                let line = block.line(index, at: start).range
                start = line.upperBound + 1
                add(block.bytes.span.extracting(line), &entry, normalize)
            }
            if let problem = block.problem { throw problem }
        }
    }

    private mutating func add(
        _ line: Span<UInt8>, _ entry: inout [UInt8],
        _ normalize: (Span<UInt8>, inout [UInt8]) -> Void
    ) {
        var (start, end) = (line.markLength, line.count)
        while start < end && line[start] <= 0x20 { start += 1 }
        while end > start && line[end - 1] <= 0x20 { end -= 1 }
        guard start < end, line[start] != 0x23 else { return }
        entry.removeAll(keepingCapacity: true)
        normalize(line.extracting(start..<end), &entry)
        if !entry.isEmpty { entries.insert(entry.span) }
    }
}
