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
}
