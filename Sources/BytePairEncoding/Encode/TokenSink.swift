// Where an encoder's tokens go: 32-bit or 16-bit arrays, or only a count.

/// Takes tokens in order, some thousand at a time.
protocol TokenSink {
    /// How many tokens there are.
    var count: Int { get }
    mutating func append(_ tokens: UnsafeBufferPointer<UInt32>)
    /// Keeps only the first `count` tokens.
    mutating func truncate(to count: Int)
}

extension TokenSink {
    mutating func append(_ tokens: some Collection<UInt32>) {
        for token in tokens { withUnsafePointer(to: token) { append(.init(start: $0, count: 1)) } }
    }
}

extension Array: TokenSink where Element: FixedWidthInteger & UnsignedInteger {
    mutating func append(_ tokens: UnsafeBufferPointer<UInt32>) {
        if Element.self == UInt32.self, let base = tokens.baseAddress {
            base.withMemoryRebound(to: Element.self, capacity: tokens.count) {
                append(contentsOf: UnsafeBufferPointer(start: $0, count: tokens.count))
            }
        } else {
            withUnsafeTemporaryAllocation(of: Element.self, capacity: tokens.count) { narrow in
                for at in tokens.indices { narrow[at] = Element(truncatingIfNeeded: tokens[at]) }
                append(contentsOf: narrow)
            }
        }
    }

    mutating func truncate(to count: Int) {
        if self.count > count { removeLast(self.count - count) }
    }
}

/// Counts tokens without keeping them.
struct TokenCount: TokenSink {
    private(set) var count = 0

    mutating func append(_ tokens: UnsafeBufferPointer<UInt32>) { count += tokens.count }

    mutating func truncate(to count: Int) { self.count = min(self.count, count) }
}
