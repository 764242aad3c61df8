// Snappy's raw format, written: matches found by one hash of four bytes.

extension Snappy {
    private static let tableBits: UInt32 = 14

    /// Appends `source` as one block.
    static func compress(_ source: [UInt8], appendingTo output: inout [UInt8]) {
        appendLength(source.count, &output)
        var table = [Int32](repeating: -1, count: 1 << Int(tableBits))
        source.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            var (at, literal) = (0, 0)
            while at + 4 <= bytes.count {
                let word = base.loadUnaligned(fromByteOffset: at, as: UInt32.self)
                let slot = Int((word &* 0x1E35_A7BD) >> (32 - tableBits))
                let before = Int(table[slot])
                table[slot] = Int32(truncatingIfNeeded: at)
                guard before >= 0, at - before < 1 << 16,
                    base.loadUnaligned(fromByteOffset: before, as: UInt32.self) == word
                else {
                    // The longer nothing repeats, the larger the steps.
                    at += 1 + (at - literal) >> 6
                    continue
                }
                var end = at + 4
                while end < bytes.count, bytes[end] == bytes[before + end - at] { end += 1 }
                appendLiteral(bytes[literal..<at], &output)
                appendCopy(end - at, offset: at - before, &output)
                (at, literal) = (end, end)
            }
            appendLiteral(bytes[literal...], &output)
        }
    }

    private static func appendLength(_ length: Int, _ output: inout [UInt8]) {
        var length = length
        while length >= 0x80 {
            output.append(UInt8(truncatingIfNeeded: length) | 0x80)
            length >>= 7
        }
        output.append(UInt8(length))
    }

    private static func appendLiteral(
        _ bytes: Slice<UnsafeRawBufferPointer>, _ output: inout [UInt8]
    ) {
        if bytes.isEmpty { return }
        let length = bytes.count - 1
        if length < 60 {
            output.append(UInt8(length) << 2)
        } else {
            output.append(63 << 2)
            for index in 0..<4 { output.append(UInt8(truncatingIfNeeded: length >> (8 * index))) }
        }
        output.append(contentsOf: bytes)
    }

    private static func appendCopy(_ length: Int, offset: Int, _ output: inout [UInt8]) {
        var left = length
        while left > 0 {
            let part = min(left, 64)
            output.append(UInt8(part - 1) << 2 | 2)
            output.append(UInt8(truncatingIfNeeded: offset))
            output.append(UInt8(truncatingIfNeeded: offset >> 8))
            left -= part
        }
    }
}
