// What the benchmarks read: Samples, or the larger shared data set where that is beside the package.
import FileFormats
import Foundation

/// Files of real text, pages and archives.
struct BenchmarkInputs: Sendable {
    /// The package's own folder.
    let package = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    private let shared: String?

    init() {
        let given = ProcessInfo.processInfo.environment["WINNOW_SHARED"]
        let data = (given ?? package + "/../shared") + "/data"
        shared = FileManager.default.fileExists(atPath: data) ? data : nil
    }

    /// Where the inputs come from, for the table's head.
    var origin: String { shared == nil ? "Samples" : "the shared data set" }

    /// English documents as JSON lines in zstd.
    var jsonLines: String {
        shared.map { $0 + "/text/english.jsonl.zst" }
            ?? package + "/Samples/jsonl/manuals.jsonl.zst"
    }

    /// A web archive, gzip by record.
    var webArchive: String {
        shared.map { $0 + "/warc/crawl-dev.warc.gz" } ?? package + "/Samples/warc/manuals.warc.gz"
    }

    /// A file's content, decompressed; the first `limit` bytes or a little more.
    func content(_ path: String, limit: Int = .max) throws -> [UInt8] {
        let stream = try ByteStream(path: path)
        var bytes: [UInt8] = []
        while bytes.count < limit, try stream.read(into: &bytes) > 0 {}
        return bytes
    }

    /// The texts of the JSON lines, about `limit` bytes of them.
    func texts(limit: Int = 8 << 20) throws -> [[UInt8]] {
        try fields("text", of: jsonLines, limit: limit)
    }

    private func fields(_ name: String, of path: String, limit: Int) throws -> [[UInt8]] {
        let lines = try content(path, limit: limit).split(separator: UInt8(ascii: "\n")).dropLast()
        return try lines.map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
            return Array((object?[name] as? String ?? "").utf8)
        }
    }

    /// HTML pages in their own charsets.
    func pages() throws -> [[UInt8]] {
        guard let shared else { return try samplePages() }
        let half = shared + "/html/readability-half.jsonl.zst"
        return try fields("html", of: half, limit: 16 << 20)
    }

    private func samplePages() throws -> [[UInt8]] {
        let folder = package + "/Samples/html"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
            Array(try Data(contentsOf: URL(filePath: "\(folder)/\($0)")))
        }
    }
}
