// LZ4 blocks (lz4_Block_format.md), raw as LZ4_RAW has them and framed as Hadoop does.

/// Decompresses LZ4 blocks.
enum LZ4Block {
    /// Fills `target` with a block's content, which has to be of its size. Both have
    /// ``PageMemory/padding`` bytes behind them, which may be read and written.
    static func decompress(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard let from = source.baseAddress, let to = target.baseAddress else { return false }
        var (at, out) = (0, 0)
        let (end, room) = (source.count, target.count)
        while at < end {
            let token = Int(from.load(fromByteOffset: at, as: UInt8.self))
            at += 1
            guard let literals = length(token >> 4, from, &at, end),
                literals <= end - at, literals <= room - out
            else { return false }
            BlockCopy.literal(from + at, to + out, literals)
            at += literals
            out += literals
            if at == end { return out == room }
            guard end - at >= 2 else { return false }
            let offset = Int(
                UInt16(littleEndian: from.loadUnaligned(fromByteOffset: at, as: UInt16.self)))
            at += 2
            guard let more = length(token & 15, from, &at, end), offset > 0, offset <= out,
                more + 4 <= room - out
            else { return false }
            BlockCopy.match(to + out, offset, more + 4)
            out += more + 4
        }
        return false
    }

    @inline(__always)
    private static func length(
        _ nibble: Int, _ from: UnsafeRawPointer, _ at: inout Int, _ end: Int
    ) -> Int? {
        var length = nibble
        if nibble < 15 { return length }
        while at < end {
            let part = Int(from.load(fromByteOffset: at, as: UInt8.self))
            at += 1
            length += part
            if part < 255 { return length }
        }
        return nil
    }

    /// The codec named LZ4: blocks behind their two sizes, as Hadoop writes them, or one raw block.
    static func decompressHadoop(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
    ) -> Bool {
        decompressFramed(source, into: target) || decompress(source, into: target)
    }

    private static func decompressFramed(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
    ) -> Bool {
        var (at, out) = (0, 0)
        while source.count - at >= 8 {
            let size = number(source, at)
            let stored = number(source, at + 4)
            at += 8
            guard stored <= source.count - at, size <= target.count - out else { return false }
            let block = UnsafeRawBufferPointer(rebasing: source[at..<at + stored])
            let part = UnsafeMutableRawBufferPointer(rebasing: target[out..<out + size])
            guard decompress(block, into: part) else { return false }
            at += stored
            out += size
        }
        return at == source.count && out == target.count
    }

    /// Hadoop's numbers have their highest byte first.
    private static func number(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Int {
        Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
    }
}
