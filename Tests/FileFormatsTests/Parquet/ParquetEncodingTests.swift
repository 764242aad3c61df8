// Codecs, runs, differences, decimals and times, each beside what its specification says.
import ByteKernels
import FileFormats
import TestSupport
import Testing

@Suite struct ParquetEncodingTests {
    private func padded<Result>(
        _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        let memory = PageMemory()
        memory.resize(bytes.count)
        memory.bytes.copyBytes(from: bytes)
        return try body(UnsafeRawBufferPointer(memory.bytes))
    }

    private func decompressed(
        _ bytes: [UInt8], _ codec: ParquetCodec, size: Int
    ) throws -> [UInt8] {
        let target = PageMemory()
        try padded(bytes) {
            try PageDecompressor().decompress($0, codec, into: target, from: 0, size: size)
        }
        return Array(target.bytes)
    }

    @Test func `snappy gives back what it took`() throws {
        var chance = SeededGenerator(seed: 1)
        for size in [0, 1, 3, 4, 5, 60, 61, 65, 1000, 70_000, 300_000] {
            for letters in [1, 2, 4, 255] {
                let text = (0..<size).map { _ in
                    UInt8.random(in: 0..<UInt8(letters), using: &chance)
                }
                var block: [UInt8] = []
                Snappy.compress(text, appendingTo: &block)
                #expect(try decompressed(block, .snappy, size: size) == text)
                #expect(throws: ParquetDamage.self) {
                    try decompressed(block, .snappy, size: size + 1)
                }
            }
        }
    }

    @Test func `blocks of nonsense are refused, whatever they say`() {
        var chance = SeededGenerator(seed: 2)
        for codec in [ParquetCodec.snappy, .lz4Raw, .lz4, .gzip, .zstd, .brotli] {
            for _ in 0..<500 {
                let size = Int.random(in: 0..<60, using: &chance)
                let block = (0..<size).map { _ in UInt8.random(in: 0...255, using: &chance) }
                _ = try? decompressed(block, codec, size: Int.random(in: 0..<400, using: &chance))
            }
        }
    }

    @Test func `an LZ4 block is read by its specification`() throws {
        // Five literals, then twelve bytes from five before, then the last five literals.
        let block = [0x58] + Array("abcde".utf8) + [5, 0, 0x50] + Array("vwxyz".utf8)
        #expect(
            try decompressed(block, .lz4Raw, size: 22)
                == Array("abcdeabcdeabcdeabvwxyz".utf8))
        let framed = [0, 0, 0, 22, 0, 0, 0, UInt8(block.count)] + block
        #expect(try decompressed(framed, .lz4, size: 22).count == 22)
    }

    @Test func `runs and packed groups come back`() throws {
        var chance = SeededGenerator(seed: 3)
        for width in [1, 2, 3, 7, 8, 13, 20, 32] {
            for _ in 0..<30 {
                let numbers = Self.numbers(width, &chance)
                var bytes: [UInt8] = []
                RunEncoder.append(numbers, width: width, to: &bytes)
                var read = [UInt32](repeating: 0, count: numbers.count)
                try padded(bytes) { page in
                    var decoder = try RunDecoder(0..<bytes.count, width: width)
                    try read.withUnsafeMutableBufferPointer { target in
                        guard let base = target.baseAddress else { return }
                        var done = 0
                        while done < target.count {
                            let part = min(target.count - done, 5)
                            try decoder.next(part, of: page, into: base + done)
                            done += part
                        }
                    }
                }
                #expect(read == numbers)
            }
        }
    }

    private static func numbers(_ width: Int, _ chance: inout SeededGenerator) -> [UInt32] {
        var numbers: [UInt32] = []
        for _ in 0..<Int.random(in: 0..<12, using: &chance) {
            let number = UInt32.random(
                in: 0...UInt32.max >> UInt32(32 - width), using: &chance)
            let count = Bool.random(using: &chance) ? 1 : Int.random(in: 1..<40, using: &chance)
            numbers += Array(repeating: number, count: count)
        }
        return numbers
    }

    @Test func `the packed example of the specification is read`() throws {
        // parquet-format, Encodings: the numbers 0 to 7 in three bits, behind the head of one group.
        let bytes: [UInt8] = [0x03, 0b1000_1000, 0b1100_0110, 0b1111_1010]
        var read = [UInt8](repeating: 9, count: 8)
        try padded(bytes) { page in
            var decoder = try RunDecoder(0..<4, width: 3)
            try read.withUnsafeMutableBufferPointer {
                try decoder.next(8, of: page, into: $0.baseAddress!)
            }
        }
        #expect(read == [0, 1, 2, 3, 4, 5, 6, 7])
    }

    @Test func `the example of differences of the specification is read`() throws {
        // 7, 5, 3, 1, 2, 3, 4, 5: block of 128, 4 miniblocks, least difference -2, width 2.
        let packed: [UInt8] = [0b1100_0000, 0b0011_1111]
        let bytes: [UInt8] =
            [128, 1, 4, 8, 14, 3, 2, 0, 0, 0] + packed + Array(repeating: 0, count: 6)
        var read = [Int64](repeating: 0, count: 8)
        try padded(bytes) { page in
            var decoder = try DeltaDecoder(page, 0..<bytes.count)
            #expect(try decoder.endOfStream(page) == bytes.count)
            try read.withUnsafeMutableBufferPointer {
                try decoder.next(8, of: page, into: $0.baseAddress!)
            }
        }
        #expect(read == [7, 5, 3, 1, 2, 3, 4, 5])
    }

    @Test func `decimals stand with their point`() {
        func text(_ bytes: [UInt8], _ scale: Int) -> String? {
            bytes.withUnsafeBytes { ParquetDecimal.digits($0) }
                .map { ParquetDecimal.text($0, scale: scale) }
        }
        #expect(text([0x04, 0xD2], 2) == "12.34")
        #expect(text([0xFF, 0xFF], 2) == "-0.01")
        #expect(text([], 3) == "0.000")
        #expect(text([0x80, 0], 0) == "-32768")
        #expect(text([0xFF, 0], 1) == "-25.6")
        #expect(
            text([0x7F] + Array(repeating: 0xFF, count: 15), 0)
                == "170141183460469231731687303715884105727")
        #expect(
            text([0x80] + Array(repeating: 0, count: 15), 0)
                == "-170141183460469231731687303715884105728")
        #expect(text(Array(repeating: 0x11, count: 33), 0) == nil)
    }

    @Test func `dates and times are those of the calendar`() {
        #expect(ParquetTime.date(0) == "1970-01-01")
        #expect(ParquetTime.date(-1) == "1969-12-31")
        #expect(ParquetTime.date(19_782) == "2024-02-29")
        #expect(ParquetTime.date(-719_528) == "0000-01-01")
        #expect(ParquetTime.date(2_932_897) == "+10000-01-01")
        #expect(ParquetTime.timestamp(-1, .milliseconds) == "1969-12-31T23:59:59.999000")
        #expect(ParquetTime.timestamp(.min, .nanoseconds) == "1677-09-21T00:12:43.145224192")
        #expect(ParquetTime.timestamp(.max, .milliseconds).hasPrefix("+292278994-08-17T07:12:55"))
        #expect(ParquetTime.timeOfDay(3_723_000_001, .microseconds) == "01:02:03.000001")
    }

    @Test func `halves are the numbers that they say`() {
        #expect(ParquetHalf.value(0x3C00) == 1)
        #expect(ParquetHalf.value(0xC000) == -2)
        #expect(ParquetHalf.value(0x0001) == 0x1p-24)
        #expect(ParquetHalf.value(0x7BFF) == 65504)
        #expect(ParquetHalf.value(0xFC00) == -.infinity)
        #expect(ParquetHalf.value(0x7E00).isNaN)
    }
}
