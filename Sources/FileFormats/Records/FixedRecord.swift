// Records of fixed width that are sorted on disk.

/// A record that is stored as its bytes in memory and has a total order.
///
/// It consists of one to eight `UInt64` properties and is ordered by them as declared, as unsigned
/// numbers: sorting looks at the words and not at `<`, which must agree.
///
/// Files of records are private to one run on one machine: they hold integers in native order.
public protocol FixedRecord: BitwiseCopyable, Comparable, Sendable {}

/// A 128-bit digest and the key of what it is of; ordered by digest, then key.
public struct DigestRecord: FixedRecord {
    public let high: UInt64
    public let low: UInt64
    public let key: UInt64

    @inlinable
    public init(high: UInt64, low: UInt64, key: UInt64) {
        self.high = high
        self.low = low
        self.key = key
    }

    @inlinable
    public static func < (a: DigestRecord, b: DigestRecord) -> Bool {
        if a.high != b.high { return a.high < b.high }
        if a.low != b.low { return a.low < b.low }
        return a.key < b.key
    }
}

/// A key and what belongs to it; ordered by key, then value.
public struct KeyRecord: FixedRecord {
    public let key: UInt64
    public let value: UInt64

    @inlinable
    public init(key: UInt64, value: UInt64) {
        self.key = key
        self.value = value
    }

    @inlinable
    public static func < (a: KeyRecord, b: KeyRecord) -> Bool {
        a.key != b.key ? a.key < b.key : a.value < b.value
    }
}

/// A record whose first word is the key of the document that it is about.
public protocol KeyedRecord: FixedRecord {
    var key: UInt64 { get }
}

extension KeyRecord: KeyedRecord {}
