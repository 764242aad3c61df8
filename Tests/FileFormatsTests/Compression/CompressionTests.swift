// Frames, members, digests.
import FileFormats
import FileStore
import TestSupport
import Testing

@Suite struct CompressionTests {
    @Test func `a frame comes back, appended, and the context can be used again`() throws {
        var generator = SeededGenerator(seed: 1)
        let compressor = ZstdCompressor(level: 1)
        let decompressor = ZstdDecompressor()
        for count in [0, 1, 1000, 500_000] {
            let content = generator.text(count)
            var stored: [UInt8] = [9]
            #expect(compressor.compress(content.span, appendingTo: &stored) == stored.count - 1)
            let frame = Array(stored.dropFirst())
            #expect(
                try decompressor.decompress(frame.span, limit: count, path: "test") == content)
        }
    }

    @Test func `a frame that is broken, cut off, too large or a liar is refused`() throws {
        let stored = zstdFrames([UInt8](repeating: 7, count: 5_000), size: 5_000)
        let decompressor = ZstdDecompressor()
        func code(_ bytes: [UInt8], limit: Int = 10_000) -> FileError.Code? {
            do {
                _ = try decompressor.decompress(bytes.span, limit: limit, path: "test")
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code(stored) == nil)
        #expect(code(stored, limit: 4_999) == .tooLarge)
        #expect(code(Array(stored.dropLast())) == .corrupt)
        #expect(code([]) == .corrupt)
        #expect(code(Array("text".utf8)) == .corrupt)
        // A header that declares 2^62 bytes.
        #expect(code([0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0x40]) == .corrupt)
    }

    @Test func `a digest is the same however the bytes come`() throws {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        let bytes = Array("abc".utf8)
        #expect(SHA256.hex(of: bytes.span) == expected)
        var hash = SHA256()
        for byte in bytes { hash.update([byte].span) }
        #expect(hash.finishHex() == expected)
        let scratch = Scratch()
        #expect(try SHA256.hex(of: StoredFile(scratch.write("abc", bytes))) == expected)
        #expect(sha1Hex(of: bytes.span) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    }

    @Test func `a large file's digest equals its content's`() throws {
        var generator = SeededGenerator(seed: 2)
        let content = generator.bytes(1_500_001)
        let scratch = Scratch()
        #expect(
            try SHA256.hex(of: StoredFile(scratch.write("f", content)))
                == SHA256.hex(of: content.span))
    }
}
