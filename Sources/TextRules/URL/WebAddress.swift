// The parts of a URL that rules look at: the host and what follows it.

/// A URL taken apart; reused from URL to URL.
///
/// Percent-encoding is undone and ASCII letters are small throughout; a scheme, user information,
/// port and a dot at the host's end are left out, and segments `.` and `..` of the path. Hosts are
/// in one spelling, see ``HostName``.
public struct WebAddress: Sendable {
    /// The whole address without scheme, user, port and fragment: host, path and query.
    public private(set) var bytes: [UInt8] = []
    public private(set) var host: [UInt8] = []

    public init() {}

    public init(_ url: Span<UInt8>) { parse(url) }

    /// Takes a URL apart; one without a host gives an empty one.
    public mutating func parse(_ url: Span<UInt8>) {
        bytes.removeAll(keepingCapacity: true)
        let start = Self.authorityStart(url)
        var end = start
        while end < url.count && !Self.endsAuthority(url[end]) { end += 1 }
        let name = Self.host(url, start, end)
        appendDecoded(url, name.lowerBound, name.upperBound)
        while bytes.last == 0x2E { bytes.removeLast() }
        if needsUnifying(bytes) { bytes = HostName.unified(bytes) }
        host.removeAll(keepingCapacity: true)
        host.append(contentsOf: bytes)
        var stop = end
        while stop < url.count && url[stop] != 0x23 { stop += 1 }
        var query = end
        while query < stop && url[query] != 0x3F { query += 1 }
        appendDecoded(url, end, query)
        removeDots(of: host.count...)
        appendDecoded(url, query, stop)
        if bytes.count == host.count + 1 && bytes.last == 0x2F { bytes.removeLast() }
    }

    /// Whether a host may have another spelling: a byte beyond ASCII, or `xn--`.
    private func needsUnifying(_ host: [UInt8]) -> Bool {
        host.contains { $0 >= 0x80 }
            || host.indices.dropLast(3).contains {
                host[$0] == 0x78 && host[$0 + 1] == 0x6E && host[$0 + 2] == 0x2D
                    && host[$0 + 3] == 0x2D
            }
    }

    private mutating func removeDots(of path: PartialRangeFrom<Int>) {
        let given = bytes[path]
        guard
            given.indices.dropLast().contains(where: { bytes[$0] == 0x2F && bytes[$0 + 1] == 0x2E })
        else { return }
        bytes.replaceSubrange(path.lowerBound..., with: URLPath.withoutDots(given))
    }

    private static func authorityStart(_ url: Span<UInt8>) -> Int {
        var at = 0
        while at < url.count && url[at] <= 0x20 { at += 1 }
        let start = at
        while at < url.count && isSchemeByte(url[at]) { at += 1 }
        if at < url.count && url[at] == 0x3A { at += 1 } else { at = start }
        guard at + 1 < url.count, url[at] == 0x2F, url[at + 1] == 0x2F else { return start }
        return at + 2
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || [0x2B, 0x2D, 0x2E].contains(byte)
    }

    /// `/`, `?`, `#`, `\` and white space.
    private static func endsAuthority(_ byte: UInt8) -> Bool {
        byte <= 0x20 || [0x2F, 0x3F, 0x23, 0x5C].contains(byte)
    }

    /// The authority without user information and port.
    private static func host(_ url: Span<UInt8>, _ start: Int, _ end: Int) -> Range<Int> {
        var (first, last) = (end, end)
        while first > start && url[first - 1] != 0x40 { first -= 1 }
        while last > first && url[last - 1] &- 0x30 < 10 { last -= 1 }
        return last > first && url[last - 1] == 0x3A ? first..<last - 1 : first..<end
    }

    private mutating func appendDecoded(_ url: Span<UInt8>, _ start: Int, _ end: Int) {
        var at = start
        while at < end {
            if url[at] == 0x25, at + 2 < end, let high = hexValue(url[at + 1]),
                let low = hexValue(url[at + 2])
            {
                append(high << 4 | low)
                at += 3
            } else {
                append(url[at])
                at += 1
            }
        }
    }

    private mutating func append(_ byte: UInt8) {
        bytes.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
    }
}

private func hexValue(_ byte: UInt8) -> UInt8? {
    let low = byte | 0x20
    if byte &- 0x30 < 10 { return byte & 15 }
    return low &- 0x61 < 6 ? low - 0x57 : nil
}
