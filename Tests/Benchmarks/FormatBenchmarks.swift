// Readers over whole files, beside decompressing the same file and looking at nothing.
import FileFormats

let formatBenchmarks = BenchmarkArea(name: "formats") { inputs in
    let lines = inputs.jsonLines
    let archive = inputs.webArchive
    let plain = try firstBlock(lines)
    return [
        Benchmark("json scan, in memory", bytes: plain.bytes.count, floor: .copying(plain.bytes)) {
            try scan(plain)
        },
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
    while try blocks.next(into: &block) { try scan(block) }
}

/// Finds the fields of every line.
private func scan(_ block: LineBlock) throws {
    var scanner = JSONScanner()
    var start = 0
    for index in 0..<block.lineCount {
        let line = block.line(index, at: start)
        start = line.range.upperBound + 1
        try scanner.scan(block.bytes.span.extracting(line.range))
        keep(scanner.fields.count)
    }
}

/// The first 32 MiB of lines.
private func firstBlock(_ path: String) throws -> LineBlock {
    var block = LineBlock()
    _ = try LineBlocks(try ByteStream(path: path), blockSize: 32 << 20).next(into: &block)
    return block
}

private func readArchive(_ path: String) throws {
    let reader = WebArchiveReader(try ByteStream(path: path))
    var chunk = WebArchiveChunk()
    while try reader.next(into: &chunk) { keep(chunk.records.count) }
}
