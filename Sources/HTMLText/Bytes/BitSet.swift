// A set of an enumeration's cases as the bits of one word.

/// Up to 64 cases, the bit of each at its raw value.
struct BitSet<Member: RawRepresentable>: SetAlgebra where Member.RawValue == UInt8 {
    typealias Element = Member

    private(set) var bits: UInt64 = 0

    init() {}

    private init(bits: UInt64) { self.bits = bits }

    @inline(__always)
    private static func bit(_ member: Member) -> UInt64 { 1 &<< UInt64(member.rawValue) }

    var count: Int { bits.nonzeroBitCount }

    func contains(_ member: Member) -> Bool { bits & Self.bit(member) != 0 }

    /// Whether the case with a raw value is in the set, as 0 or 1.
    @inline(__always)
    func holds(_ rawValue: Int) -> Int32 {
        Int32(truncatingIfNeeded: bits &>> UInt64(truncatingIfNeeded: rawValue) & 1)
    }

    @discardableResult
    mutating func insert(_ member: Member) -> (inserted: Bool, memberAfterInsert: Member) {
        defer { bits |= Self.bit(member) }
        return (!contains(member), member)
    }

    @discardableResult
    mutating func remove(_ member: Member) -> Member? {
        defer { bits &= ~Self.bit(member) }
        return contains(member) ? member : nil
    }

    @discardableResult
    mutating func update(with member: Member) -> Member? {
        insert(member).inserted ? nil : member
    }

    func union(_ other: Self) -> Self { Self(bits: bits | other.bits) }

    func intersection(_ other: Self) -> Self { Self(bits: bits & other.bits) }

    func symmetricDifference(_ other: Self) -> Self { Self(bits: bits ^ other.bits) }

    mutating func formUnion(_ other: Self) { bits |= other.bits }

    mutating func formIntersection(_ other: Self) { bits &= other.bits }

    mutating func formSymmetricDifference(_ other: Self) { bits ^= other.bits }
}

extension BitSet: Sendable where Member: Sendable {}
