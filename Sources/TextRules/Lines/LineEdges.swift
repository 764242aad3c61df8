// How the lines of a text begin and end: bullets and ellipses.
import ByteKernels

/// How the lines of a text begin and end.
struct LineEdges {
    var lines = 0
    var bullets = 0
    var ellipses = 0

    init(_ text: UnsafePointer<UInt8>, _ table: LineTable) {
        lines = table.count
        for i in 0..<table.count {
            let line = table[i]
            let start = trimmedStart(text, line)
            guard start < line.upperBound else { continue }
            bullets += startsWithBullet(text + start) ? 1 : 0
            let end = trimmedEnd(text, start..<line.upperBound)
            ellipses += endsWithEllipsis(text + start, end - start) ? 1 : 0
        }
    }
}

/// `-` or U+2022.
@inline(__always)
func startsWithBullet(_ p: UnsafePointer<UInt8>) -> Bool {
    p[0] == 0x2D || (p[0] == 0xE2 && p[1] == 0x80 && p[2] == 0xA2)
}

/// `...` or U+2026.
@inline(__always)
func endsWithEllipsis(_ p: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    guard count >= 3 else { return false }
    let (a, b, c) = (p[count - 3], p[count - 2], p[count - 1])
    return (a == 0x2E && b == 0x2E && c == 0x2E) || (a == 0xE2 && b == 0x80 && c == 0xA6)
}
