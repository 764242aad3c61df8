// Any part of a seekable file can be read, and a damaged one is noticed.
import FileFormats
import FileStore
import TestSupport
import Testing

@Suite struct SeekableZstdTests {
    let scratch = Scratch()

    private func write(_ content: [UInt8], frameSize: Int) throws -> String {
        let path = "\(scratch.path)/file.zst"
        let writer = try SeekableZstdWriter(StoredFile(path), frameSize: frameSize)
        try writer.write(content.span)
        #expect(writer.contentCount == content.count)
        try writer.commit()
        return path
    }

    @Test func `random parts equal the same parts of the content`() throws {
        var generator = SeededGenerator(seed: 1)
        let content = generator.text(100_000)
        let file = try SeekableZstdFile(StoredFile(write(content, frameSize: 4_096)))
        #expect(file.count == content.count)
        #expect(file.table.frames.count == 25)
        for _ in 0..<200 {
            let bounds = [0, 0].map { _ in Int.random(in: 0...content.count, using: &generator) }
            let range = bounds.min()!..<bounds.max()!
            var part: [UInt8] = []
            try file.read(range, into: &part)
            #expect(part == Array(content[range]))
        }
    }

    @Test func `the bytes do not depend on how the content is handed over`() throws {
        var generator = SeededGenerator(seed: 2)
        let content = generator.text(50_000)
        let whole = try StoredFile(write(content, frameSize: 3_000)).contents()
        let path = "\(scratch.path)/parts.zst"
        let writer = try SeekableZstdWriter(StoredFile(path), frameSize: 3_000)
        var rest = content[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(Int.random(in: 1...7_000, using: &generator)))
            try writer.write(part.span)
            rest = rest.dropFirst(part.count)
        }
        try writer.commit()
        #expect(try StoredFile(path).contents() == whole)
    }

    @Test func `frames made elsewhere are added in order`() throws {
        let path = "\(scratch.path)/file.zst"
        let compressor = ZstdCompressor()
        let writer = try SeekableZstdWriter(StoredFile(path))
        try writer.write(Array("one ".utf8).span)
        try writer.append(SeekableFrame(Array("two ".utf8).span, with: compressor))
        try writer.write(Array("three".utf8).span)
        try writer.commit()
        let file = try SeekableZstdFile(StoredFile(path))
        var content: [UInt8] = []
        try file.read(0..<file.count, into: &content)
        #expect(content == Array("one two three".utf8))
        #expect(file.table.frames.map(\.content) == [0..<4, 4..<8, 8..<13])
    }

    @Test func `an empty file has no frames`() throws {
        let file = try SeekableZstdFile(StoredFile(write([], frameSize: 10)))
        #expect(file.count == 0)
        var content: [UInt8] = []
        try file.read(0..<0, into: &content)
        #expect(throws: FileError.self) { try file.read(0..<1, into: &content) }
    }

    @Test func `a file cut at any byte is refused`() throws {
        var generator = SeededGenerator(seed: 3)
        let stored = try StoredFile(write(generator.text(500), frameSize: 100)).contents()
        for length in 0..<stored.count {
            let path = scratch.write("cut", Array(stored[..<length]))
            #expect(throws: FileError.self) { try SeekableZstdFile(StoredFile(path)) }
        }
    }

    @Test func `every changed byte is noticed when all is read`() throws {
        var generator = SeededGenerator(seed: 4)
        let content = generator.text(500)
        let stored = try StoredFile(write(content, frameSize: 100)).contents()
        for place in stored.indices {
            var broken = stored
            broken[place] ^= UInt8.random(in: 1...255, using: &generator)
            let path = scratch.write("broken", broken)
            var bytes: [UInt8] = []
            var isRefused = false
            do {
                let file = try SeekableZstdFile(StoredFile(path))
                try file.read(0..<file.count, into: &bytes)
            } catch {
                isRefused = true
            }
            // Two flag bits are free to set; nothing else may pass.
            #expect(isRefused || bytes == content)
        }
    }
}
