// The classes of 64 bytes against each byte's own.
import ByteKernels
import Testing

@Suite struct ASCIIBlockTests {
    private func bits(_ bytes: [UInt8], _ claim: (UInt8) -> Bool) -> UInt64 {
        bytes.enumerated().reduce(0) { $0 | (claim($1.element) ? 1 << UInt64($1.offset) : 0) }
    }

    private func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private func check(_ text: Stretch) {
        // Zeros follow the text.
        let bytes = Array((text.bytes + [UInt8](repeating: 0, count: 65)).prefix(65))
        let window = Array(bytes.prefix(64))
        let block = ASCIIBlock(text.start, text.count)
        let letters = bits(window, isLetter)
        let digits = bits(window) { (0x30...0x39).contains($0) }
        #expect(block.letters == letters)
        #expect(block.digits == digits)
        #expect(block.words == letters | digits | bits(window) { $0 == 0x5F })
        #expect(block.joiners == bits(window) { $0 == 0x27 || $0 == 0x2E })
        #expect(block.commas == bits(window) { $0 == 0x2C })
        let twins = (0..<64).reduce(0) { (sum: UInt64, at) in
            bytes[at] == bytes[at + 1] ? sum | 1 << UInt64(at) : sum
        }
        #expect(block.twins == twins)
        checkEnds(block, window, text.count)
    }

    private func checkEnds(_ block: ASCIIBlock, _ window: [UInt8], _ left: Int) {
        let known = window.firstIndex { $0 >= 0x80 } ?? 64
        #expect(block.known == known)
        #expect(block.within == (0..<known).reduce(UInt64(0)) { $0 | 1 << UInt64($1) })
        let past = (0..<64).filter { $0 >= left }.reduce(0) { (sum: UInt64, at) in
            sum | 1 << UInt64(at)
        }
        let spaces = bits(window) { (0x09...0x0D).contains($0) || (0x1C...0x20).contains($0) }
        #expect(block.spaces == spaces | past)
    }

    @Test func `random bytes have the classes that each has alone`() {
        Stretch.forEach(seed: 11) { check($0) }
        Stretch.forEach(of: Array(0..<128), seed: 12) { check($0) }
        Stretch.forEach(of: Array("a1_ '.,,".utf8), seed: 13) { check($0) }
    }

    @Test func `every byte at every place has its classes`() {
        for byte in UInt8.min...UInt8.max {
            Stretch.at(Int(byte) % 16, [UInt8](repeating: byte, count: 65)) { check($0) }
        }
    }
}
