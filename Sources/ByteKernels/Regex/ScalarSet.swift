// Sets of Unicode scalars, for the character classes of regular expressions.

/// A set of scalars as sorted ranges that do not touch.
package struct ScalarSet: Sendable, Hashable {
    package private(set) var ranges: [ClosedRange<UInt32>]
    /// The members below 128, one bit each.
    @usableFromInline let low: UInt64
    @usableFromInline let high: UInt64

    package static let all = ScalarSet([0...0x10FFFF])

    /// Ranges in any order, overlapping or not.
    package init(_ unsorted: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        for range in unsorted.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] =
                    last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        ranges = merged
        var bits: [UInt64] = [0, 0]
        for range in merged where range.lowerBound < 128 {
            for scalar in range.lowerBound...min(range.upperBound, 127) {
                bits[Int(scalar >> 6)] |= 1 << UInt64(scalar & 63)
            }
        }
        low = bits[0]
        high = bits[1]
    }

    @inlinable @inline(__always)
    package func contains(_ scalar: UInt32) -> Bool {
        if scalar < 64 { return low >> UInt64(scalar) & 1 != 0 }
        if scalar < 128 { return high >> UInt64(scalar - 64) & 1 != 0 }
        return containsWide(scalar)
    }

    @usableFromInline
    func containsWide(_ scalar: UInt32) -> Bool {
        var first = 0
        var end = ranges.count
        while first < end {
            let middle = (first + end) / 2
            if ranges[middle].upperBound < scalar { first = middle + 1 } else { end = middle }
        }
        return first < ranges.count && ranges[first].lowerBound <= scalar
    }

    package var inverted: ScalarSet {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { gaps.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= 0x10FFFF { gaps.append(next...0x10FFFF) }
        return ScalarSet(gaps)
    }

    package func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }

    func intersection(_ other: ScalarSet) -> ScalarSet {
        inverted.union(other.inverted).inverted
    }
}

extension ScalarSet {
    /// White space as `\s` means it.
    package static let space = ScalarSet([
        9...13, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A,
        0x2028...0x2029, 0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
    ])
    package static let digit = ScalarSet(categories: GeneralCategory.decimalNumber.bit)
    package static let word = ScalarSet(
        categories: GeneralCategory.letterMask | GeneralCategory.markMask
            | GeneralCategory.decimalNumber.bit | GeneralCategory.letterNumber.bit
            | GeneralCategory.connectorPunctuation.bit)

    /// The scalars whose general category is in a mask.
    init(categories mask: UInt32) {
        var ranges: [ClosedRange<UInt32>] = []
        var start: UInt32?
        for scalar in UInt32(0)...0x110000 {
            let isIn = scalar < 0x110000 && GeneralCategory(scalar).bit & mask != 0
            if isIn, start == nil { start = scalar }
            if !isIn, let first = start {
                ranges.append(first...scalar - 1)
                start = nil
            }
        }
        self.init(ranges)
    }

    /// What `\p{name}` means: a general category, a group of them, or a script.
    init?(property name: String) {
        let codes = [
            "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps",
            "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs",
            "Co", "Cn",
        ]
        let names = ["Letter": "L", "Mark": "M", "Number": "N", "Punctuation": "P", "Symbol": "S"]
        let code = names[name] ?? name
        var mask: UInt32 = 0
        for (index, known) in codes.enumerated() where known == code || known.prefix(1) == code {
            mask |= 1 << UInt32(index)
        }
        if mask != 0 {
            self.init(categories: mask)
        } else if let flat = ScriptTables.ranges(name.replacingPrefix("Script=")) {
            let script = stride(from: 0, to: flat.count, by: 2).map { flat[$0]...flat[$0 + 1] }
            self = ScalarSet(script).intersection(Self.unassigned.inverted)
        } else {
            return nil
        }
    }

    private static let unassigned = ScalarSet(categories: GeneralCategory.unassigned.bit)

    /// The set with the other cases of its members, by simple case mapping.
    var anyCase: ScalarSet {
        var more = ranges
        for (scalar, other) in Self.casePairs where contains(scalar) { more.append(other...other) }
        return ScalarSet(more)
    }

    /// Every two scalars that are one another's case, such as s and S, and s and U+017F.
    private static let casePairs: [(UInt32, UInt32)] = {
        var families: [UInt32: [UInt32]] = [:]
        for value in UInt32(0)..<0x1_F000 {
            guard let scalar = Unicode.Scalar(value), let folded = foldedCase(scalar) else {
                continue
            }
            families[folded, default: []].append(value)
        }
        return families.values.filter { $0.count > 1 }.flatMap { family in
            family.flatMap { one in family.filter { $0 != one }.map { (one, $0) } }
        }
    }()

    private static func foldedCase(_ scalar: Unicode.Scalar) -> UInt32? {
        let upper = scalar.properties.uppercaseMapping.unicodeScalars
        guard upper.count == 1, let first = upper.first else { return nil }
        let lower = first.properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower.first?.value : nil
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
