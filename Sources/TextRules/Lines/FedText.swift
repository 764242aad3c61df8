// A text by its line feeds: lines and paragraphs as most rule sets cut them.

/// A text that padding follows, and where its line feeds are.
struct FedText {
    let start: UnsafePointer<UInt8>
    let count: Int
    let feeds: UnsafeBufferPointer<UInt32>

    /// The lines between line feeds; a text that ends in one has a last empty line.
    @inline(__always)
    func forEachLine(_ body: (Range<Int>) -> Void) {
        var start = 0
        for feed in feeds {
            body(start..<Int(feed))
            start = Int(feed) + 1
        }
        body(start..<count)
    }

    /// What stands between two line feeds; of three, the last belongs to the next paragraph.
    @inline(__always)
    func forEachParagraph(_ body: (Range<Int>) -> Void) {
        var (start, i) = (0, 0)
        while i + 1 < feeds.count {
            guard feeds[i + 1] == feeds[i] + 1 else {
                i += 1
                continue
            }
            body(start..<Int(feeds[i]))
            start = Int(feeds[i]) + 2
            i += 2
        }
        body(start..<count)
    }
}
