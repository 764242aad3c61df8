// URLs in the form in which `exact_dedup` compares them.

/// Brings URLs that name the same page to the same bytes; scratch for one observer.
///
/// `http` and `https` are the same, scheme and host are in lower case, default ports, the host's last
/// full stop, fragments, trailing slashes and tracking parameters go. The order of other parameters
/// and the case of paths stay: servers tell them apart.
///
///     HTTPS://Example.org:443/News/?utm_source=x&id=7#top   →   http://example.org/News?id=7
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
        appendPath(appendAuthority(rest))
        appendParameters(parameters)
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
        var host = lower(after[..<end])
        for port in isWeb ? [":80", ":443"] : [] where host.ends(with: Array(port.utf8)) {
            host.removeLast(port.utf8.count)
        }
        if host.last == UInt8(ascii: ".") { host.removeLast() }
        bytes += host
        return after[end...]
    }

    private func lower(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    private mutating func appendPath(_ path: ArraySlice<UInt8>) {
        var path = path
        while path.last == UInt8(ascii: "/") { path.removeLast() }
        bytes += path
    }

    private mutating func appendParameters(_ parameters: ArraySlice<UInt8>) {
        var separator = UInt8(ascii: "?")
        for parameter in parameters.split(separator: UInt8(ascii: "&")) {
            let name = lower(parameter.prefix { $0 != UInt8(ascii: "=") })
            if name.starts(with: Self.utm) || Self.tracking.contains(name) { continue }
            bytes.append(separator)
            bytes += parameter
            separator = UInt8(ascii: "&")
        }
    }
}

extension [UInt8] {
    fileprivate func ends(with other: [UInt8]) -> Bool { suffix(other.count).elementsEqual(other) }
}
