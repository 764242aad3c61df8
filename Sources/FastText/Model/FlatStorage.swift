// A fixed block of memory with one owner, for the tables that every prediction reads.

/// `count` elements at a 64-byte boundary, freed with the last reference.
///
/// Filled once by whoever creates it and only read afterwards, which is why sharing it is safe;
/// the trainer is the one exception, and it never shares what it is training.
final class FlatStorage<Element: BitwiseCopyable>: @unchecked Sendable {
    let base: UnsafeMutablePointer<Element>
    let count: Int

    init(count: Int, repeating value: Element) {
        self.count = count
        base = UnsafeMutableRawPointer.allocate(
            byteCount: max(1, count) * MemoryLayout<Element>.stride, alignment: 64
        ).bindMemory(to: Element.self, capacity: max(1, count))
        base.initialize(repeating: value, count: count)
    }

    deinit { UnsafeMutableRawPointer(base).deallocate() }

    var bytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(
            start: base, count: count * MemoryLayout<Element>.stride)
    }
}

/// An array that grows and is reused, read and written without bounds checks by the kernels.
final class GrowingBuffer<Element: BitwiseCopyable> {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var capacity: Int
    var count = 0

    init(capacity: Int = 64) {
        self.capacity = max(1, capacity)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    /// Makes room for `more` elements past `count`.
    @inline(__always)
    func reserve(_ more: Int) {
        if count &+ more > capacity { grow(to: count + more) }
    }

    /// Appends to a place that ``reserve(_:)`` made.
    @inline(__always)
    func appendReserved(_ element: Element) {
        base[count] = element
        count &+= 1
    }

    private func grow(to needed: Int) {
        let larger = max(needed, capacity * 2)
        let moved = UnsafeMutablePointer<Element>.allocate(capacity: larger)
        moved.moveInitialize(from: base, count: count)
        base.deallocate()
        base = moved
        capacity = larger
    }
}
