// xz and bzip2 as streams: whole, several in one file, cut off and damaged.
import FileFormats
import FileStore
import Testing

@Suite struct SteppedDecoderTests {
    private static let content = Array(#"{"text":"packed"}"#.utf8) + [10]

    /// The content as Python's bz2 and lzma (preset 0) compress it.
    enum Packed: String, CaseIterable, Sendable {
        case bzip2, xz

        var bytes: [UInt8] {
            switch self {
            case .bzip2:
                [
                    66, 90, 104, 57, 49, 65, 89, 38, 83, 89, 122, 231, 165, 133, 0, 0, 8, 89, 128,
                    0, 16, 16, 0, 0, 16, 46, 8, 68, 74, 32, 0, 34, 8, 196, 244, 101, 8, 6, 128, 22,
                    202, 22, 70, 144, 109, 69, 46, 124, 93, 201, 20, 225, 66, 65, 235, 158, 150, 20,
                ]
            case .xz:
                [
                    253, 55, 122, 88, 90, 0, 0, 4, 230, 214, 180, 70, 2, 0, 33, 1, 12, 0, 0, 0, 143,
                    152, 65, 156, 1, 0, 17, 123, 34, 116, 101, 120, 116, 34, 58, 34, 112, 97, 99,
                    107, 101, 100, 34, 125, 10, 0, 0, 0, 77, 228, 9, 251, 17, 195, 18, 67, 0, 1, 42,
                    18, 75, 8, 84, 188, 31, 182, 243, 125, 1, 0, 0, 0, 0, 4, 89, 90,
                ]
            }
        }
    }

    private func read(_ bytes: [UInt8]) throws -> ([UInt8], FileError?) {
        let scratch = Scratch()
        return drain(try ByteStream(path: scratch.write("x", bytes)), atMost: 7)
    }

    @Test(arguments: Packed.allCases)
    func `a file is read, of one stream and of three`(packed: Packed) throws {
        #expect(try read(packed.bytes) == (Self.content, nil))
        let three = packed.bytes + packed.bytes + packed.bytes
        #expect(try read(three) == (Self.content + Self.content + Self.content, nil))
    }

    @Test(arguments: Packed.allCases)
    func `a file that is cut off or damaged says so`(packed: Packed) throws {
        for count in 12..<packed.bytes.count {
            #expect(try read(Array(packed.bytes[..<count])).1?.isDamage == true)
        }
        var changed = packed.bytes
        changed[40] ^= 4
        #expect(try read(changed).1?.code == .corrupt)
        #expect(try read(packed.bytes + Array("no stream".utf8)).1?.isDamage == true)
    }
}
