// Stretches of bytes of every length around the widths of vectors, at every address modulo 16.
import TestSupport

/// Bytes at some address, with zeros behind them.
struct Stretch {
    /// The longest: two vectors of 64 bytes and two bytes.
    static let longest = 130

    let bytes: [UInt8]
    let start: UnsafePointer<UInt8>

    var count: Int { bytes.count }

    /// Calls `body` with stretches of 0 to 130 bytes, each at two of the 16 places.
    static func forEach(
        of alphabet: [UInt8] = Array(0...255), seed: UInt64, _ body: (Stretch) -> Void
    ) {
        var random = SeededGenerator(seed: seed)
        for length in 0...longest {
            for offset in [length % 16, Int.random(in: 0..<16, using: &random)] {
                let bytes = (0..<length).map { _ in alphabet.randomElement(using: &random) ?? 0 }
                at(offset, bytes, body)
            }
        }
    }

    /// Calls `body` with bytes that stand `offset` past a multiple of 64.
    static func at(_ offset: Int, _ bytes: [UInt8], _ body: (Stretch) -> Void) {
        let room = UnsafeMutableRawBufferPointer.allocate(
            byteCount: offset + bytes.count + 160, alignment: 64)
        defer { room.deallocate() }
        room.initializeMemory(as: UInt8.self, repeating: 0)
        let memory = room.bindMemory(to: UInt8.self)
        for (index, byte) in bytes.enumerated() { memory[offset + index] = byte }
        guard let base = memory.baseAddress else { return }
        body(Stretch(bytes: bytes, start: UnsafePointer(base + offset)))
    }
}

/// ASCII of all kinds, characters of two, three and four bytes, and bytes that are none.
let mixedPieces: [[UInt8]] =
    [
        "a", "Z", "7", "_", " ", "\n", "\r", "\t", "'", ".", ",", "/", "-", "$", "é", "ß", "Σ", "ǅ",
        "ʰ", "\u{301}", "٣", "\u{A0}", "\u{85}", "\u{2003}", "\u{3000}", "犬", "か", "ー", "।", "€",
        "😀",
        "𝟙", "𐐀", "\u{200D}", "\u{FFFD}",
    ].map { Array($0.utf8) } + [
        [0x80], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xFF], [0xC0, 0xAF],
    ]

/// At least `count` bytes of the mixed pieces.
func mixedText(_ count: Int, using random: inout SeededGenerator) -> [UInt8] {
    var text: [UInt8] = []
    while text.count < count { text += mixedPieces.randomElement(using: &random) ?? [] }
    return text
}
