// Numbers as people mean them: YAML 1.1 reads 010 as eight and 1:30 as ninety.
import Yams

extension Node {
    /// The integer that a plain value is, in decimal or with 0x, 0o or 0b before it.
    package var integer: Int? { unambiguous.flatMap(Int.construct) }

    /// The same from 0 to 2^64 - 1.
    var unsigned: UInt64? { unambiguous.flatMap(UInt64.construct) }

    /// The number that a plain value is; no comparison with "not a number" would ever hold.
    var number: Double? { unambiguous.flatMap(Double.construct).flatMap { $0.isNaN ? nil : $0 } }

    /// The value, unless versions of YAML disagree on it: 010, 0_10, 1:30.
    private var unambiguous: Node.Scalar? {
        guard let scalar, !scalar.string.utf8.contains(UInt8(ascii: ":")) else { return nil }
        let digits = scalar.string.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
            .filter { $0 != UInt8(ascii: "_") }
        let isOctal =
            digits.first == UInt8(ascii: "0")
            && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digits.dropFirst().first ?? 0)
        return isOctal ? nil : scalar
    }
}
