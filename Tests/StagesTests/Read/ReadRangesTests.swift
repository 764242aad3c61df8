// The records of a file are the same however it is cut into ranges.
import FileFormats
import FileStore
import PipelineCore
import TestSupport
import Testing

/// How a file of records is stored.
enum Packing: CaseIterable, Sendable {
    case plain, gzip, zstd

    /// The content as it is, or in members of `size` bytes of it.
    func pack(_ content: [UInt8], size: Int) -> [UInt8] {
        if self == .plain { return content }
        let (gzip, zstd) = (GzipCompressor(level: 1), ZstdCompressor(level: 1))
        var packed: [UInt8] = []
        for start in stride(from: 0, to: content.count, by: size) {
            let part = content.span.extracting(start..<min(content.count, start + size))
            if self == .gzip {
                gzip.compress(part, appendingTo: &packed)
            } else {
                zstd.compress(part, appendingTo: &packed)
            }
        }
        return packed
    }
}

@Suite struct ReadRangesTests {
    private let cell = RecordPlaces.cellBytes
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    /// Ranges of a file of `count` bytes with borders at every `step`-th cell.
    private func ranges(_ count: Int, every step: Int) -> [StoredRange] {
        let borders = Array(stride(from: 0, to: max(1, count), by: step * cell))
        return borders.enumerated().map { index, start in
            let isLast = index == borders.count - 1
            return StoredRange(start: start, end: isLast ? nil : borders[index + 1])
        }
    }

    /// Reads a file whole, in ranges of a cell and of three; returns the whole.
    @discardableResult
    private func check(
        _ yaml: String, _ stored: [UInt8], fits: Bool = true
    ) throws -> ReaderProbe {
        let path = try scratch.write(stored, to: "in")
        let whole = try ReaderProbe(yaml, paths: [path])
        for step in [1, 3] {
            var ranges = ranges(stored.count, every: step)
            var parts = try ReaderProbe(yaml, paths: [path], ranges: ranges)
            if !fits {
                ranges = repaired(ranges, parts.extents)
                parts = try ReaderProbe(yaml, paths: [path], ranges: ranges)
            }
            #expect(parts.places == whole.places)
            #expect(parts.ids == whole.ids)
            #expect(parts.documents.map(\.text) == whole.documents.map(\.text))
            #expect(parts.documents.map(\.offset) == whole.documents.map(\.offset))
            #expect(parts.badPlaces == whole.badPlaces)
            #expect(parts.badRecords.map(\.offset) == whole.badRecords.map(\.offset))
            #expect(misfits(parts.extents).isEmpty)
        }
        return whole
    }

    /// The ranges that don't begin where the one before them ended.
    private func misfits(_ extents: [ReadExtent]) -> [Int] {
        var expected: RecordBorder? = extents.first?.entered
        var misfits: [Int] = []
        for (index, extent) in extents.enumerated() where extent != ReadExtent() {
            if extent.entered != expected { misfits.append(index) }
            expected = extent.left
        }
        return expected == nil ? misfits : misfits + [extents.count]
    }

    /// Tells ranges that were entered in the wrong place where the one before them ended.
    private func repaired(_ ranges: [StoredRange], _ extents: [ReadExtent]) -> [StoredRange] {
        var left: RecordBorder?
        return zip(ranges, extents).map { range, extent in
            let isWrong = range.start > 0 && extent.entered != left
            defer { if extent != ReadExtent() { left = extent.left } }
            return isWrong
                ? StoredRange(start: range.start, end: range.end, entry: left) : range
        }
    }

    /// Lines of JSON with `count` bytes of hex digits each, which compress by half.
    private func lines(_ counts: [Int]) -> [UInt8] {
        var generator = SeededGenerator(seed: 5)
        var lines: [UInt8] = []
        for (number, count) in counts.enumerated() {
            lines += Array(#"{"text":""#.utf8)
            for _ in 0..<count / 16 { lines += hex(generator.next()) }
            lines += number % 7 == 3 ? Array("\"\n".utf8) : Array("\"}\n".utf8)
            if number % 5 == 0 { lines += [10] }
        }
        return lines
    }

    private func hex(_ word: UInt64) -> [UInt8] {
        var (word, digits) = (word, [UInt8](repeating: 0, count: 16))
        for index in 0..<16 {
            digits[index] = UInt8(ascii: "a") + UInt8(word & 15)
            word >>= 4
        }
        return digits
    }

    @Test(arguments: Packing.allCases)
    func `lines are the same in any ranges, bad and blank ones too`(packing: Packing) throws {
        let counts = (0..<900).map { $0 % 4 == 0 ? 64 : ($0 * 7919) % 60_000 }
        let stored = packing.pack(lines(counts), size: 50_000)
        #expect(stored.count > 2 * cell)
        let whole = try check("jsonl: { FILES }", stored)
        #expect(whole.documents.count == 771 && whole.badRecords.count == 129)
        #expect(Set(whole.ids).count == 771 && whole.places == whole.places.sorted())
        #expect(RecordPlaces.cell(of: whole.places.last ?? 0) >= 2)
    }

    @Test(arguments: Packing.allCases)
    func `a line may lie over several ranges`(packing: Packing) throws {
        let content = lines([3000, 13 << 20, 2000, 30, 5 << 20, 7])
        let size = packing == .plain ? 0 : 9 << 20
        let whole = try check(
            "jsonl: { FILES, max_line_megabytes: 16 }", packing.pack(content, size: size))
        #expect(whole.documents.count == 5)
    }

    @Test func `a member may be longer than ranges, in which no record begins then`() throws {
        for packing in [Packing.gzip, .zstd] {
            let content = lines((0..<600).map { _ in 40_000 })
            let stored =
                packing.pack(content, size: content.count) + packing.pack(content, size: 1 << 20)
            #expect(stored.count > 5 * cell)
            let whole = try check("jsonl: { FILES }", stored)
            #expect(whole.documents.count + whole.badRecords.count == 1200)
        }
    }

    @Test(arguments: [-2, -1, 0, 1, 2])
    func `a line that begins or ends at a border is read once`(shift: Int) throws {
        let line = Array(#"{"text":"0123456789"}"#.utf8) + [10]
        let (head, tail) = (Array(#"{"text":""#.utf8), Array("\"}\n".utf8))
        let long = cell + shift - head.count - tail.count
        let filler = head + [UInt8](repeating: 120, count: long) + tail
        #expect(filler.count == cell + shift)
        let whole = try check("jsonl: { FILES }", filler + line + line + filler + line)
        #expect(whole.texts.filter { $0.count == 10 }.count == 3)
    }

    @Test func `what ends without a line feed is read once`() throws {
        var content = lines((0..<300).map { _ in 30_000 })
        content.removeLast()
        let whole = try check("jsonl: { FILES }", content)
        #expect(whole.documents.count + whole.badRecords.count == 300)
    }

    @Test(arguments: [Packing.gzip, .zstd])
    func `damaged members cost the same records in any ranges`(packing: Packing) throws {
        let counts = (0..<800).map { ($0 * 7919) % 50_000 }
        var stored = packing.pack(lines(counts), size: 60_000)
        var generator = SeededGenerator(seed: 9)
        let places = (0..<12).map { _ in Int.random(in: 100..<stored.count, using: &generator) }
        for place in places + [cell + 100, 2 * cell + 20_000] where place < stored.count {
            stored[place] ^= 0x55
        }
        let whole = try check("jsonl: { FILES }", stored, fits: false)
        #expect(whole.documents.count > 400 && whole.badRecords.count > 100)
    }

    @Test func `messages are read in ranges like other lines`() throws {
        let conversation = { (number: Int) in
            let words = String(repeating: "word\(number) ", count: 4000)
            return #"{"messages":[{"role":"user","content":"\#(words)"}]}"# + "\n"
        }
        let content = Array((0..<320).map(conversation).joined().utf8)
        #expect(content.count > 2 * cell)
        #expect(try check("messages: { FILES }", content).documents.count == 320)
    }

    @Test(arguments: [Packing.gzip, .zstd], 1...4)
    func `members of any sizes, with lines across them`(packing: Packing, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let counts = (0..<300).map { _ in
            Int.random(
                in: 0..<(Int.random(in: 0..<20, using: &generator) == 0 ? 1 << 20 : 60_000),
                using: &generator)
        }
        let content = lines(counts)
        var stored: [UInt8] = []
        var start = 0
        while start < content.count {
            let size = Int.random(
                in: 1..<(1 << Int.random(in: 10...21, using: &generator)), using: &generator)
            let end = min(content.count, start + size)
            stored += packing.pack(Array(content[start..<end]), size: size)
            start = end
        }
        try check("jsonl: { FILES }", stored)
    }

    @Test func `an offset leads to its line, counted from the first member of the cell`() throws {
        let counts = (0..<900).map { ($0 * 7919) % 30_000 }
        let content = lines(counts)
        let plain = try check("jsonl: { FILES }", content)
        #expect(plain.documents.allSatisfy { content[$0.offset] == UInt8(ascii: "{") })
        let whole = try check("jsonl: { FILES }", Packing.gzip.pack(content, size: 100_000))
        let inCell = whole.documents.map { RecordPlaces.cell(of: $0.key.place) }
        #expect(Set(inCell).count > 1)
        for cell in Set(inCell) {
            let offsets = whole.documents.filter { RecordPlaces.cell(of: $0.key.place) == cell }
                .map(\.offset)
            // The cell's first member begins at a multiple of the members' size.
            let shift = plain.documents[inCell.firstIndex(of: cell) ?? 0].offset - offsets[0]
            #expect(shift % 100_000 == 0)
            let expected = zip(plain.documents, inCell).filter { $1 == cell }.map {
                $0.0.offset - shift
            }
            #expect(offsets == expected)
        }
    }

    // MARK: Archives

    private func archive(_ count: Int) -> [[UInt8]] {
        let bodies = lines((0..<count).map { ($0 * 7919) % 60_000 }).split(separator: 10)
        return bodies.prefix(count).enumerated().map { number, line in
            let body = Array("<p>".utf8) + line
            let kind = number % 3 == 1 ? "request" : "resource"
            let id = number % 2 == 0 ? "" : "WARC-Record-ID: <urn:\(number)>\r\n"
            let head = """
                WARC/1.0\r
                WARC-Type: \(kind)\r
                \(id)Content-Type: text/html\r
                Content-Length: \(body.count)\r
                \r

                """
            return Array(head.utf8) + body + Array("\r\n\r\n".utf8)
        }
    }

    @Test(arguments: Packing.allCases)
    func `pages are the same in any ranges`(packing: Packing) throws {
        let records = archive(700)
        let stored = Array(records.map { packing.pack($0, size: $0.count) }.joined())
        #expect(stored.count > 2 * cell)
        let whole = try check("warc: { FILES }", stored)
        #expect(whole.documents.count == 467 && whole.badRecords.isEmpty)
        #expect(Set(whole.ids).count == 467)
    }

    @Test func `an archive is entered at members that begin with a record only`() throws {
        let stored = Packing.gzip.pack(Array(archive(700).joined()), size: 70_000)
        let whole = try check("warc: { FILES }", stored)
        #expect(whole.documents.count == 467)
    }

    @Test func `damaged members of archives cost the same pages in any ranges`() throws {
        var stored = Array(archive(700).map { Packing.gzip.pack($0, size: $0.count) }.joined())
        for place in stride(from: 300_000, to: stored.count, by: 700_001) { stored[place] ^= 0x55 }
        let whole = try check("warc: { FILES }", stored, fits: false)
        #expect(whole.documents.count > 400 && !whole.badRecords.isEmpty)
    }

    @Test func `files whose frames need their first one are read by the first range`() throws {
        let dictionary: [UInt8] = [0x5D, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]
        let stored =
            dictionary + Packing.zstd.pack(lines((0..<600).map { _ in 40_000 }), size: 1 << 20)
        let path = try scratch.write(stored, to: "in")
        let parts = try ReaderProbe(
            "jsonl: { FILES }", paths: [path], ranges: ranges(stored.count, every: 1))
        #expect(
            parts.extents.count > 2 && parts.extents.dropFirst().allSatisfy { $0 == ReadExtent() })
        #expect(parts.documents.count + parts.badRecords.count == 600)
    }
}
