// Comparing, finding and counting against loops over single bytes.
import ByteKernels
import Testing

private let few = Array("ab\n\n".utf8) + [0xC3, 0xA9, 0x80, 0x00]

@Test func `a byte is found where it stands first, or nowhere`() {
    Stretch.forEach(of: few, seed: 1) { text in
        for byte in few + [0xFF] {
            let first = text.bytes.firstIndex(of: byte) ?? text.count
            #expect(firstOffset(of: byte, in: text.start, text.count) == first)
        }
    }
}

@Test func `two stretches are equal when every byte is`() {
    Stretch.forEach(seed: 2) { one in
        for offset in [0, 5] {
            Stretch.at(offset, one.bytes) { #expect(areEqual(one.start, $0.start, one.count)) }
        }
        for changed in one.bytes.indices {
            var bytes = one.bytes
            bytes[changed] ^= 0x80
            Stretch.at(3, bytes) { #expect(!areEqual(one.start, $0.start, one.count)) }
        }
    }
}

@Test func `code points are the bytes that continue none`() {
    Stretch.forEach(seed: 3) { text in
        let points = text.bytes.count { !(0x80...0xBF).contains($0) }
        #expect(codePointCount(text.start, text.count) == points)
    }
}

@Test func `line feeds are written with their offsets, and nothing is written past them`() {
    Stretch.forEach(of: few, seed: 4) { text in
        let feeds = text.bytes.indices.filter { text.bytes[$0] == 0x0A }.map { UInt32($0) }
        var offsets = [UInt32](repeating: .max, count: text.count + 1)
        let count = offsets.withUnsafeMutableBufferPointer { out in
            out.baseAddress.map { writeLineFeeds(of: text.start, text.count, to: $0) }
        }
        #expect(count == feeds.count)
        #expect(offsets.prefix(feeds.count).elementsEqual(feeds))
        #expect(offsets.dropFirst(feeds.count).allSatisfy { $0 == .max })
    }
}

private func naiveOccurrences(of needle: [UInt8], in text: [UInt8]) -> Int {
    guard !needle.isEmpty else { return 0 }
    var (at, found) = (0, 0)
    while at + needle.count <= text.count {
        let isHere = Array(text[at..<at + needle.count]) == needle
        found += isHere ? 1 : 0
        at += isHere ? needle.count : 1
    }
    return found
}

@Test(arguments: ["", "a", "aa", "ab", "aba", "aab\n", "é", "aaaaaaaaaaaaaaaaaaaaaaaaa"])
func `occurrences don't overlap and are counted from the left`(needle: String) {
    let needle = Array(needle.utf8)
    for alphabet in [few, Array("aab".utf8), [0x61]] {
        Stretch.forEach(of: alphabet, seed: 5) { text in
            #expect(
                occurrences(of: needle, in: text.start, text.count)
                    == naiveOccurrences(of: needle, in: text.bytes))
        }
    }
}

private func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

/// Bit i where byte i is claimed.
private func mask(_ bytes: ArraySlice<UInt8>, _ claim: (UInt8) -> Bool) -> UInt32 {
    bytes.enumerated().reduce(0) { $0 | (claim($1.element) ? 1 << UInt32($1.offset) : 0) }
}

@Test func `the masks of 16 bytes say of each byte what it is`() {
    for first in stride(from: 0, to: 256, by: 16) {
        for shift in 0..<16 {
            let bytes = (0..<16).map { UInt8((first + ($0 + shift) % 16) & 255) }
            Stretch.at(shift, bytes) { text in
                let letters = mask(bytes[...], isLetter)
                let words = mask(bytes[...]) { isLetter($0) || isDigit($0) || $0 == 0x5F }
                #expect(edgeMask(text.start) == mask(bytes[...]) { $0 <= 0x20 || $0 >= 0x80 })
                #expect(wordMask(text.start) == words | letters << 16)
            }
        }
    }
}

@Test func `the digits are ten of all bytes`() {
    #expect((UInt8.min...UInt8.max).filter(isASCIIDigit).elementsEqual("0123456789".utf8))
}

@Test func `sixteen bytes are copied, and those beside them stay`() {
    Stretch.forEach(seed: 6) { text in
        guard text.count >= 16 else { return }
        var copy = [UInt8](repeating: 0xEE, count: 18)
        copy.withUnsafeMutableBufferPointer { out in
            if let base = out.baseAddress { copy16(text.start, to: base + 1) }
        }
        #expect(copy == [0xEE] + text.bytes.prefix(16) + [0xEE])
    }
}
