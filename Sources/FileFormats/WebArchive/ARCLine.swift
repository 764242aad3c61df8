// The one header line of an ARC record.

/// `URL IP date type length` (version 1), or with result code, checksum, location, offset and file
/// name before the length (version 2).
///
/// The date and the IP address before it are looked for, since addresses and types may hold spaces.
struct ARCLine {
    let url: Range<Int>
    let date: Range<Int>
    let contentType: Range<Int>
    /// nil when the length is not a number.
    let length: Int?

    /// nil when the line is no ARC header.
    init?(_ bytes: Span<UInt8>, _ line: Range<Int>) {
        let fields = Self.lastFields(bytes, line)
        // Fields counted from the right: behind the date are two in version 1, seven in version 2,
        // and more where the type holds spaces.
        for place in fields.indices.dropFirst(2).dropLast(2)
        where Self.isDate(bytes, fields[place]) {
            let end = fields[place + 1].lowerBound - 1
            guard Self.isHost(bytes, fields[place + 1]), end > line.lowerBound,
                Self.isURL(bytes, line.lowerBound..<end)
            else { continue }
            let isSecond = place >= 7 && Self.isVersion2(bytes, fields)
            url = bytes.trimmed(line.lowerBound..<end)
            date = fields[place]
            contentType = fields[place - 1].lowerBound..<fields[isSecond ? 6 : 1].upperBound
            length = bytes.decimal(fields[0])
            return
        }
        return nil
    }

    /// Whether the last fields are result code, checksum, location, offset, file name and length.
    private static func isVersion2(_ bytes: Span<UInt8>, _ fields: [Range<Int>]) -> Bool {
        let code = fields[5]
        let isCode = code.count == 3 && bytes.decimal(code) != nil
        return (isCode || code.count == 1) && bytes.decimal(fields[2]) != nil
    }

    /// An IP address, a host's name, or a mark in its place: no space, and no scheme.
    private static func isHost(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        !range.isEmpty && !range.contains { bytes[$0] == UInt8(ascii: "/") }
    }

    /// Up to 24 fields, the last one first.
    private static func lastFields(_ bytes: Span<UInt8>, _ line: Range<Int>) -> [Range<Int>] {
        var fields: [Range<Int>] = []
        var end = line.upperBound
        while fields.count < 24 && end > line.lowerBound {
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
