// One stored value as JSON, by what its column means.
import ByteKernels

/// A value of a column.
struct ParquetValue {
    private let column: ParquetColumn
    private let bytes: UnsafeRawBufferPointer

    init(_ column: ParquetColumn, _ bytes: UnsafeRawBufferPointer) {
        self.column = column
        self.bytes = bytes
    }

    /// Writes the value; where it can't be written as it is, null, and says why.
    func write(to writer: inout JSONWriter) -> String? {
        switch column.type {
        case .boolean: writer.bool(bytes[0] != 0)
        case .int32: writeInt(Int64(bytes.littleEndian(at: 0, as: Int32.self)), &writer)
        case .int64: writeInt(bytes.littleEndian(at: 0, as: Int64.self), &writer)
        case .int96: writer.string(ParquetTime.text(int96: bytes))
        case .float: writeFloat(Double(Float(bitPattern: bytes.littleEndian(at: 0))), &writer)
        case .double: writeFloat(Double(bitPattern: bytes.littleEndian(at: 0)), &writer)
        case .byteArray, .fixedLengthByteArray: return writeBytes(&writer)
        }
        return nil
    }

    private func writeInt(_ value: Int64, _ writer: inout JSONWriter) {
        switch column.meaning {
        case .integer(64, false): writer.int(UInt64(bitPattern: value))
        case .integer(let bits, false):
            writer.int(UInt64(bitPattern: value) & (1 << UInt64(bits) - 1))
        case .integer(8, true): writer.int(Int8(truncatingIfNeeded: value))
        case .integer(16, true): writer.int(Int16(truncatingIfNeeded: value))
        case .decimal(let scale): writer.string(ParquetDecimal.text("\(value)", scale: scale))
        case .date: writer.string(ParquetTime.date(value))
        case .time(let unit): writer.string(ParquetTime.timeOfDay(value, unit))
        case .timestamp(let unit, let isUTC):
            writer.string(ParquetTime.timestamp(value, unit) + (isUTC ? "+00:00" : ""))
        default: writer.int(value)
        }
    }

    private func writeFloat(_ value: Double, _ writer: inout JSONWriter) {
        if value.isFinite { return writer.double(value) }
        writer.string(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
    }

    private func writeBytes(_ writer: inout JSONWriter) -> String? {
        switch column.meaning {
        case .string, .json:
            let text = Span(_unsafeBytes: bytes) as Span<UInt8>
            guard isUTF8(text) else {
                writer.null()
                return "is not UTF-8"
            }
            writer.string(text)
        case .decimal(let scale):
            guard let digits = ParquetDecimal.digits(bytes) else {
                writer.null()
                return "is a decimal of more than \(ParquetDecimal.longest) bytes"
            }
            writer.string(ParquetDecimal.text(digits, scale: scale))
        case .half:
            writeFloat(ParquetHalf.value(bytes.littleEndian(at: 0, as: UInt16.self)), &writer)
        case .uuid: writer.string(Self.uuid(bytes))
        default: writer.string(Base64Text.encode(bytes).span)
        }
        return nil
    }

    private static func uuid(_ bytes: UnsafeRawBufferPointer) -> String {
        let digits = Array(hexDigits(Array(bytes)))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
            .joined(separator: "-")
    }
}

func isUTF8(_ bytes: Span<UInt8>) -> Bool {
    do {
        _ = try UTF8Span(validating: bytes)
        return true
    } catch {
        return false
    }
}

/// IEEE 754's numbers of 16 bits.
package enum ParquetHalf {
    package static func value(_ bits: UInt16) -> Double {
        let sign: Double = bits >> 15 == 1 ? -1 : 1
        let exponent = Int(bits >> 10 & 31)
        let fraction = Double(bits & 1023)
        switch exponent {
        case 0: return sign * fraction * 0x1p-24
        case 31: return fraction == 0 ? sign * .infinity : .nan
        default:
            return sign * (1 + fraction / 1024)
                * Double(sign: .plus, exponent: exponent - 15, significand: 1)
        }
    }
}

/// Whole numbers of many bytes, and where their point stands.
package enum ParquetDecimal {
    /// Decimals of up to 76 digits take 32 bytes.
    static let longest = 32

    /// The digits of a number in two's complement, highest byte first; `nil` where it is too long.
    package static func digits(_ bytes: UnsafeRawBufferPointer) -> String? {
        let isNegative = (bytes.first ?? 0) & 0x80 != 0
        var rest = bytes.drop { $0 == (isNegative ? 0xFF : 0) }.map { isNegative ? ~$0 : $0 }
        guard rest.count <= longest else { return nil }
        if isNegative { increment(&rest) }
        var digits: [UInt8] = []
        while !rest.isEmpty {
            digits.append(UInt8(ascii: "0") + divideByTen(&rest))
            if rest.first == 0 { rest.removeFirst() }
        }
        let text = String(decoding: digits.reversed().drop { $0 == 0x30 }, as: UTF8.self)
        return text.isEmpty ? "0" : (isNegative ? "-" : "") + text
    }

    private static func increment(_ number: inout [UInt8]) {
        for index in number.indices.reversed() {
            number[index] &+= 1
            if number[index] != 0 { return }
        }
        number.insert(1, at: 0)
    }

    private static func divideByTen(_ number: inout [UInt8]) -> UInt8 {
        var rest = 0
        for index in number.indices {
            rest = rest << 8 | Int(number[index])
            number[index] = UInt8(rest / 10)
            rest %= 10
        }
        return UInt8(rest)
    }

    /// Digits with a point before the last `scale`.
    package static func text(_ digits: String, scale: Int) -> String {
        if scale == 0 { return digits }
        let sign = digits.hasPrefix("-") ? "-" : ""
        let plain = String(digits.dropFirst(sign.count))
        let padded = String(repeating: "0", count: max(0, scale + 1 - plain.count)) + plain
        return sign + padded.dropLast(scale) + "." + padded.suffix(scale)
    }
}

/// Base64 with padding (RFC 4648).
enum Base64Text {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var at = 0
        while at < bytes.count {
            let part = bytes[at..<min(at + 3, bytes.count)]
            let word = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
            for index in 0..<4 {
                text.append(
                    index > part.count
                        ? UInt8(ascii: "=") : alphabet[word >> (18 - 6 * index) & 63])
            }
            at += 3
        }
        return text
    }
}
