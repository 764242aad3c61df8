// Records about stretches of documents: what a stretch's content hashes to, and what is cut.

/// A stretch of bytes of one document in one word, ordered by where it begins.
public struct ByteSpan: BitwiseCopyable, Sendable, Equatable {
    /// The start in the upper half, the end in the lower.
    public let word: UInt64

    @inlinable
    public init(word: UInt64) { self.word = word }

    /// Documents are shorter than 4 GiB.
    @inlinable
    public init(_ range: Range<Int>) {
        word = UInt64(UInt32(range.lowerBound)) << 32 | UInt64(UInt32(range.upperBound))
    }

    @inlinable
    public var range: Range<Int> {
        Int(word >> 32)..<max(Int(word >> 32), Int(word & 0xFFFF_FFFF))
    }
}

/// A record whose first word is spread evenly, so that equal ranges of it are equal shares.
public protocol HashedRecord: FixedRecord {
    var high: UInt64 { get }
}

extension DigestRecord: HashedRecord {}

/// Where keys are hashes, such as those of buckets.
extension KeyRecord: HashedRecord {
    public var high: UInt64 { key }
}

/// A 128-bit digest and the stretch of a document that it is of; ordered by digest, then place.
public struct SpanDigest: HashedRecord {
    public let high: UInt64
    public let low: UInt64
    public let key: UInt64
    let word: UInt64

    @inlinable
    public init(high: UInt64, low: UInt64, key: UInt64, span: ByteSpan) {
        self.init(high: high, low: low, key: key, word: span.word)
    }

    @usableFromInline
    init(high: UInt64, low: UInt64, key: UInt64, word: UInt64) {
        (self.high, self.low, self.key, self.word) = (high, low, key, word)
    }

    public var span: ByteSpan { ByteSpan(word: word) }

    public func hasDigest(of other: SpanDigest) -> Bool { high == other.high && low == other.low }

    public static func < (a: SpanDigest, b: SpanDigest) -> Bool {
        if a.high != b.high { return a.high < b.high }
        if a.low != b.low { return a.low < b.low }
        return a.key != b.key ? a.key < b.key : a.word < b.word
    }
}

/// A stretch to be cut from a document, and the document that holds the copy that stays.
public struct CutRecord: KeyedRecord {
    public let key: UInt64
    let word: UInt64
    /// The key of the document with the copy that stays; `key` itself where that is no other one.
    public let twin: UInt64

    public init(key: UInt64, span: ByteSpan, twin: UInt64) {
        (self.key, word, self.twin) = (key, span.word, twin)
    }

    public var span: ByteSpan { ByteSpan(word: word) }

    public static func < (a: CutRecord, b: CutRecord) -> Bool {
        if a.key != b.key { return a.key < b.key }
        return a.word != b.word ? a.word < b.word : a.twin < b.twin
    }
}
