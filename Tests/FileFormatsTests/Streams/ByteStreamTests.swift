// Streams give back what was stored, and all that can be saved of what is damaged.
import FileFormats
import FileStore
import TestSupport
import Testing

@Suite struct ByteStreamTests {
    let scratch = Scratch()

    private func open(_ bytes: [UInt8]) throws -> ByteStream {
        try ByteStream(path: scratch.write("file", bytes))
    }

    @Test(arguments: [0, 1, 7, 100_000, 3_000_000])
    func `any content comes back from every compression and member size`(count: Int) throws {
        var generator = SeededGenerator(seed: UInt64(count))
        let content = generator.text(count)
        for size in [1 << 30, 65_536, 1_000_000] {
            #expect(drain(try open(gzipMembers(content, size: size))) == (content, nil))
            #expect(drain(try open(zstdFrames(content, size: size)), atMost: 999) == (content, nil))
        }
        #expect(drain(try open(content), atMost: 1234) == (content, nil))
    }

    @Test func `the compression is told from the content`() throws {
        #expect(try open(gzipMembers([65], size: 1)).compression == .gzip)
        #expect(try open(zstdFrames([65], size: 1)).compression == .zstd)
        #expect(try open([65]).compression == .plain)
    }

    @Test func `formats that are not supported are named`() throws {
        for (magic, name): ([UInt8], String) in [
            ([0x04, 0x22, 0x4D, 0x18, 1], "LZ4"), ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "7z"),
        ] {
            let error = #expect(throws: FileError.self) { try open(magic) }
            #expect(error?.code == .unsupported)
            #expect(error?.reason.contains(name) == true)
        }
    }

    @Test func `a missing file is an error that names it`() {
        let error = #expect(throws: FileError.self) { try ByteStream(path: "/no/such/file") }
        #expect(error?.code == .notFound)
        #expect(error?.description.hasPrefix("/no/such/file: cannot open it") == true)
    }

    @Test func `reads do not cross members, and tell where each begins`() throws {
        let content = Array("aaaabbbbcc".utf8)
        let first = gzipMembers(Array("aaaa".utf8), size: 4).count
        let stream = try open(gzipMembers(content, size: 4))
        var buffer: [UInt8] = []
        #expect(try stream.read(into: &buffer) == 4)
        #expect(stream.memberOffset == 0)
        #expect(try stream.read(into: &buffer) == 4)
        #expect(stream.memberOffset == first)
        #expect(stream.offset == 8)
    }

    @Test func `zero padding after the last gzip member is accepted`() throws {
        let stored = gzipMembers([1, 2, 3], size: 3) + [UInt8](repeating: 0, count: 3_000_000)
        #expect(drain(try open(stored)) == ([1, 2, 3], nil))
    }

    @Test func `a member too large for memory is streamed`() throws {
        var content = [UInt8](repeating: 32, count: 20 << 20)
        content[12_345_678] = 65
        #expect(drain(try open(gzipMembers(content, size: 1 << 30))) == (content, nil))
    }

    @Test(arguments: [Compression.gzip, .zstd])
    func `a file cut at any byte gives its beginning and then an error`(
        compression: Compression
    ) throws {
        var generator = SeededGenerator(seed: 3)
        let content = generator.text(700)
        let stored =
            compression == .gzip
            ? gzipMembers(content, size: 300) : zstdFrames(content, size: 300)
        for length in 5..<stored.count {
            let stream = try open(Array(stored[..<length]))
            let (bytes, error) = drain(stream)
            #expect(content.starts(with: bytes))
            if bytes.count % 300 != 0 { #expect(error?.code == .truncated) }
            // One byte is too little to see that a gzip member begins.
            #expect(error.map { $0.offset! >= length - 1 } ?? true)
        }
    }

    @Test(arguments: [Compression.gzip, .zstd])
    func `random damage never crashes or hangs and never goes unnoticed`(
        compression: Compression
    ) throws {
        var generator = SeededGenerator(seed: 4)
        let content = generator.text(40_000)
        let stored =
            compression == .gzip
            ? gzipMembers(content, size: 5_000) : zstdFrames(content, size: 5_000)
        for _ in 0..<300 {
            var broken = stored
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 4..<broken.count, using: &generator)
                broken[place] = UInt8.random(in: 0...255, using: &generator)
            }
            let stream = try open(broken)
            var (bytes, error) = drain(stream)
            let isUnnoticed = error == nil && bytes != content
            #expect(!isUnnoticed)
            while error != nil, try stream.recover() { (bytes, error) = drain(stream) }
            #expect(bytes.count <= 2 * content.count)
        }
    }

    @Test(arguments: [Compression.gzip, .zstd])
    func `after a broken member reading goes on at the next`(compression: Compression) throws {
        var generator = SeededGenerator(seed: 5)
        let content = generator.text(9_000)
        let parts = (0..<3).map { Array(content[($0 * 3_000)..<($0 * 3_000 + 3_000)]) }
        var members = parts.map {
            compression == .gzip ? gzipMembers($0, size: 3_000) : zstdFrames($0, size: 3_000)
        }
        members[1].removeLast(200)
        let stream = try open(Array(members.joined()))
        let (before, error) = drain(stream)
        #expect(before.starts(with: parts[0]))
        #expect(error?.isDamage == true)
        #expect(try stream.recover())
        #expect(drain(stream) == (parts[2], nil))
        #expect(stream.memberOffset == members[0].count + members[1].count)
    }

    @Test(arguments: [Compression.gzip, .zstd])
    func `each of several broken members in a row is told`(compression: Compression) throws {
        var generator = SeededGenerator(seed: 6)
        let parts = (0..<6).map { _ in Array(generator.text(2_000)) }
        var members = parts.map {
            compression == .gzip ? gzipMembers($0, size: 2_000) : zstdFrames($0, size: 2_000)
        }
        for broken in 2...4 {
            for place in 20..<40 { members[broken][place] = 0xFF }
        }
        let stream = try open(Array(members.joined()))
        var (bytes, error) = drain(stream)
        #expect(bytes == parts[0] + parts[1])
        var told: [Int] = []
        while error != nil, try stream.recover() {
            told.append(stream.memberOffset)
            (bytes, error) = drain(stream)
        }
        #expect(bytes == parts[5])
        #expect(told.count == 3)
    }

    @Test func `a decompression bomb is refused`() throws {
        let bomb = zstdFrames([UInt8](repeating: 0, count: 30 << 20), size: 1 << 30)
        var limits = ByteStream.Limits()
        limits.freeBytes = 1 << 20
        limits.expansion = 1000
        let stream = try ByteStream(path: scratch.write("bomb", bomb), limits: limits)
        let (bytes, error) = drain(stream)
        #expect(error?.code == .tooLarge)
        #expect(bytes.count < 4 << 20)
        #expect(try !stream.recover())
    }

    @Test func `a zstd seek table is passed over`() throws {
        let path = "\(scratch.path)/seekable"
        let writer = try SeekableZstdWriter(StoredFile(path), frameSize: 10)
        let content = Array("what is written in frames of ten".utf8)
        try writer.write(content.span)
        try writer.commit()
        #expect(drain(try ByteStream(path: path)) == (content, nil))
    }
}
