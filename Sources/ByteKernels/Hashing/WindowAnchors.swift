// A sample of a text's windows that is the same wherever the same bytes stand.

/// Anchors of all windows of `length` bytes: equal windows, in whatever text, have equal anchors at
/// the same place in them.
///
/// Every window is a row of overlapping grams of `gram` bytes. Its anchor is the gram with the
/// smallest hash, the first of several: a function of the window's bytes alone (winnowing;
/// Schleimer, Wilkerson and Aiken 2003). Neighbouring windows mostly share their anchor, so a text
/// falls into runs of windows, of a quarter of `length` on average where it is not periodic.
///
/// Minima are found by blocks (van Herk 1992), so that the time does not depend on the text.
/// Scratch for one worker; memory grows with `length` alone.
public final class WindowAnchors {
    /// Consecutive windows with one anchor.
    public struct Run: BitwiseCopyable, Sendable, Equatable {
        /// The hash of the anchor's bytes.
        public let anchor: UInt64
        /// Where the first window begins.
        public let start: Int
        /// How many windows there are, each a byte after the one before.
        public internal(set) var count: Int
    }

    public let length: Int
    public let gram: Int
    /// Runs that were found and not yet handed over; the last may still grow.
    private var runs: [Run] = []
    private static let handedOver = 4096
    /// Grams of a window.
    private let width: Int
    /// The weight of the byte that leaves a gram.
    private let weight: UInt64
    private var hashes: [UInt64]
    private var nextHashes: [UInt64]
    /// For each gram of the block at hand, where the smallest from it to the block's end is.
    private var smallest: [Int]

    private static let base: UInt64 = 0xD6E8_FEB8_6659_FD93

    public init(length: Int) {
        precondition(length >= 2)
        self.length = length
        gram = max(1, length / 2)
        width = length - gram + 1
        var weight: UInt64 = 1
        for _ in 0..<gram { weight = weight &* Self.base }
        self.weight = weight
        hashes = Array(repeating: 0, count: width)
        nextHashes = hashes
        smallest = Array(repeating: 0, count: width)
    }

    /// Calls `body` with the runs of a text in order: together all its windows.
    public func forEachRun(of text: Span<UInt8>, _ body: (Run) throws -> Void) throws {
        runs.removeAll(keepingCapacity: true)
        guard text.count >= length else { return }
        try text.withUnsafeBufferPointer { try scan($0, body) }
        for run in runs { try body(run) }
    }

    /// Hands over all runs but the last few thousand.
    private func scan(
        _ text: UnsafeBufferPointer<UInt8>, _ body: (Run) throws -> Void
    ) throws {
        let grams = text.count - gram + 1
        var rolling: UInt64 = 0
        for byte in text[..<(gram - 1)] { rolling = rolling &* Self.base &+ UInt64(byte) }
        fill(&hashes, text, from: 0, width, &rolling)
        var start = 0
        while start + width <= grams {
            let following = min(width, grams - start - width)
            fill(&nextHashes, text, from: start + width, following, &rolling)
            findSmallest()
            appendRuns(start, windows: min(width, following + 1))
            swap(&hashes, &nextHashes)
            start += width
            if runs.count > Self.handedOver {
                for run in runs.dropLast() { try body(run) }
                runs.removeFirst(runs.count - 1)
            }
        }
    }

    /// Hashes `count` grams, the first at `start`; `rolling` is over the bytes that it shares with
    /// the gram before.
    private func fill(
        _ hashes: inout [UInt64], _ text: UnsafeBufferPointer<UInt8>, from start: Int,
        _ count: Int, _ rolling: inout UInt64
    ) {
        var value = rolling
        let (gram, weight) = (gram, weight)
        hashes.withUnsafeMutableBufferPointer { hashes in
            for index in 0..<count {
                let at = start &+ index
                let leaving = at > 0 ? UInt64(text[at &- 1]) &* weight : 0
                value = value &* Self.base &+ (UInt64(text[at &+ gram &- 1]) &- leaving)
                hashes[index] = foldedMultiply(
                    value ^ 0x9E37_79B9_7F4A_7C15, 0xE703_7ED1_A0B4_28DB)
            }
        }
        rolling = value
    }

    private func findSmallest() {
        var (best, hash) = (width - 1, hashes[width - 1])
        var index = width
        hashes.withUnsafeBufferPointer { hashes in
            smallest.withUnsafeMutableBufferPointer { smallest in
                while index > 0 {
                    index &-= 1
                    if hashes[index] <= hash { (best, hash) = (index, hashes[index]) }
                    smallest[index] = best
                }
            }
        }
    }

    /// Appends the windows that begin in the block at `start`: the end of the block with the
    /// beginning of the next.
    private func appendRuns(_ start: Int, windows: Int) {
        let width = width
        var (runs, last) = ([Run](), lastPlace)
        swap(&runs, &self.runs)
        hashes.withUnsafeBufferPointer { hashes in
            nextHashes.withUnsafeBufferPointer { nextHashes in
                smallest.withUnsafeBufferPointer { smallest in
                    var (nextBest, nextHash) = (0, UInt64.max)
                    for index in 0..<windows {
                        if index > 0, index == 1 || nextHashes[index &- 1] < nextHash {
                            nextBest = index &- 1
                            nextHash = nextHashes[nextBest]
                        }
                        let own = smallest[index]
                        let isNext = index > 0 && nextHash < hashes[own]
                        let place = start &+ (isNext ? width &+ nextBest : own)
                        if place == last && start &+ index > 0 {
                            runs[runs.count &- 1].count &+= 1
                        } else {
                            let hash = isNext ? nextHash : hashes[own]
                            runs.append(Run(anchor: hash, start: start &+ index, count: 1))
                            last = place
                        }
                    }
                }
            }
        }
        swap(&runs, &self.runs)
        lastPlace = last
    }

    /// Where the anchor of the window before is.
    private var lastPlace = -1
}
