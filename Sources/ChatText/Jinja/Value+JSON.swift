// JSON as the values that a template computes with.
import FileFormats
import Glibc

extension Value {
    /// The value at a place of a scanned record, as Python's `json.loads` gives it.
    ///
    /// - Parameter origin: whose the strings are.
    package init(
        _ value: JSONValue, in record: Span<UInt8>, _ scanner: JSONScanner, origin: Origin
    ) {
        switch value.kind {
        case .string: self = .string(TracedText(JSONString.text(value, of: record), origin: origin))
        case .null: self = .null
        case .bool: self = .bool(record[value.range.lowerBound] == UInt8(ascii: "t"))
        case .number: self = Self.number(value, in: record)
        case .array:
            self = .list(
                scanner.elements(of: value, in: record).map {
                    Value($0, in: record, scanner, origin: origin)
                })
        case .object:
            let dict = Dict()
            for member in scanner.members(of: value, in: record) {
                let key = TracedText(JSONString.text(member.key, of: record), origin: origin)
                dict[.string(key)] = Value(member.value, in: record, scanner, origin: origin)
            }
            self = .dict(dict)
        }
    }

    private static func number(_ value: JSONValue, in record: Span<UInt8>) -> Value {
        if let number = JSONNumber.int(value, of: record) { return .int(number) }
        let text = record.extracting(value.range).withUnsafeBufferPointer {
            String(decoding: $0, as: UTF8.self)
        }
        let isWhole = text.allSatisfy { $0.isNumber || $0 == "-" }
        return isWhole ? .bigInt(text) : .double(Double(text) ?? .infinity)
    }
}

extension JSONString {
    /// The escapes of a string name half of a surrogate pair, which is no character.
    static func hasLoneSurrogate(_ string: JSONValue, of text: Span<UInt8>) -> Bool {
        if !string.hasEscapes { return false }
        var index = string.range.lowerBound
        var expectsLow = false
        while index < string.range.upperBound {
            var unit: UInt32 = 0
            if text[index] == UInt8(ascii: "\\") {
                if text[index + 1] == UInt8(ascii: "u") {
                    for place in (index + 2)..<(index + 6) {
                        unit =
                            unit << 4
                            | UInt32(Character(Unicode.Scalar(text[place])).hexDigitValue ?? 0)
                    }
                    index += 6
                } else {
                    index += 2
                }
            } else {
                index += 1
            }
            let isLow = unit & 0xFC00 == 0xDC00
            if isLow != expectsLow { return true }
            expectsLow = unit & 0xFC00 == 0xD800
        }
        return expectsLow
    }
}

extension JSONScanner {
    /// A string somewhere in the record scanned last holds half of a surrogate pair.
    func findsLoneSurrogate(in record: Span<UInt8>) -> Bool {
        guard record.withUnsafeBufferPointer({ ByteSearch.hasSurrogateEscape($0) }) else {
            return false
        }
        return fields.contains { findsLoneSurrogate($0, in: record) }
    }

    private func findsLoneSurrogate(_ field: JSONField, in record: Span<UInt8>) -> Bool {
        JSONString.hasLoneSurrogate(field.key, of: record)
            || findsLoneSurrogate(field.value, in: record)
    }

    private func findsLoneSurrogate(_ value: JSONValue, in record: Span<UInt8>) -> Bool {
        switch value.kind {
        case .string: JSONString.hasLoneSurrogate(value, of: record)
        case .array:
            elements(of: value, in: record).contains { findsLoneSurrogate($0, in: record) }
        case .object:
            members(of: value, in: record).contains { findsLoneSurrogate($0, in: record) }
        default: false
        }
    }
}

extension ByteSearch {
    /// `\ud8` to `\udf` stands somewhere, in either case.
    fileprivate static func hasSurrogateEscape(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = UnsafeRawPointer(bytes.baseAddress) else { return false }
        var index = 0
        while index + 3 < bytes.count,
            let found = memchr(base + index, 0x5C, bytes.count - index - 3)
        {
            index = base.distance(to: UnsafeRawPointer(found))
            if bytes[index + 1] == 0x75, bytes[index + 2] | 0x20 == 0x64, bytes[index + 3] >= 0x38 {
                return true
            }
            index += 1
        }
        return false
    }
}
