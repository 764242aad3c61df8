// Host names in one spelling: small letters, Unicode where they are in Punycode.
import ByteKernels

/// Brings the spellings of a host name to one.
public enum HostName {
    private static let prefix = Array("xn--".utf8)

    /// The name in small letters, with labels in Punycode (`xn--…`, RFC 3492) as what they mean.
    ///
    ///     BÜCHER.example, xn--bcher-kva.example   →   bücher.example
    public static func unified(_ host: [UInt8]) -> [UInt8] {
        let small = lowercased(host)
        guard hasPunycode(small) else { return small }
        return Array(
            small.split(separator: 0x2E, omittingEmptySubsequences: false)
                .map { label in
                    guard label.starts(with: prefix) else { return Array(label) }
                    let meant = decode(label.dropFirst(prefix.count))
                    return meant.map { lowercased(Array($0.utf8)) } ?? Array(label)
                }
                .joined(separator: [UInt8(0x2E)]))
    }

    private static func hasPunycode(_ host: [UInt8]) -> Bool {
        host.indices.contains { host[$0...].starts(with: prefix) }
    }

    /// Small letters; composed (NFC), where the name isn't ASCII.
    private static func lowercased(_ host: [UInt8]) -> [UInt8] {
        if host.allSatisfy({ $0 < 0x80 }) {
            return host.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
        }
        let text = Array(String(decoding: host, as: UTF8.self).lowercased().utf8)
        var composed: [UInt8] = []
        var normalizer = TextNormalizer(.nfc)
        normalizer.append(text.span, to: &composed)
        return composed
    }

    /// RFC 3492, section 6.2; nil for what is no Punycode.
    static func decode(_ label: ArraySlice<UInt8>) -> String? {
        let delimiter = label.lastIndex(of: 0x2D)
        var scalars = label[..<(delimiter ?? label.startIndex)].map { UInt32($0) }
        var digits = label[(delimiter.map { $0 + 1 } ?? label.startIndex)...]
        var (code, bias, index) = (UInt32(128), 72, 0)
        while !digits.isEmpty {
            let before = index
            var weight = 1
            var place = 36
            while true {
                guard let digit = digits.popFirst().flatMap(value), index < 1 << 24 else {
                    return nil
                }
                index += digit * weight
                let threshold = min(max(place - bias, 1), 26)
                if digit < threshold { break }
                weight *= 36 - threshold
                guard weight < 1 << 32 else { return nil }
                place += 36
            }
            let count = scalars.count + 1
            bias = adapted(index - before, count, isFirst: before == 0)
            code += UInt32(index / count)
            index %= count
            guard Unicode.Scalar(code) != nil, scalars.count < 64 else { return nil }
            scalars.insert(code, at: index)
            index += 1
        }
        return String(String.UnicodeScalarView(scalars.compactMap(Unicode.Scalar.init)))
    }

    private static func value(_ byte: UInt8) -> Int? {
        let small = byte | 0x20
        if small &- 0x61 < 26 { return Int(small - 0x61) }
        return byte &- 0x30 < 10 ? Int(byte - 0x30) + 26 : nil
    }

    private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var place = 0
        while delta > 455 {
            delta /= 35
            place += 36
        }
        return place + 36 * delta / (delta + 38)
    }
}

/// Paths without the segments `.` and `..` (RFC 3986, section 5.2.4).
public enum URLPath {
    public static func withoutDots(_ path: ArraySlice<UInt8>) -> [UInt8] {
        guard path.first == 0x2F, hasDots(path) else { return Array(path) }
        var kept: [ArraySlice<UInt8>] = []
        let segments = path.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false)
        for (number, segment) in segments.enumerated() {
            let isLast = number == segments.count - 1
            if isDot(segment) || isDotDot(segment) {
                if isDotDot(segment), !kept.isEmpty { kept.removeLast() }
                if isLast { kept.append([]) }
            } else {
                kept.append(segment)
            }
        }
        return kept.reduce(into: []) { $0 += [0x2F] + $1 }
    }

    private static func hasDots(_ path: ArraySlice<UInt8>) -> Bool {
        path.indices.dropLast().contains { path[$0] == 0x2F && path[$0 + 1] == 0x2E }
    }

    private static func isDot(_ segment: ArraySlice<UInt8>) -> Bool {
        segment.count == 1 && segment.first == 0x2E
    }

    private static func isDotDot(_ segment: ArraySlice<UInt8>) -> Bool {
        segment.count == 2 && segment.allSatisfy { $0 == 0x2E }
    }
}
