// URLs in the form in which `exact_dedup` compares them.
import TextRules

/// Brings URLs that name the same page to the same bytes; scratch for one observer.
///
/// `http` and `https` are the same; scheme and host are in small letters, the host in one spelling
/// (``HostName``). User names, default ports, the host's last full stop, fragments, trailing slashes,
/// the segments `.` and `..`, and tracking parameters go. Percent-encoding is undone where it isn't
/// needed and elsewhere in capitals, as are characters beyond ASCII. The order of other parameters
/// and the case of paths stay: servers tell them apart.
///
///     HTTPS://Example.org:443/News/./?utm_source=x&id=7#top   →   http://example.org/News?id=7
///
/// Of what is no address (no host, or white space inside), nothing is left.
package struct ComparableURL {
    package private(set) var bytes: [UInt8] = []

    /// Parameters that say where a visitor came from, not which page is meant.
    private static let tracking: [[UInt8]] = [
        "_ga", "_gl", "_hsenc", "_hsmi", "dclid", "fbclid", "gbraid", "gclid", "igshid", "mc_cid",
        "mc_eid", "mkt_tok", "msclkid", "twclid", "vero_id", "wbraid", "yclid",
    ].map { Array($0.utf8) }
    private static let utm = Array("utm_".utf8)

    package init() {}

    package mutating func load(_ url: [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        var rest = url[...]
        while let last = rest.last, last <= 0x20 { rest.removeLast() }
        rest = rest.drop { $0 <= 0x20 }
        if let hash = rest.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<hash] }
        let query = rest.firstIndex(of: UInt8(ascii: "?"))
        let parameters = query.map { rest[($0 + 1)...] } ?? []
        if let query { rest = rest[..<query] }
        guard isAddress(rest) else { return }
        appendPath(appendAuthority(rest))
        appendParameters(parameters)
    }

    /// Whether a URL without its query can name one page: it has a scheme, or begins with a host.
    private func isAddress(_ url: ArraySlice<UInt8>) -> Bool {
        if url.contains(where: { $0 <= 0x20 }) { return false }
        let start = url.prefix { $0 != UInt8(ascii: "/") }
        return !start.isEmpty && start.contains { $0 == 0x2E || $0 == 0x3A }
    }

    /// Appends scheme and host in lower case; gives the path that follows.
    private mutating func appendAuthority(_ url: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let colon = url.firstIndex(of: UInt8(ascii: ":")),
            url[colon...].starts(with: Array("://".utf8))
        else { return url }
        let scheme = lower(url[..<colon])
        let isWeb = scheme == Array("http".utf8) || scheme == Array("https".utf8)
        bytes += isWeb ? Array("http".utf8) : scheme
        bytes += Array("://".utf8)
        let after = url[(colon + 3)...]
        let end = after.firstIndex(of: UInt8(ascii: "/")) ?? after.endIndex
        let authority = after[..<end]
        let user = authority.lastIndex(of: UInt8(ascii: "@"))
        var host = lower(authority[(user.map { $0 + 1 } ?? authority.startIndex)...])
        for port in isWeb ? [":80", ":443"] : [] where host.ends(with: Array(port.utf8)) {
            host.removeLast(port.utf8.count)
        }
        if host.last == UInt8(ascii: ".") { host.removeLast() }
        bytes += isWeb ? HostName.unified(percentDecoded(host)) : host
        return after[end...]
    }

    private func lower(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    private mutating func appendPath(_ path: ArraySlice<UInt8>) {
        var path = URLPath.withoutDots(unified(path)[...])
        while path.last == UInt8(ascii: "/") { path.removeLast() }
        bytes += path
    }

    /// With percent-encoding where RFC 3986 asks for it, in capitals, and nowhere else.
    private func unified(_ part: ArraySlice<UInt8>) -> [UInt8] {
        guard part.contains(where: { $0 == 0x25 || $0 >= 0x80 }) else { return Array(part) }
        var output: [UInt8] = []
        var at = part.startIndex
        while at < part.endIndex {
            if let byte = escaped(part, at) {
                append(byte, isEscaped: !Self.isUnreserved(byte), to: &output)
                at += 3
            } else {
                append(part[at], isEscaped: part[at] >= 0x80, to: &output)
                at += 1
            }
        }
        return output
    }

    private func append(_ byte: UInt8, isEscaped: Bool, to output: inout [UInt8]) {
        guard isEscaped else { return output.append(byte) }
        let digits = Array("0123456789ABCDEF".utf8)
        output += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    private func percentDecoded(_ part: [UInt8]) -> [UInt8] {
        var (output, at) = ([UInt8](), 0)
        while at < part.count {
            let byte = escaped(part[...], at)
            output.append(byte ?? part[at])
            at += byte == nil ? 1 : 3
        }
        return output
    }

    /// The byte that `%XX` at a place stands for.
    private func escaped(_ part: ArraySlice<UInt8>, _ at: Int) -> UInt8? {
        guard part[at] == 0x25, at + 2 < part.endIndex, let high = hexDigit(part[at + 1]),
            let low = hexDigit(part[at + 2])
        else { return nil }
        return high << 4 | low
    }

    private func hexDigit(_ byte: UInt8) -> UInt8? {
        let small = byte | 0x20
        if byte &- 0x30 < 10 { return byte & 15 }
        return small &- 0x61 < 6 ? small - 0x57 : nil
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
    }

    private mutating func appendParameters(_ parameters: ArraySlice<UInt8>) {
        var separator = UInt8(ascii: "?")
        for parameter in parameters.split(separator: UInt8(ascii: "&")) {
            let name = lower(parameter.prefix { $0 != UInt8(ascii: "=") })
            if name.starts(with: Self.utm) || Self.tracking.contains(name) { continue }
            bytes.append(separator)
            bytes += unified(parameter)
            separator = UInt8(ascii: "&")
        }
    }
}

extension [UInt8] {
    fileprivate func ends(with other: [UInt8]) -> Bool { suffix(other.count).elementsEqual(other) }
}
