// Where an encoder's tokens go: 32-bit or 16-bit arrays, or only a count.

/// Takes tokens in order, some thousand at a time.
protocol TokenSink {
    mutating func append(_ tokens: UnsafeBufferPointer<UInt32>)
}

extension Array: TokenSink where Element: FixedWidthInteger & UnsignedInteger {
    mutating func append(_ tokens: UnsafeBufferPointer<UInt32>) {
        append(contentsOf: tokens.lazy.map { Element(truncatingIfNeeded: $0) })
    }
}

struct TokenCount: TokenSink {
    var value = 0

    mutating func append(_ tokens: UnsafeBufferPointer<UInt32>) { value += tokens.count }
}
