// Members are found where they begin, and nowhere else.
import FileFormats
import FileStore
import TestSupport
import Testing

@Suite struct MemberSearchTests {
    let scratch = Scratch()

    private func search(
        _ stored: [UInt8], _ compression: Compression, from start: Int, to end: Int? = nil,
        accepts: @escaping (Span<UInt8>) -> Bool = { _ in true }
    ) throws -> Int? {
        scratch.write("in", stored)
        return try MemberSearch(scratch.file("in"), compression, accepts: accepts)
            .firstMember(in: StoredRange(start: start, end: end))
    }

    @Test(arguments: [Compression.gzip, .zstd])
    func `the first member from any byte on is found`(compression: Compression) throws {
        var generator = SeededGenerator(seed: 3)
        let members = (0..<5).map { _ -> [UInt8] in
            let text = generator.text(2000)
            return compression == .gzip
                ? gzipMembers(text, size: 2000) : zstdFrames(text, size: 2000)
        }
        var borders = [0]
        for member in members { borders.append((borders.last ?? 0) + member.count) }
        let stored = Array(members.joined())
        for start in stride(from: 0, to: stored.count, by: 37) + borders.dropLast() {
            let expected = borders.dropLast().first { $0 >= start }
            #expect(try search(stored, compression, from: start) == expected)
        }
        #expect(try search(stored, compression, from: 1, to: borders[1]) == nil)
        #expect(try search(stored, compression, from: 1, to: borders[1] + 1) == borders[1])
    }

    @Test func `members within stored content, damaged and empty ones are not taken`() throws {
        var generator = SeededGenerator(seed: 4)
        let inner = gzipMembers(generator.text(500), size: 500)
        var damaged = gzipMembers(generator.text(3000), size: 3000)
        damaged[damaged.count / 2] ^= 0x10
        var empty: [UInt8] = []
        GzipCompressor(level: 6).compress([UInt8]().span, appendingTo: &empty)
        let good = gzipMembers(generator.text(3000), size: 3000)
        let looksLike: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]
        let stored = [0] + looksLike + damaged + empty + good + inner
        let offset = 1 + looksLike.count + damaged.count + empty.count
        #expect(try search(stored, .gzip, from: 1) == offset)
    }

    @Test func `content decides where it is judged`() throws {
        let first = gzipMembers(Array("no record".utf8), size: 100)
        let stored = first + gzipMembers(Array("WARC/1.0 and more".utf8), size: 100)
        let found = try search(stored, .gzip, from: 0) { $0.count > 4 && $0[0] == 0x57 }
        #expect(found == first.count)
    }
}
