// Snappy's raw format (google/snappy, format_description.txt), exactly.

/// Decompresses Snappy blocks, and makes them.
package enum Snappy {
    /// Fills `target` with a block's content, which has to be of its size. Both have
    /// ``PageMemory/padding`` bytes behind them, which may be read and written.
    static func decompress(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard let from = source.baseAddress, let to = target.baseAddress,
            let (size, head) = length(source), size == target.count
        else { return false }
        var (at, out) = (head, 0)
        let (end, room) = (source.count, target.count)
        while at < end {
            let tag = Int(from.load(fromByteOffset: at, as: UInt8.self))
            at += 1
            if tag & 3 == 0 {
                var count = tag >> 2
                if count >= 60 {
                    let bytes = count - 59
                    guard end - at >= bytes else { return false }
                    let word = UInt32(
                        littleEndian: from.loadUnaligned(fromByteOffset: at, as: UInt32.self))
                    count = Int(word & (UInt32.max >> UInt32(32 - 8 * bytes)))
                    at += bytes
                }
                count += 1
                guard count <= end - at, count <= room - out else { return false }
                BlockCopy.literal(from + at, to + out, count)
                at += count
                out += count
            } else {
                let word = UInt32(
                    littleEndian: from.loadUnaligned(fromByteOffset: at, as: UInt32.self))
                let (count, offset, bytes): (Int, Int, Int)
                switch tag & 3 {
                case 1:
                    (count, offset, bytes) =
                        (tag >> 2 & 7 + 4, (tag >> 5) << 8 | Int(word & 0xFF), 1)
                case 2: (count, offset, bytes) = (tag >> 2 + 1, Int(word & 0xFFFF), 2)
                default: (count, offset, bytes) = (tag >> 2 + 1, Int(word), 4)
                }
                guard end - at >= bytes, offset > 0, offset <= out, count <= room - out else {
                    return false
                }
                BlockCopy.match(to + out, offset, count)
                at += bytes
                out += count
            }
        }
        return out == room
    }

    /// The size that a block declares, and where its content begins.
    private static func length(_ source: UnsafeRawBufferPointer) -> (Int, Int)? {
        var size = 0
        for index in 0..<min(5, source.count) {
            size |= Int(source[index] & 0x7F) << (7 * index)
            if source[index] < 0x80 { return (size, index + 1) }
        }
        return nil
    }
}

/// Copies of bytes as block codecs make them. Targets have 64 bytes of room behind them.
enum BlockCopy {
    @inline(__always)
    static func literal(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int
    ) {
        if count > 32 { return to.copyMemory(from: from, byteCount: count) }
        copy16(from, to)
        if count > 16 { copy16(from + 16, to + 16) }
    }

    /// Repeats what stands `offset` bytes before.
    @inline(__always)
    static func match(_ to: UnsafeMutableRawPointer, _ offset: Int, _ count: Int) {
        let from = UnsafeRawPointer(to) - offset
        if offset >= 16 {
            var done = 0
            repeat {
                copy16(from + done, to + done)
                done += 16
            } while done < count
        } else if offset >= 8 {
            var done = 0
            repeat {
                copy8(from + done, to + done)
                done += 8
            } while done < count
        } else {
            for index in 0..<count {
                to.storeBytes(
                    of: from.load(fromByteOffset: index, as: UInt8.self), toByteOffset: index,
                    as: UInt8.self)
            }
        }
    }

    @inline(__always)
    private static func copy16(_ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer) {
        copy8(from, to)
        copy8(from + 8, to + 8)
    }

    @inline(__always)
    private static func copy8(_ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer) {
        to.storeBytes(of: from.loadUnaligned(as: UInt64.self), as: UInt64.self)
    }
}
