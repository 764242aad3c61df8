// E-mail and Internet addresses in text.

extension PIIText {
    // MARK: E-mail

    /// The address around the `@` at a place, beginning at `free` or later.
    ///
    /// Before the `@`: atoms of RFC 5322 joined by single dots, from a word boundary on. After it:
    /// two or more labels, or an IPv4 address in brackets. With `checks`: at most 64 bytes before,
    /// 253 after, and a top-level domain that has a letter.
    func email(_ at: Int, from free: Int, checks: Bool) -> Range<Int>? {
        guard let start = localStart(at, from: free, limit: checks ? 64 : Int.max) else {
            return nil
        }
        if let end = domainEnd(at + 1, checks: checks) { return start..<end }
        return bracketEnd(at + 1).map { start..<$0 }
    }

    private func localStart(_ at: Int, from free: Int, limit: Int) -> Int? {
        var start = at
        var best: Int?
        while start > free && isLocal(start - 1) {
            if self[start - 1] == 0x2E && (start == at || self[start] == 0x2E) { break }
            start -= 1
            if self[start] != 0x2E && isWord(start) != isWord(start - 1) && at - start <= limit {
                best = start
            }
        }
        // An address cut at the limit would not be one.
        return at - start > limit ? nil : best
    }

    /// An atom's character or a dot.
    private func isLocal(_ at: Int) -> Bool {
        if isAlphanumeric(at) { return true }
        switch self[at] {
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D...0x2F, 0x3D, 0x3F, 0x5E...0x60, 0x7B...0x7E:
            return true
        default: return false
        }
    }

    private func domainEnd(_ start: Int, checks: Bool) -> Int? {
        var (at, end) = (start, start)
        var (labels, labelStart) = (0, start)
        while isAlphanumeric(at) {
            labelStart = at
            while isAlphanumeric(at) || self[at] == 0x2D { at += 1 }
            end = at
            while self[end - 1] == 0x2D { end -= 1 }
            labels += 1
            guard end == at, self[at] == 0x2E, isAlphanumeric(at + 1) else { break }
            at += 1
        }
        guard labels > 1 else { return nil }
        guard checks else { return end }
        let hasLetter = (labelStart..<end).contains { !isDigit($0) }
        return hasLetter && end - labelStart >= 2 && end - start <= 253 ? end : nil
    }

    /// The end of `[1.2.3.4]`.
    private func bracketEnd(_ start: Int) -> Int? {
        guard self[start] == 0x5B, let (end, _) = octets(start + 1), self[end] == 0x5D else {
            return nil
        }
        return end + 1
    }

    // MARK: IPv4

    /// Four numbers to 255 joined by dots, alone; without leading zeros. With `checks`, not after
    /// a word that numbers versions or parts of a text.
    func ipv4(_ at: Int, publicOnly: Bool, checks: Bool) -> Range<Int>? {
        guard startsNumber(at), let (end, address) = octets(at) else { return nil }
        guard endsNumber(end), !publicOnly || isPublicIPv4(address) else { return nil }
        return checks && followsNumberingWord(at) ? nil : at..<end
    }

    /// Whether `version`, `section` or their like, or a section sign, stands before a place.
    private func followsNumberingWord(_ at: Int) -> Bool {
        var end = at
        while at - end < 3, self[end - 1] == 0x20 || self[end - 1] == 0x3A || self[end - 1] == 0x2E
        {
            end -= 1
        }
        if self[end - 1] == 0xA7, self[end - 2] == 0xC2 { return true }
        var start = end
        while end - start <= longestNumberingWord, (self[start - 1] | 0x20) &- 0x61 < 26 {
            start -= 1
        }
        guard end > start, end < at, !isWord(start - 1) else { return false }
        return numberingWords.contains((start..<end).map { self[$0] | 0x20 })
    }

    private func octets(_ start: Int) -> (end: Int, address: UInt32)? {
        var (at, address) = (start, UInt32(0))
        for index in 0..<4 {
            if index > 0 {
                guard self[at] == 0x2E else { return nil }
                at += 1
            }
            var (value, digits) = (UInt32(0), 0)
            while isDigit(at) && digits < 4 {
                value = value * 10 + UInt32(self[at] - 0x30)
                digits += 1
                at += 1
            }
            let isPadded = digits > 1 && self[at - digits] == 0x30
            guard (1...3).contains(digits), value < 256, !isPadded else { return nil }
            address = address << 8 | value
        }
        return (at, address)
    }

    // MARK: IPv6

    /// An address around the colon at a place: eight groups of hexadecimal digits, or fewer and
    /// one `::`. Public ones are those of 2000::/3, documentation aside.
    func ipv6(_ at: Int, from free: Int, publicOnly: Bool) -> Range<Int>? {
        var start = at
        while start > free && at - start < 5 && isHex(start - 1) { start -= 1 }
        guard at - start < 5, !isWord(start - 1), self[start - 1] != 0x3A else { return nil }
        guard let (end, groups) = ipv6Groups(start) else { return nil }
        guard !isWord(end), self[end] != 0x3A else { return nil }
        if publicOnly {
            guard groups[0] >> 13 == 1, !(groups[0] == 0x2001 && groups[1] == 0x0DB8) else {
                return nil
            }
        }
        return start..<end
    }

    private func isHex(_ at: Int) -> Bool { isDigit(at) || (self[at] | 0x20) &- 0x61 < 6 }

    private func ipv6Groups(_ start: Int) -> (end: Int, groups: [UInt16])? {
        var groups: [UInt16] = []
        var gap: Int?
        var at = start
        while groups.count < 8 {
            if self[at] == 0x3A && self[at + 1] == 0x3A && gap == nil {
                gap = groups.count
                at += 2
                guard isHex(at) else { break }
            } else if !groups.isEmpty && groups.count != gap {
                guard self[at] == 0x3A, isHex(at + 1) else { break }
                at += 1
            }
            guard let value = hexGroup(&at) else { return nil }
            groups.append(value)
        }
        if let gap, groups.count < 8 {
            groups.insert(contentsOf: Array(repeating: 0, count: 8 - groups.count), at: gap)
        }
        return groups.count == 8 ? (at, groups) : nil
    }

    private func hexGroup(_ at: inout Int) -> UInt16? {
        var (value, digits) = (UInt16(0), 0)
        while isHex(at) && digits < 4 {
            let low = self[at] | 0x20
            value = value << 4 | UInt16(low < 0x61 ? low & 15 : low - 0x57)
            digits += 1
            at += 1
        }
        return digits > 0 && !isHex(at) ? value : nil
    }
}

/// What four numbers with dots are when they follow it: no address.
private let numberingWords: Set<[UInt8]> = Set(
    [
        "appendix", "build", "ch", "chapter", "clause", "example", "fig", "figure", "firmware",
        "release", "rev", "revision", "sec", "section", "sections", "subsection", "table", "v",
        "ver", "version", "versions",
    ].map { Array($0.utf8) })

private let longestNumberingWord = 10

/// Whether an address is none of those that IANA's special-purpose registry keeps from the
/// public Internet.
private func isPublicIPv4(_ address: UInt32) -> Bool {
    let reserved: [(UInt32, UInt32)] = [
        (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8),
        (0xA9FE_0000, 16), (0xAC10_0000, 12), (0xC000_0000, 29), (0xC000_00AA, 31),
        (0xC000_0200, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xC633_6400, 24),
        (0xCB00_7100, 24), (0xF000_0000, 4),
    ]
    return !reserved.contains { address >> (32 - $0.1) == $0.0 >> (32 - $0.1) }
}
