// Runs and bit-packed groups, written.

/// Encodes numbers as runs of eight or more, and packed groups between them.
package enum RunEncoder {
    /// Appends the numbers, each in `width` bits.
    package static func append<Number: FixedWidthInteger & UnsignedInteger>(
        _ numbers: some Collection<Number>, width: Int, to bytes: inout [UInt8]
    ) {
        let numbers = Array(numbers)
        var waiting = 0
        var at = 0
        while at < numbers.count {
            var end = at + 1
            while end < numbers.count, numbers[end] == numbers[at] { end += 1 }
            // What is packed before a run comes in groups of eight.
            let fill = (8 - (at - waiting) % 8) % 8
            if end - at - fill >= 8 {
                appendPacked(numbers[waiting..<at + fill], width, &bytes)
                appendRun(numbers[at], count: end - at - fill, width, &bytes)
                waiting = end
            }
            at = end
        }
        appendPacked(numbers[waiting...], width, &bytes)
    }

    private static func appendRun(
        _ number: some FixedWidthInteger, count: Int, _ width: Int, _ bytes: inout [UInt8]
    ) {
        appendVarint(count << 1, &bytes)
        for index in 0..<(width + 7) / 8 {
            bytes.append(UInt8(truncatingIfNeeded: UInt64(number) >> UInt64(8 * index)))
        }
    }

    private static func appendPacked(
        _ numbers: ArraySlice<some FixedWidthInteger & UnsignedInteger>, _ width: Int,
        _ bytes: inout [UInt8]
    ) {
        if numbers.isEmpty { return }
        let groups = (numbers.count + 7) / 8
        appendVarint(groups << 1 | 1, &bytes)
        var (word, bits): (UInt64, Int) = (0, 0)
        for index in 0..<groups * 8 {
            let place = numbers.startIndex + index
            let number = place < numbers.endIndex ? UInt64(numbers[place]) : 0
            word |= number << UInt64(bits)
            bits += width
            while bits >= 8 {
                bytes.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
                bits -= 8
            }
        }
    }

    private static func appendVarint(_ value: Int, _ bytes: inout [UInt8]) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }
}
