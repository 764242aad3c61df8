// Whether a piece of text is what spaCy's tokenizer keeps whole as a URL.
import ByteKernels

/// An optional scheme, optional user information, a host with a domain or a public IPv4 address,
/// an optional port, an optional path. Linear: every `@` begins one try, and hosts contain none.
func isSpacyURL(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    if isHostAndRest(text, 0, count) { return true }
    if let start = endOfScheme(text, count), isHostAndRest(text, start, count) { return true }
    for at in 1..<max(count, 1) where text[at] == 0x40 {
        if isHostAndRest(text, at + 1, count) { return true }
    }
    return false
}

/// The offset after `scheme://`, where the scheme is two or more word characters, `+`, `-` or `.`.
private func endOfScheme(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    var (at, length) = (0, 0)
    while at < count && text[at] != 0x3A {
        let scalar = DecodedScalar(at: text + at)
        guard isSchemeCharacter(scalar.value) else { return nil }
        at += scalar.length
        length += 1
    }
    guard length >= 2, at + 3 <= count, text[at + 1] == 0x2F, text[at + 2] == 0x2F else {
        return nil
    }
    return at + 3
}

private func isSchemeCharacter(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2B, 0x2D, 0x2E, 0x5F: true
    default:
        GeneralCategory(scalar).bit & (GeneralCategory.letterMask | GeneralCategory.numberMask) != 0
    }
}

private func isHostAndRest(_ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Bool {
    if let end = endOfAddress(text, start, count), isPortAndPath(text, end, count) { return true }
    guard let end = endOfDomain(text, start, count) else { return false }
    return isPortAndPath(text, end, count)
}

/// `:` and two to five digits, or nothing; then nothing or `/`, `?`, `#` and anything.
private func isPortAndPath(_ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Bool {
    var at = start
    if at < count && text[at] == 0x3A {
        let digits = digitRun(text, at + 1, count)
        guard (2...5).contains(digits) else { return false }
        at += 1 + digits
    }
    guard at < count else { return true }
    return text[at] == 0x2F || text[at] == 0x3F || text[at] == 0x23
}

private func digitRun(_ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
    var at = start
    while at < count && isASCIIDigit(text[at]) { at += 1 }
    return at - start
}

/// The end of labels and a top-level domain of 2 to 63 lower-case letters.
private func endOfDomain(_ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
    var (at, labelStart, labels) = (start, start, 0)
    var (points, lowers) = (0, 0)
    var isLabel = true
    while at < count {
        let scalar = DecodedScalar(at: text + at)
        if text[at] == 0x2E {
            guard isLabel, endsAreHost(text, labelStart, at), points <= 64 else { return nil }
            labels += 1
            (points, lowers, isLabel) = (0, 0, true)
            labelStart = at + 1
        } else {
            let kind = scalar.spacyClass
            let inLabel = kind.contains(.host) || text[at] == 0x2D || text[at] == 0x5F
            guard inLabel || kind.contains(.lower) else { break }
            isLabel = isLabel && inLabel
            points += 1
            lowers += kind.contains(.lower) ? 1 : 0
        }
        at += scalar.length
    }
    return labels > 0 && lowers == points && (2...63).contains(points) ? at : nil
}

/// Whether a label begins and ends with more than a hyphen or underscore.
private func endsAreHost(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard start < end else { return false }
    return DecodedScalar(at: text + start).spacyClass.contains(.host)
        && DecodedScalar(before: text + end, from: text + start).spacyClass.contains(.host)
}

/// The end of a dotted address that is none of 10/8, 127/8, 169.254/16, 192.168/16, 172.16/12.
private func endOfAddress(_ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
    var at = start
    var octets: [Int] = []
    for index in 0..<4 {
        if index > 0 {
            guard at < count, text[at] == 0x2E else { return nil }
            at += 1
        }
        let digits = digitRun(text, at, count)
        guard (1...3).contains(digits) else { return nil }
        octets.append((at..<at + digits).reduce(0) { $0 * 10 + Int(text[$1]) - 0x30 })
        let hasZero = text[at] == 0x30
        if (index == 0 || index == 3) && hasZero { return nil }
        at += digits
    }
    return isPublic(octets) ? at : nil
}

private func isPublic(_ octets: [Int]) -> Bool {
    guard (1...223).contains(octets[0]), octets[1] <= 255, octets[2] <= 255, octets[3] <= 254
    else { return false }
    switch (octets[0], octets[1]) {
    case (10, _), (127, _), (169, 254), (192, 168): return false
    case (172, 16...31): return false
    default: return true
    }
}
