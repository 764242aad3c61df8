// Character references of HTML (`&eacute;`, `&#233;`) that stand in text by mistake.
import ByteKernels
import CTextRules

/// The references that text repair knows: HTML's with a semicolon, and those of them in small
/// letters also in capitals where that is no reference of HTML.
public struct NamedReferences: Sendable {
    private let characters: [[UInt8]: [UInt32]]

    /// `table`: one reference per line, its name and its code points in hexadecimal; names end in
    /// a semicolon but for those that need none.
    public init(_ table: StaticString) {
        let lines = table.description.split(separator: "\n").map { $0.split(separator: " ") }
        let open = lines.map { $0[0] }.filter { !$0.hasSuffix(";") && $0 == $0.uppercased() }
        var characters: [[UInt8]: [UInt32]] = [:]
        for line in lines where line[0].hasSuffix(";") {
            characters[Array(line[0].utf8)] = line.dropFirst().map { UInt32($0, radix: 16)! }
        }
        for line in lines where line[0].hasSuffix(";") && line[0] == line[0].lowercased() {
            let capitals = line[0].uppercased()
            guard characters[Array(capitals.utf8)] == nil,
                !open.contains(where: { capitals.hasPrefix($0) })
            else { continue }
            let scalars = line.dropFirst().map { Unicode.Scalar(UInt32($0, radix: 16)!)! }
            characters[Array(capitals.utf8)] = scalars.flatMap {
                $0.properties.uppercaseMapping.unicodeScalars.map(\.value)
            }
        }
        self.characters = characters
    }

    /// Replaces references; returns how many.
    func replace(in line: inout [UInt32]) -> Int {
        guard line.contains(0x26) else { return 0 }
        var (at, count) = (0, 0)
        var result: [UInt32] = []
        result.reserveCapacity(line.count)
        while at < line.count {
            let end = line[at] == 0x26 ? Self.end(line, at) : at
            if end > at, let meant = meaning(line[(at + 1)..<end]) {
                result.append(contentsOf: meant)
                count += 1
            } else {
                result.append(contentsOf: line[at...max(at, end - 1)])
            }
            at = max(end, at + 1)
        }
        if count > 0 { line = result }
        return count
    }

    /// Past the semicolon of `&name;` or `&#name;`, of 1 to 24 ASCII letters and digits; the
    /// ampersand's place where that is not there.
    private static func end(_ line: [UInt32], _ start: Int) -> Int {
        var at = start + 1
        if at < line.count, line[at] == 0x23 { at += 1 }
        let name = at
        while at < line.count, at - name < 25, isAlphanumeric(line[at]) { at += 1 }
        return (1...24).contains(at - name) && at < line.count && line[at] == 0x3B ? at + 1 : start
    }

    private static func isAlphanumeric(_ scalar: UInt32) -> Bool {
        (scalar | 0x20) &- 0x61 < 26 || scalar &- 0x30 < 10
    }

    /// What a reference's name with its semicolon means; `nil` for names that mean nothing.
    private func meaning(_ name: ArraySlice<UInt32>) -> [UInt32]? {
        let bytes = name.map { UInt8($0) }
        return bytes[0] == 0x23 ? number(bytes[1..<(bytes.count - 1)]) : characters[bytes]
    }

    /// The character of a number, as Python's `html.unescape` has it; none for controls and
    /// noncharacters. `&#59;` stays as it is, as it does in ftfy.
    private func number(_ digits: ArraySlice<UInt8>) -> [UInt32]? {
        let isHexadecimal = digits.first! | 0x20 == 0x78
        let digits = isHexadecimal ? digits.dropFirst() : digits
        guard !digits.isEmpty else { return nil }
        var value: UInt32 = 0
        for digit in digits {
            let letter = (digit | 0x20) &- 0x61
            if digit &- 0x30 < 10 {
                value = value * (isHexadecimal ? 16 : 10) + UInt32(digit &- 0x30)
            } else if isHexadecimal, letter < 6 {
                value = value * 16 + UInt32(letter) + 10
            } else {
                return nil
            }
            value = min(value, 0x110000)
        }
        return value == 0x3B ? nil : Self.character(value)
    }

    private static func character(_ value: UInt32) -> [UInt32] {
        switch value {
        case 0, 0xD800...0xDFFF, 0x110000...: return [0xFFFD]
        case 0x80...0x9F: return [ctr_repair_windows1252(value)]
        case 1...8, 0x0B, 0x0E...0x1F, 0x7F, 0xFDD0...0xFDEF: return []
        default: return value & 0xFFFE == 0xFFFE ? [] : [value]
        }
    }
}
