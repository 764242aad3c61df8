// UTF-8 to code points and back against the standard library.
import ByteKernels
import TestSupport
import Testing

/// The scalar that begins at `at`, by the standard library; `nil` for a byte that begins none.
private func naiveScalar(_ bytes: [UInt8], _ at: Int) -> (scalar: UInt32, width: Int)? {
    for width in 1...4 where at + width <= bytes.count {
        let piece = bytes[at..<at + width]
        if let text = String(validating: piece, as: UTF8.self),
            let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1
        {
            return (scalar.value, width)
        }
    }
    return nil
}

@Test func `every scalar is written and read again`() {
    var wrong = 0
    for value in 0..<UInt32(0x110000) {
        guard let scalar = Unicode.Scalar(value) else { continue }
        let bytes = Array(String(scalar).utf8)
        var written: [UInt8] = []
        appendUTF8(value, to: &written)
        var raw = [UInt8](repeating: 0, count: 4)
        let length = raw.withUnsafeMutableBufferPointer { out in
            out.baseAddress.map { encodeUTF8(value, to: $0) }
        }
        if written != bytes || length != bytes.count || !raw.starts(with: bytes) { wrong += 1 }
    }
    #expect(wrong == 0)
}

@Test
func `scalars are decoded at every place of random bytes, and bad bytes stand for themselves`() {
    var random = SeededGenerator(seed: 51)
    for round in 0..<300 {
        let bytes = round % 2 == 0 ? mixedText(40, using: &random) : random.bytes(40)
        Stretch.at(round % 16, bytes) { text in
            for at in bytes.indices {
                let naive = naiveScalar(bytes, at)
                let bounded = decodedScalar(text.start + at, left: bytes.count - at)
                #expect(bounded.scalar == naive?.scalar ?? 0x110000 | UInt32(bytes[at]))
                #expect(bounded.width == naive?.width ?? 1)
                let padded = DecodedScalar(at: text.start + at)
                #expect(padded.value == naive?.scalar ?? 0xFFFD)
                #expect(padded.length == naive?.width ?? 1)
            }
        }
    }
}

@Test func `a scalar before a place is the one that ends there`() {
    var random = SeededGenerator(seed: 52)
    for round in 0..<300 {
        let bytes = round % 2 == 0 ? mixedText(40, using: &random) : random.bytes(40)
        Stretch.at(round % 16, bytes) { text in
            for end in 1...bytes.count {
                let start = Int.random(in: max(0, end - 5)..<end, using: &random)
                let naive = (max(start, end - 4)..<end).lazy.compactMap { at in
                    naiveScalar(Array(bytes[..<end]), at).flatMap {
                        at + $0.width == end ? $0 : nil
                    }
                }.first
                let decoded = DecodedScalar(before: text.start + end, from: text.start + start)
                #expect(decoded.value == naive?.scalar ?? 0xFFFD)
                #expect(decoded.length == naive?.width ?? 1)
            }
        }
    }
}
