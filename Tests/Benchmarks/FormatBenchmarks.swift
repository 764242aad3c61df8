// Readers over whole files, beside decompressing the same file and looking at nothing.
import FileFormats

let formatBenchmarks = BenchmarkArea(name: "formats") { inputs in
    let lines = inputs.jsonLines
    let archive = inputs.webArchive
    return [
        Benchmark(
            "jsonl.zst, every field", bytes: try contentSize(lines),
            floor: decompressing(lines, "zstd decode")
        ) { try scanLines(lines) },
        Benchmark(
            "warc.gz, every record", bytes: try contentSize(archive),
            floor: decompressing(archive, "gunzip")
        ) { try readArchive(archive) },
    ]
}

/// Decompressed bytes of a file.
private func contentSize(_ path: String) throws -> Int {
    let stream = try ByteStream(path: path)
    try drain(stream)
    return stream.offset
}

/// Reads a file to its end and looks at nothing.
func decompressing(_ path: String, _ name: String) -> Benchmark.Floor {
    Benchmark.Floor(name: name) { try drain(ByteStream(path: path)) }
}

private func drain(_ stream: ByteStream) throws {
    var buffer: [UInt8] = []
    while try stream.read(into: &buffer) > 0 { buffer.removeAll(keepingCapacity: true) }
}

private func scanLines(_ path: String) throws {
    let blocks = LineBlocks(try ByteStream(path: path))
    var block = LineBlock()
    var scanner = JSONScanner()
    while try blocks.next(into: &block) {
        var start = 0
        for index in 0..<block.lineCount {
            let line = block.line(index, at: start)
            start = line.range.upperBound + 1
            try scanner.scan(block.bytes.span.extracting(line.range))
            keep(scanner.fields.count)
        }
    }
}

private func readArchive(_ path: String) throws {
    let reader = WebArchiveReader(try ByteStream(path: path))
    var chunk = WebArchiveChunk()
    while try reader.next(into: &chunk) { keep(chunk.records.count) }
}
