// Which part of a host name somebody registered: `bbc.co.uk` of `news.bbc.co.uk`.
import ByteKernels

/// The rules of publicsuffix.org (ICANN's part), as hashes.
public struct PublicSuffixes: Sendable {
    /// The list that is built in.
    public static let icann = PublicSuffixes(publicSuffixList)

    private var plain = HashSet64()
    private var wildcards = HashSet64()
    private var exceptions = HashSet64()

    /// - Parameter list: rules separated by white space.
    public init(_ list: String) {
        for rule in list.split(whereSeparator: \.isWhitespace) {
            let text = Array(rule.utf8)
            if rule.hasPrefix("!") {
                exceptions.insert(Array(text.dropFirst()).span)
            } else if rule.hasPrefix("*.") {
                wildcards.insert(Array(text.dropFirst(2)).span)
            } else {
                plain.insert(text.span)
            }
        }
    }

    /// Whether a label is a domain of the first level. Small letters.
    func isTopLevel(_ label: [UInt8]) -> Bool {
        plain.contains(label.span) || wildcards.contains(label.span)
    }

    /// Where the registered domain begins in a host name: one label before its public suffix.
    /// 0 for addresses, and for names that are nothing but a suffix.
    public func registeredStart(_ host: Span<UInt8>) -> Int {
        if isAddress(host) { return 0 }
        var (before, at) = (0, 0)
        while at < host.count {
            let name = host.extracting(at...)
            if exceptions.contains(name) { return at }
            let next = labelEnd(host, at) + 1
            let isSuffix = plain.contains(name) || next > host.count
            if isSuffix || wildcards.contains(host.extracting(min(next, host.count)...)) {
                return before
            }
            (before, at) = (at, next)
        }
        return before
    }

    private func labelEnd(_ host: Span<UInt8>, _ start: Int) -> Int {
        var at = start
        while at < host.count && host[at] != 0x2E { at += 1 }
        return at
    }

    /// Whether a host is an IPv4 address or an IPv6 address in brackets.
    private func isAddress(_ host: Span<UInt8>) -> Bool {
        guard host.count > 0, host[0] != 0x5B else { return true }
        for i in host.indices where host[i] != 0x2E && host[i] &- 0x30 > 9 { return false }
        return true
    }
}
