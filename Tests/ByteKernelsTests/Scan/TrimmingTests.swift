// Stripping white space against a list of Python's.
import ByteKernels
import TestSupport
import Testing

/// What Python's `str.isspace` says yes to.
let pythonSpaces: Set<Unicode.Scalar> = Set(
    ([0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000] + Array(0x09...0x0D)
        + Array(0x1C...0x20) + Array(0x2000...0x200A)).compactMap(Unicode.Scalar.init))

@Test func `white space is what Python's is`() {
    for value in 0..<UInt32(0x110000) {
        guard let scalar = Unicode.Scalar(value) else { continue }
        let isSpace = TextClass(value).isSpace
        if isSpace != pythonSpaces.contains(scalar) {
            Issue.record("U+\(String(value, radix: 16))")
        }
    }
}

@Test func `white space goes from both ends and nothing else does`() {
    let spaces = pythonSpaces.sorted().map { Array(String($0).utf8) }
    let others = [[], [0x61], [0xE2, 0x80], [0x80], [0xC2], [0xFF], Array("é x 犬".utf8), [0x00]]
    var random = SeededGenerator(seed: 41)
    for offset in 0..<200 {
        let parts = (0..<2).map { _ in
            (0..<Int.random(in: 0..<5, using: &random)).flatMap { _ in
                spaces.randomElement(using: &random) ?? []
            }
        }
        let middle = others.randomElement(using: &random) ?? []
        Stretch.at(offset % 16, parts[0] + middle + parts[1]) { text in
            let range = trimmed(text.start, 0..<text.count)
            #expect(Array(text.bytes[range]) == middle)
            let start = trimmedStart(text.start, 0..<text.count)
            #expect(start == (middle.isEmpty ? text.count : parts[0].count))
            let end = trimmedEnd(text.start, 0..<text.count)
            #expect(end == (middle.isEmpty ? 0 : parts[0].count + middle.count))
        }
    }
}
