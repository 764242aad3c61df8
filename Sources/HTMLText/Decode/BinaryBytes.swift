// Tells bytes that are no page, whatever they are labelled as.

/// Bytes that are an image, an archive, a document or a program, and no text.
public enum BinaryBytes {
    /// Whether the bytes begin as a known kind of file does, or hold more controls than text may.
    public static func areFound(in bytes: Span<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            signatures.contains { begins(bytes, 0, $0) } || begins(bytes, 4, Array("ftyp".utf8))
                || hasControls(bytes)
        }
    }

    /// The first bytes of files that are served under wrong names.
    private static let signatures: [[UInt8]] = [
        [0x89, 0x50, 0x4E, 0x47], Array("GIF87a".utf8), Array("GIF89a".utf8), [0xFF, 0xD8, 0xFF],
        Array("%PDF-".utf8), [0x50, 0x4B, 0x03, 0x04], [0x1F, 0x8B, 0x08], Array("wOFF".utf8),
        Array("wOF2".utf8), Array("OggS".utf8), Array("ID3".utf8), [0x7F, 0x45, 0x4C, 0x46],
        [0x28, 0xB5, 0x2F, 0xFD], [0xFD, 0x37, 0x7A, 0x58, 0x5A], Array("BZh9".utf8),
        [0x37, 0x7A, 0xBC, 0xAF], Array("Rar!".utf8), [0xCA, 0xFE, 0xBA, 0xBE],
        [0xD0, 0xCF, 0x11, 0xE0], Array("RIFF".utf8), Array("II*\0".utf8), Array("MM\0*".utf8),
        [0, 1, 0, 0, 0], [0, 0, 1, 0], [0, 0x61, 0x73, 0x6D], Array("SQLite format 3".utf8),
    ]

    private static func begins(
        _ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, _ signature: [UInt8]
    ) -> Bool {
        bytes.count >= at + signature.count
            && signature.indices.allSatisfy { bytes[at + $0] == signature[$0] }
    }

    /// So many of the first bytes are looked at.
    private static let head = 4096

    /// Controls are more than one byte in ten. The zeros of UTF-16 and UTF-32 are text: there they
    /// stand at the same place of every character.
    private static func hasControls(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let count = min(bytes.count, head)
        var controls = 0
        var zeros = (0, 0)
        for at in 0..<count {
            let byte = bytes[at]
            guard byte < 0x20, !(0x07...0x0D ~= byte), byte != 0x1B else { continue }
            if byte == 0 {
                if at % 2 == 0 { zeros.0 += 1 } else { zeros.1 += 1 }
            } else {
                controls += 1
            }
        }
        let isWide = max(zeros.0, zeros.1) * 4 >= count && min(zeros.0, zeros.1) * 20 <= count
        let isWider = (count * 6 / 10...count * 8 / 10).contains(zeros.0 + zeros.1)
        return (controls + (isWide || isWider ? 0 : zeros.0 + zeros.1)) * 10 > count
    }
}
