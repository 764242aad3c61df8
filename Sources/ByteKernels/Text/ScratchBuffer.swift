// Memory that a worker reuses from document to document.

/// An owned block that grows by doubling and keeps its contents only when asked to.
@usableFromInline
struct ScratchBuffer<Element: BitwiseCopyable>: ~Copyable {
    @usableFromInline private(set) var base: UnsafeMutablePointer<Element>
    @usableFromInline private(set) var capacity: Int

    @usableFromInline
    init(capacity: Int = 64) {
        self.base = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit { base.deallocate() }

    /// Makes room for `count` elements; what was there is lost.
    @usableFromInline
    mutating func reserve(_ count: Int) {
        guard count > capacity else { return }
        base.deallocate()
        capacity = max(count, capacity * 2)
        base = .allocate(capacity: capacity)
    }

    /// Makes room for `count` elements and keeps the first `used`.
    @usableFromInline
    mutating func grow(_ count: Int, keeping used: Int) {
        guard count > capacity else { return }
        let larger = max(count, capacity * 2)
        let moved = UnsafeMutablePointer<Element>.allocate(capacity: larger)
        moved.update(from: base, count: used)
        base.deallocate()
        (base, capacity) = (moved, larger)
    }

    /// Gives memory back after an unusually long document.
    mutating func shrink(to limit: Int) {
        guard capacity > limit else { return }
        base.deallocate()
        capacity = limit
        base = .allocate(capacity: limit)
    }

    /// Makes room for `count` elements, and gives back what an unusually long document took; what
    /// was there is lost.
    mutating func makeRoom(_ count: Int) {
        shrink(to: max(TextAnalysis.retainedBytes / MemoryLayout<Element>.stride, count))
        reserve(count)
    }
}

/// 1 for true and 0 for false, without a branch: for loops in which it can't be foretold.
@inline(__always)
func bit(_ claim: Bool) -> UInt8 { unsafeBitCast(claim, to: UInt8.self) }
