// Real archives: what is found equals what warcio 1.8 finds, or the difference is explained here.
import FileFormats
import FileStore
import Foundation
import TestSupport
import Testing

@Suite struct WarcioParityTests {
    /// A record as both programs see it.
    struct Row: Equatable, CustomStringConvertible {
        var kind: String
        var url: String
        var status: Int
        var payloadSHA1: String

        var description: String { "\(kind) \(url) \(status) \(payloadSHA1)" }
    }

    private func rows(_ path: String) throws -> (rows: [Row], offsets: [Int], problems: Int) {
        let reader = WebArchiveReader(try ByteStream(path: path))
        var chunk = WebArchiveChunk()
        var header = WebRecordHeader()
        var decoder = HTTPDecoder()
        var body: [UInt8] = []
        var rows: [Row] = []
        var offsets: [Int] = []
        var problems = 0
        while try reader.next(into: &chunk) {
            problems += chunk.problems.count
            for record in chunk.records {
                header.read(record, in: chunk.bytes.span)
                let message = decoder.decode(
                    chunk.bytes.span.extracting(record.body), into: &body)
                rows.append(
                    Row(
                        kind: record.kind.rawValue,
                        url: String(decoding: header.url, as: UTF8.self), status: message.status,
                        payloadSHA1: Self.hasPayload(record.kind) ? sha1Hex(of: body.span) : ""))
                offsets.append(record.offset)
            }
        }
        return (rows, offsets, problems)
    }

    /// Only these records' bodies are documents; of others warcio takes HTTP heads and ARC's
    /// version lines off.
    private static func hasPayload(_ kind: WebRecord.Kind) -> Bool {
        [.response, .resource, .conversion, .revisit].contains(kind)
    }

    /// warcio's rows; the payload of what has no HTTP head is the record's block there too.
    private func expected(_ records: [[String: Any]]) -> [Row] {
        records.map { record in
            let kind = record["type"] as? String ?? ""
            return Row(
                kind: ["arc_header": "warcinfo", "unknown": "other"][kind] ?? kind,
                url: record["uri"] as? String ?? "",
                status: (record["status"] as? String).flatMap { Int($0) }
                    ?? record["status"] as? Int ?? 0,
                payloadSHA1: Self.hasPayload(WebRecord.Kind(rawValue: kind) ?? .other)
                    ? record["payload_sha1_decoded"] as? String ?? "" : "")
        }
    }

    /// Rows of theirs that we lack, rows of ours that they lack, and problems that we report.
    struct Difference: Equatable {
        var missing: [Int] = []
        var extra: [Int] = []
        var problems = 0
    }

    /// Why we find something else than warcio, file by file.
    private static let explained: [String: Difference] = [
        // Three lengths are -1 or no number: lost and reported, where warcio takes them as 0. Of the
        // fourth record warcio takes the one line feed of its block for an HTTP head.
        "webrecorder__warcio/bad.arc": Difference(missing: [0, 1, 2, 3], extra: [0], problems: 3),
        // Compressed as a whole: warcio stops behind the first record, all are found here.
        "webrecorder__warcio/example-bad-non-chunked.warc.gz": Difference(extra: [1, 2, 3, 4, 5]),
        // The same.
        "webrecorder__warcio/example-bad.warc.gz.bad": Difference(extra: [1, 2, 3, 4, 5]),
        // warcio writes %20 for the spaces of an address, here it stays as it is.
        "webrecorder__warcio/example-space-in-target-uri.warc.gz": Difference(
            missing: [1], extra: [1]),
        // The last record says 17 bytes more than the file has: lost and reported.
        "webrecorder__warcio/example-space-in-url.arc": Difference(missing: [1], problems: 1),
        // Gzip members end in the midst of a record: warcio stops at the second, here both records
        // are whole.
        "webrecorder__warcio/example-wrong-chunks.warc.gz": Difference(
            missing: [0], extra: [0, 1]),
        // Not archives: one problem each, two where the gzip data is broken too.
        "iipc__webarchive-commons/abcd.gz": Difference(problems: 1),
        "iipc__webarchive-commons/hi.gz": Difference(problems: 1),
        "iipc__webarchive-commons/hi-2.gz": Difference(problems: 1),
        "iipc__webarchive-commons/double-single-inflate-error.gz": Difference(problems: 2),
        // warcio stops behind the first record of this ARC 1.1 file, all are found here.
        "iipc__webarchive-commons/IAH-20080430204825-00000-blackbook-truncated.arc": Difference(
            extra: [1, 2, 3, 4, 5, 6, 7, 8]),
        // The only record is cut off with its gzip member: lost and reported.
        "chatnoir-eu__chatnoir-resiliparse/clipped.warc.gz": Difference(missing: [0], problems: 1),
    ]

    private func jsonLines(_ path: String) throws -> [[String: Any]] {
        let (bytes, error) = drain(try ByteStream(path: path))
        #expect(error == nil)
        return try bytes.split(separator: 10).map {
            try JSONSerialization.jsonObject(with: Data($0)) as! [String: Any]
        }
    }

    @Test(.enabled(if: sharedFile("data/warc") != nil, "shared/data/warc is not here"))
    func `every small sample file`() throws {
        let index = try #require(sharedFile("data/warc/small-index.jsonl"))
        for entry in try jsonLines(index.path) {
            let name = entry["file"] as! String
            let path = index.deletingLastPathComponent().path + "/small/" + name
            if name.hasSuffix(".lz4") {
                #expect(throws: FileError.self) { try rows(path) }
                continue
            }
            let theirs = expected(entry["records"] as! [[String: Any]])
            let ours = try rows(path)
            let difference = ours.rows.difference(from: theirs)
            let found = Difference(
                missing: difference.removals.map(\.place),
                extra: difference.insertions.map(\.place),
                problems: ours.problems)
            #expect(found == Self.explained[name] ?? Difference(), "\(name)")
        }
    }

    @Test(.enabled(if: sharedFile("data/warc") != nil, "shared/data/warc is not here"))
    func `every record of a crawl of three thousand pages`() throws {
        let archive = try #require(sharedFile("data/warc/crawl-dev.warc.gz"))
        let index = try #require(sharedFile("data/warc/crawl-dev.index.jsonl.zst"))
        let entries = try jsonLines(index.path)
        let ours = try rows(archive.path)
        #expect(ours.problems == 0)
        #expect(ours.offsets == entries.map { $0["offset"] as! Int })
        #expect(ours.rows.count == entries.count)
        for (row, entry) in zip(ours.rows, entries) {
            #expect(row.kind == entry["type"] as? String)
            #expect(row.url == entry["uri"] as? String ?? "")
            if let status = entry["status"] as? Int { #expect(row.status == status) }
            // The index gives the digest of the page before it was cut.
            guard let sha1 = entry["payload_sha1_decoded"] as? String else { continue }
            #expect((row.payloadSHA1 == sha1) == (entry["truncated"] == nil), "\(row)")
        }
    }
}

extension CollectionDifference.Change {
    fileprivate var place: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
