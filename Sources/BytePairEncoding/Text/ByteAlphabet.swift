// The printable stand-ins for bytes that GPT-2's and Hugging Face's vocabulary files use.

/// One printable character for each byte: itself where it is printable in Latin-1, else U+0100 and
/// on, in byte order.
enum ByteAlphabet {
    /// The stand-in of each byte.
    static let scalars: [Unicode.Scalar] = {
        var next: UInt32 = 0x100
        return (0...255).map { (byte: UInt32) in
            if isPrintable(byte) { return Unicode.Scalar(byte)! }
            defer { next += 1 }
            return Unicode.Scalar(next)!
        }
    }()

    /// The bytes in the order of their stand-ins' code points: GPT-2's ids 0 to 255.
    static let order: [UInt8] = (0...255).map { UInt8($0) }.sorted {
        scalars[Int($0)] < scalars[Int($1)]
    }

    private static let bytes: [UInt16] = {
        var bytes = [UInt16](repeating: .max, count: 0x144)
        for (byte, scalar) in scalars.enumerated() { bytes[Int(scalar.value)] = UInt16(byte) }
        return bytes
    }()

    private static func isPrintable(_ byte: UInt32) -> Bool {
        (33...126).contains(byte) || (161...172).contains(byte) || (174...255).contains(byte)
    }

    private static let spellings = scalars.map(\.utf8Bytes)

    /// The stand-in of a byte, as UTF-8.
    static func spelled(_ byte: UInt8) -> [UInt8] { spellings[Int(byte)] }

    /// The bytes that a string of stand-ins means; nil when it has any other character.
    static func decode(_ token: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        for scalar in String(decoding: token, as: UTF8.self).unicodeScalars {
            guard scalar.value < bytes.count, bytes[Int(scalar.value)] != .max else { return nil }
            result.append(UInt8(bytes[Int(scalar.value)]))
        }
        return result
    }

    /// The stand-ins of bytes, as UTF-8.
    static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let scalars = scalars
        var spelled: [UInt8] = []
        spelled.reserveCapacity(2 * bytes.count)
        for byte in bytes {
            // All are below U+0144.
            let scalar = scalars[Int(byte)].value
            if scalar >= 0x80 { spelled.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)) }
            spelled.append(UInt8(truncatingIfNeeded: scalar < 0x80 ? scalar : 0x80 | scalar & 0x3F))
        }
        return spelled
    }
}
