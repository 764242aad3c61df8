// The lines of a text: those of Python's `splitlines`, and those between line feeds.
import ByteKernels

/// Where lines are; offsets in bytes.
///
/// Python's `splitlines` ends lines at LF, CR, CRLF, VT, FF, 1C, 1D, 1E, U+0085, U+2028 and U+2029
/// and gives no last empty line; `split("\n")` ends them at LF only and gives one. Both occur in
/// the rules of the field.
public final class LineTable {
    private var feedBuffer = ScratchBuffer<UInt32>()
    private var startBuffer = ScratchBuffer<UInt32>()
    private var endBuffer = ScratchBuffer<UInt32>()
    private var filled = false

    /// The offsets of all line feeds.
    public var lineFeeds: UnsafeBufferPointer<UInt32> {
        .init(start: feedBuffer.base, count: feedCount)
    }
    private var feedCount = 0

    /// The number of lines by `splitlines`.
    public private(set) var count = 0

    /// The bytes of line `index` by `splitlines`, without its break.
    @inline(__always)
    public subscript(index: Int) -> Range<Int> {
        Int(startBuffer.base[index])..<Int(endBuffer.base[index])
    }

    func clear() { filled = false }

    /// Finds the lines of a text that padding follows, unless they are known.
    func fill(_ text: UnsafePointer<UInt8>, length: Int, _ counts: TextCounts) {
        guard !filled else { return }
        filled = true
        feedBuffer.giveBack()
        startBuffer.giveBack()
        endBuffer.giveBack()
        feedBuffer.reserve(counts.lineFeeds)
        feedCount = writeLineFeeds(of: text, length, to: feedBuffer.base)
        count = 0
        if counts.hasOtherBreaks {
            splitAtEveryBreak(text, length)
        } else {
            splitAtLineFeeds(length)
        }
    }

    private func splitAtLineFeeds(_ length: Int) {
        startBuffer.reserve(feedCount + 1)
        endBuffer.reserve(feedCount + 1)
        var start: UInt32 = 0
        for feed in lineFeeds {
            append(start, feed)
            start = feed + 1
        }
        if Int(start) < length { append(start, UInt32(length)) }
    }

    private func splitAtEveryBreak(_ text: UnsafePointer<UInt8>, _ length: Int) {
        var start = 0
        var at = 0
        while at < length {
            let breakLength = lineBreakLength(text + at)
            guard breakLength > 0 else {
                at += 1
                continue
            }
            startBuffer.grow(count + 1, keeping: count)
            endBuffer.grow(count + 1, keeping: count)
            append(UInt32(start), UInt32(at))
            at += breakLength
            start = at
        }
        startBuffer.grow(count + 1, keeping: count)
        endBuffer.grow(count + 1, keeping: count)
        if start < length { append(UInt32(start), UInt32(length)) }
    }

    private func append(_ start: UInt32, _ end: UInt32) {
        startBuffer.base[count] = start
        endBuffer.base[count] = end
        count += 1
    }
}

/// The bytes of the line break at a place, 0 when there is none.
@inline(__always)
func lineBreakLength(_ p: UnsafePointer<UInt8>) -> Int {
    switch p[0] {
    case 0x0D: p[1] == 0x0A ? 2 : 1
    case 0x0A, 0x0B, 0x0C, 0x1C, 0x1D, 0x1E: 1
    case 0xC2: p[1] == 0x85 ? 2 : 0
    case 0xE2: p[1] == 0x80 && (p[2] == 0xA8 || p[2] == 0xA9) ? 3 : 0
    default: 0
    }
}
