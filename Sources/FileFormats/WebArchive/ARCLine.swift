// The one header line of an ARC record.

/// `URL IP date type length` (version 1), or with result code, checksum, location, offset and file
/// name before the length (version 2).
///
/// The fields are told from the right, since addresses may hold spaces.
struct ARCLine {
    let url: Range<Int>
    let date: Range<Int>
    let contentType: Range<Int>
    /// nil when the length is not a number.
    let length: Int?

    /// nil when the line is no ARC header.
    init?(_ bytes: Span<UInt8>, _ line: Range<Int>) {
        let fields = Self.lastFields(bytes, line)
        // Fields counted from the right: version 1 has 4 after the address, version 2 has 9.
        for (count, date, type) in [(4, 2, 1), (9, 7, 6)] where fields.count > count {
            let end = fields[count - 1].lowerBound - 1
            guard end > line.lowerBound, Self.isDate(bytes, fields[date]),
                Self.isURL(bytes, line.lowerBound..<end)
            else { continue }
            url = bytes.trimmed(line.lowerBound..<end)
            self.date = fields[date]
            contentType = fields[type]
            length = bytes.decimal(fields[0])
            return
        }
        return nil
    }

    /// Up to ten fields, the last one first.
    private static func lastFields(_ bytes: Span<UInt8>, _ line: Range<Int>) -> [Range<Int>] {
        var fields: [Range<Int>] = []
        var end = line.upperBound
        while fields.count < 10 && end > line.lowerBound {
            var start = end
            while start > line.lowerBound && bytes[start - 1] != 0x20 { start -= 1 }
            fields.append(start..<end)
            end = start - 1
        }
        return fields
    }

    private static func isDate(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        (8...18).contains(range.count)
            && range.allSatisfy { bytes[$0] &- UInt8(ascii: "0") < 10 }
    }

    /// A scheme of letters and a colon: `http:`, `dns:`, `filedesc:`.
    private static func isURL(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard let colon = range.first(where: { bytes[$0] == UInt8(ascii: ":") }) else {
            return false
        }
        let scheme = range.lowerBound..<colon
        return (2...20).contains(scheme.count)
            && scheme.allSatisfy { lowercase(bytes[$0]) &- UInt8(ascii: "a") < 26 }
    }
}
