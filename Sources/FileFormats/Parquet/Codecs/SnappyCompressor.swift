// Snappy's raw format, written: matches found by one hash of four bytes.

extension Snappy {
    private static let tableBits: UInt32 = 14
    private static let farthest = 1 << 16

    /// Appends `source` as one block.
    package static func compress(_ source: [UInt8], appendingTo output: inout [UInt8]) {
        let start = output.count
        let bound = 32 + source.count + source.count / 6
        output.append(contentsOf: repeatElement(0, count: bound))
        let size = source.withUnsafeBytes { source in
            output.withUnsafeMutableBytes { target in
                var block = BlockWriter(
                    target: UnsafeMutableRawBufferPointer(rebasing: target[start...]))
                block.length(source.count)
                if let base = source.baseAddress { write(base, source.count, to: &block) }
                return block.count
            }
        }
        output.removeLast(bound - size)
    }

    private static func write(
        _ base: UnsafeRawPointer, _ count: Int, to block: inout BlockWriter
    ) {
        var table = [Int32](repeating: -1, count: 1 << Int(tableBits))
        table.withUnsafeMutableBufferPointer { table in
            var (at, literal) = (0, 0)
            while at + 4 <= count {
                let word = base.loadUnaligned(fromByteOffset: at, as: UInt32.self)
                let slot = Int((word &* 0x1E35_A7BD) >> (32 - tableBits))
                let before = Int(table[slot])
                table[slot] = Int32(truncatingIfNeeded: at)
                guard before >= 0, at - before < farthest,
                    base.loadUnaligned(fromByteOffset: before, as: UInt32.self) == word
                else {
                    // The longer nothing repeats, the larger the steps.
                    at += 1 + (at - literal) >> 5
                    continue
                }
                let end = endOfMatch(base, at + 4, before + 4, count)
                block.literal(base + literal, at - literal)
                block.copy(end - at, offset: at - before)
                (at, literal) = (end, end)
            }
            block.literal(base + literal, count - literal)
        }
    }

    /// The first place from `at` on whose byte is not the one at the same distance from `before`.
    @inline(__always)
    private static func endOfMatch(
        _ base: UnsafeRawPointer, _ at: Int, _ before: Int, _ end: Int
    ) -> Int {
        var (at, before) = (at, before)
        while at + 8 <= end {
            let difference =
                base.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
                ^ base.loadUnaligned(fromByteOffset: before, as: UInt64.self).littleEndian
            if difference != 0 { return at + difference.trailingZeroBitCount / 8 }
            at += 8
            before += 8
        }
        while at < end,
            base.load(fromByteOffset: at, as: UInt8.self)
                == base.load(fromByteOffset: before, as: UInt8.self)
        {
            at += 1
            before += 1
        }
        return at
    }
}

/// The bytes of a block, into room that is enough for them.
private struct BlockWriter {
    let target: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(target: UnsafeMutableRawBufferPointer) { self.target = target }

    @inline(__always)
    private mutating func byte(_ value: Int) {
        target[count] = UInt8(truncatingIfNeeded: value)
        count += 1
    }

    mutating func length(_ length: Int) {
        var length = length
        while length >= 0x80 {
            byte(length | 0x80)
            length >>= 7
        }
        byte(length)
    }

    @inline(__always)
    mutating func literal(_ from: UnsafeRawPointer, _ length: Int) {
        if length == 0 { return }
        let last = length - 1
        if last < 60 {
            byte(last << 2)
        } else {
            let bytes = (Int.bitWidth - last.leadingZeroBitCount + 7) / 8
            byte((59 + bytes) << 2)
            for index in 0..<bytes { byte(last >> (8 * index)) }
        }
        target.baseAddress.map { ($0 + count).copyMemory(from: from, byteCount: length) }
        count += length
    }

    @inline(__always)
    mutating func copy(_ length: Int, offset: Int) {
        var left = length
        // No copy may be left that is shorter than four.
        while left >= 68 {
            longCopy(64, offset)
            left -= 64
        }
        if left > 64 {
            longCopy(60, offset)
            left -= 60
        }
        if left >= 12 || offset >= 2048 { return longCopy(left, offset) }
        byte((offset >> 8) << 5 | (left - 4) << 2 | 1)
        byte(offset)
    }

    @inline(__always)
    private mutating func longCopy(_ length: Int, _ offset: Int) {
        byte((length - 1) << 2 | 2)
        byte(offset)
        byte(offset >> 8)
    }
}
