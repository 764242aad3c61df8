// Memory that a worker reuses from document to document.

/// Buffers of more bytes than this are given back when the next document needs less.
@usableFromInline let retainedBytes = 1 << 24

/// An owned block that grows by doubling and keeps its contents only when asked to.
public struct ScratchBuffer<Element: BitwiseCopyable>: ~Copyable {
    @usableFromInline var block: UnsafeMutablePointer<Element>
    @usableFromInline var room: Int

    /// The first element; valid until room is made or given back.
    @inlinable @inline(__always)
    public var base: UnsafeMutablePointer<Element> { block }

    /// The elements there is room for.
    @inlinable @inline(__always)
    public var capacity: Int { room }

    @inlinable
    public init(capacity: Int = 64) {
        block = .allocate(capacity: capacity)
        room = capacity
    }

    @inlinable
    deinit { block.deallocate() }

    /// Makes room for `count` elements; what was there is lost.
    @inlinable
    public mutating func reserve(_ count: Int) {
        guard count > room else { return }
        block.deallocate()
        room = max(count, room * 2)
        block = .allocate(capacity: room)
    }

    /// Makes room for `count` elements and keeps the first `used`.
    @inlinable
    public mutating func grow(_ count: Int, keeping used: Int) {
        guard count > room else { return }
        let larger = max(count, room * 2)
        let moved = UnsafeMutablePointer<Element>.allocate(capacity: larger)
        moved.update(from: block, count: used)
        block.deallocate()
        (block, room) = (moved, larger)
    }

    /// Gives memory back after an unusually long document: all but 16 MiB or `count` elements,
    /// whichever is more. When it does, what was there is lost.
    @inlinable
    public mutating func giveBack(keeping count: Int = 0) {
        let limit = max(retainedBytes / MemoryLayout<Element>.stride, count)
        guard room > limit else { return }
        block.deallocate()
        room = limit
        block = .allocate(capacity: limit)
    }

    /// Makes room for `count` elements, and gives back what an unusually long document took; what
    /// was there is lost.
    @inlinable
    public mutating func makeRoom(_ count: Int) {
        giveBack(keeping: count)
        reserve(count)
    }
}

extension ScratchBuffer<UInt8> {
    /// Zeros that follow a text, so that kernels may read whole words past its end.
    @inlinable @inline(__always)
    public static var padding: Int { 64 }

    /// Holds a copy of a text, with zeros behind it.
    public mutating func hold(_ text: UnsafeBufferPointer<UInt8>) {
        makeRoom(text.count + Self.padding)
        if let from = text.baseAddress { block.update(from: from, count: text.count) }
        (block + text.count).update(repeating: 0, count: Self.padding)
    }
}

/// 1 for true and 0 for false, without a branch: for loops in which it can't be foretold.
@inlinable @inline(__always)
public func bit(_ claim: Bool) -> UInt8 { unsafeBitCast(claim, to: UInt8.self) }
