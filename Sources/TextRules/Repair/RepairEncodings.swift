// The one-byte encodings in which UTF-8 is read by mistake, and what undoes it.
import ByteKernels
import CTextRules

/// The encodings that are tried, in ftfy's order: the numbers of the pinned table's columns.
///
/// The `sloppy` ones of windows-125x have all 256 bytes: those without a meaning stand for the
/// code points of their value, and 1A for U+FFFD.
enum RepairEncoding: Int, CaseIterable {
    case latin, windows1252, windows1251, windows1250, windows1253, windows1254, windows1257
    case latinTwo, macRoman, codePage437

    var isSloppy: Bool { (1...6).contains(rawValue) }
}

/// A line with what the table says of its characters.
struct EncodableLine {
    let scalars: [UInt32]
    /// The table's row per character, -1 for ASCII and for what no encoding has.
    private let rows: [Int32]
    /// Bit i: all characters are in encoding i.
    private let encodings: UInt16

    init(_ scalars: [UInt32]) {
        var encodings: UInt16 = 0x3FF
        rows = scalars.map { scalar in
            if scalar < 0x80 {
                // 1A stands for U+FFFD in the sloppy encodings.
                if scalar == 0x1A { encodings &= 0x381 }
                return -1
            }
            let row = ctr_repair_find(scalar)
            encodings &= row < 0 ? 0 : Self.row(row).encodings
            return row
        }
        self.scalars = scalars
        self.encodings = encodings
    }

    private static func row(_ number: Int32) -> ctr_repair_character {
        ctr_repair_row(number).pointee
    }

    func canBe(_ encoding: RepairEncoding) -> Bool { encodings >> encoding.rawValue & 1 != 0 }

    /// The bytes of a line that ``canBe(_:)``.
    func bytes(_ encoding: RepairEncoding) -> [UInt8] {
        scalars.indices.map { i in
            if rows[i] < 0 { return UInt8(truncatingIfNeeded: scalars[i]) }
            return withUnsafeBytes(of: Self.row(rows[i]).bytes) { $0[encoding.rawValue] }
        }
    }

    /// What the character at a place may stand for: bits of `ctr_repair_first_of_2` and so on.
    func marks(_ at: Int) -> Int {
        if rows[at] >= 0 { return Int(Self.row(rows[at]).marks) }
        return scalars[at] == 0x20 ? ctr_repair_continuation : 0
    }
}
