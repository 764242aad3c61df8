// A page's bytes in memory, with room behind them for loads and stores of whole words.

/// Bytes that are filled again page after page, and that have zeros behind them.
package final class PageMemory {
    /// Decoders may read and codecs may write so far behind the end.
    static let padding = 64
    private var block = UnsafeMutableRawPointer.allocate(
        byteCount: PageMemory.padding, alignment: 64)
    private var capacity = 0
    private(set) var count = 0

    package init() {}

    deinit { block.deallocate() }

    package var bytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: block, count: count)
    }

    /// Makes room for `count` bytes; what was there is lost.
    package func resize(_ count: Int) {
        if count > capacity {
            block.deallocate()
            capacity = count
            block = .allocate(byteCount: count + Self.padding, alignment: 64)
        }
        self.count = count
        clearPadding()
    }

    /// Leaves the first `count` bytes.
    func shrink(_ count: Int) { self.count = min(count, self.count) }

    /// Makes room for `count` bytes and keeps what is there.
    func grow(_ count: Int) {
        if count > capacity {
            let larger = max(count, capacity * 2)
            let moved = UnsafeMutableRawPointer.allocate(
                byteCount: larger + Self.padding, alignment: 64)
            moved.copyMemory(from: block, byteCount: self.count)
            block.deallocate()
            (block, capacity) = (moved, larger)
        }
        self.count = count
        clearPadding()
    }

    /// Zeros behind the end, which a codec may have written over.
    func clearPadding() {
        (block + count).initializeMemory(as: UInt8.self, repeating: 0, count: Self.padding)
    }
}
