// Hashes against published values and against their definitions written out.
import ByteKernels
import TestSupport
import Testing

@Test func `the generator gives the numbers of its publication's program`() {
    var random = SplitMix64(seed: 0)
    #expect(
        (0..<3).map { _ in random.next() } == [
            0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F,
        ])
    #expect(SplitMix64.mixed(0) == 0xE220_A839_7B1D_CDAF)
}

@Test func `a folded product is the exclusive or of both halves`() {
    var random = SeededGenerator(seed: 91)
    for _ in 0..<100 {
        let (a, b) = (random.next(), random.next())
        let product = UInt128(a) * UInt128(b)
        let folded = UInt64(truncatingIfNeeded: product >> 64) ^ UInt64(truncatingIfNeeded: product)
        #expect(foldedMultiply(a, b) == folded)
    }
}

/// The hash by 16 bytes at a step, the last ones filled up with zeros.
private func naiveFoldedHash(_ bytes: [UInt8]) -> UInt64 {
    func number(_ at: Int) -> UInt64 {
        (0..<8).reversed().reduce(0) { sum, i in
            sum << 8 | UInt64(at + i < bytes.count ? bytes[at + i] : 0)
        }
    }
    var hash = UInt64(bytes.count) ^ 0x9E37_79B9_7F4A_7C15
    for at in stride(from: 0, to: bytes.count, by: 16) {
        hash = foldedMultiply(number(at) ^ hash, number(at + 8) ^ 0xE703_7ED1_A0B4_28DB)
    }
    return foldedMultiply(hash ^ 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3)
}

@Test func `the folded hash reads each byte once and none past the end`() {
    Stretch.forEach(seed: 92) { text in
        #expect(foldedHash(text.start, text.count) == naiveFoldedHash(text.bytes))
        Stretch.at(3, text.bytes + [0xAB, 0xCD]) {
            #expect(foldedHash($0.start, text.count) == foldedHash(text.start, text.count))
        }
    }
}

/// SHA-1 as RFC 3174 describes it.
private func naiveSHA1(_ message: [UInt8]) -> [UInt32] {
    var padded = message + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    let length = UInt64(message.count) * 8
    padded += (0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64(56 - $0 * 8)) }
    var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
    for start in stride(from: 0, to: padded.count, by: 64) {
        sha1Block(Array(padded[start..<start + 64]), &state)
    }
    return state
}

private func sha1Block(_ block: [UInt8], _ state: inout [UInt32]) {
    func rotated(_ value: UInt32, _ by: UInt32) -> UInt32 { value << by | value >> (32 - by) }
    var words = (0..<16).map { word in
        (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(block[word * 4 + $1]) }
    }
    for t in 16..<80 {
        words.append(rotated(words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16], 1))
    }
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    for t in 0..<80 {
        let (f, k): (UInt32, UInt32) =
            switch t {
            case ..<20: ((b & c) | (~b & d), 0x5A82_7999)
            case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
            case ..<60: ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
            default: (b ^ c ^ d, 0xCA62_C1D6)
            }
        let next = rotated(a, 5) &+ f &+ e &+ words[t] &+ k
        (a, b, c, d, e) = (next, a, rotated(b, 30), c, d)
    }
    for (index, value) in [a, b, c, d, e].enumerated() { state[index] = state[index] &+ value }
}

@Test func `SHA-1 is that of the standard at every length around its blocks`() {
    #expect(naiveSHA1(Array("abc".utf8))[0] == 0xA999_3E36)
    Stretch.forEach(seed: 93) { text in
        let state = naiveSHA1(text.bytes)
        let prefix = UInt64(state[0].byteSwapped) | UInt64(state[1].byteSwapped) << 32
        let buffer = UnsafeRawBufferPointer(start: text.start, count: text.count)
        #expect(sha1Prefix(buffer) == prefix)
    }
    #expect(sha1Prefix(UnsafeRawBufferPointer(start: nil, count: 0)) == 0x0D4B_6B5E_EEA3_39DA)
}
