// E-mail and Internet addresses in text.

extension PIIText {
    // MARK: E-mail

    /// The address around the `@` at a place, beginning at `free` or later.
    ///
    /// Before the `@`: atoms of RFC 5322 joined by single dots, from a word boundary on. After it:
    /// two or more labels, or an IPv4 address in brackets. With `checks`: at most 64 bytes before,
    /// 253 after, a top-level domain that there is; letters beyond ASCII count, a name in quotes may
    /// stand before the `@`, and no path after it.
    func email(_ at: Int, from free: Int, checks: Bool) -> Range<Int>? {
        if checks { return checkedEmail(at, at + 1, from: free) }
        guard let start = localStart(at, from: free, limit: Int.max) else { return nil }
        if let end = domainEnd(at + 1) { return start..<end }
        return bracketEnd(at + 1).map { start..<$0 }
    }

    /// `name&#64;host.org`, by the digits in its `@`.
    func escapedEmail(_ at: Int, from free: Int) -> Range<Int>? {
        guard self[at] == 0x36, self[at + 1] == 0x34, self[at + 2] == 0x3B, self[at - 1] == 0x23,
            self[at - 2] == 0x26
        else { return nil }
        return checkedEmail(at - 2, at + 3, from: free)
    }

    /// The address around an `@` that begins and ends at places.
    private func checkedEmail(_ at: Int, _ host: Int, from free: Int) -> Range<Int>? {
        guard let start = wideLocalStart(at, from: free) ?? quotedStart(at, from: free) else {
            return nil
        }
        guard let end = wideDomainEnd(host) else { return bracketEnd(host).map { start..<$0 } }
        // `git@host:owner/name` is where a program fetches something.
        // A dollar or brace before the name is a program's.
        if [0x24, 0x7B, 0x7D].contains(self[start - 1]) { return nil }
        let isPath = self[end] == 0x3A && !isDigit(end + 1) && self[end + 1] > 0x20
        return isPath || isCode(start, at) || isMessageID(start, at) ? nil : start..<end
    }

    /// `"first last"`, on one line.
    private func quotedStart(_ at: Int, from free: Int) -> Int? {
        guard self[at - 1] == 0x22 else { return nil }
        var start = at - 2
        while start >= free, at - start <= 64, self[start] >= 0x20 {
            if self[start] == 0x22 { return start < at - 2 && !isWord(start - 1) ? start : nil }
            start -= 1
        }
        return nil
    }

    /// Whether the name is `self`, whose `@` multiplies in Python.
    private func isCode(_ start: Int, _ at: Int) -> Bool {
        (start..<at).map { self[$0] } == Array("self".utf8)
    }

    /// Whether the name is what mail programs number messages with: `<199709020026.RAA08431@host>`.
    private func isMessageID(_ start: Int, _ at: Int) -> Bool {
        guard self[start - 1] == 0x3C, isDigit(start), at - start >= 12 else { return false }
        let digits = (start..<at).count { isDigit($0) }
        return digits * 5 >= (at - start) * 3 && (start..<at).contains { self[$0] == 0x2E }
    }

    /// Where the name before an `@` begins. Beyond ASCII it goes on in the kind of script that it
    /// ends with: letters that stand with spaces, or those of East Asia and Southeast Asia.
    private func wideLocalStart(_ at: Int, from free: Int) -> Int? {
        let isDense = self[at - 1] >= 0x80 && isDense(letterStart(at - 1))
        var (start, best) = (at, Int?.none)
        while start > free {
            let before = self[start - 1] < 0x80 ? start - 1 : letterStart(start - 1)
            if self[before] < 0x80 {
                // Braces and dollars are a program's.
                let isCode = [0x24, 0x7B, 0x7C, 0x7D].contains(self[before])
                guard isLocal(before), !isCode else { break }
            } else {
                guard before >= free, isWord(before), self.isDense(before) == isDense else { break }
            }
            if self[before] == 0x2E && (start == at || self[start] == 0x2E) { break }
            if at - before > 64 { return nil }
            start = before
            let isBorder = self[start] != 0x2E && (isWord(start) != isWord(start - 1))
            if isBorder || stops(start, isDense, free) { best = start }
        }
        return best
    }

    /// Whether a name can't go on before a place, since letters of another kind stand there.
    private func stops(_ start: Int, _ isDense: Bool, _ free: Int) -> Bool {
        guard self[start - 1] >= 0x80, start > free, self[start] != 0x2E else { return false }
        return self.isDense(letterStart(start - 1)) != isDense
    }

    /// The first byte of the character that holds a byte.
    private func letterStart(_ at: Int) -> Int {
        var start = at
        while start > 0, at - start < 3, self[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }

    /// Whether the character at a place is of a script without spaces between words, U+0E00 to
    /// U+0EFF, U+1000 to U+109F, U+1780 to U+17FF and from U+2E80 on.
    private func isDense(_ at: Int) -> Bool {
        switch (self[at], self[at + 1]) {
        case (0xE0, 0xB8...0xBB), (0xE1, 0x80...0x82), (0xE1, 0x9E...0x9F), (0xE2, 0xBA...): true
        case (0xE3..., _): true
        default: false
        }
    }

    /// Where the host after an `@` ends: labels whose last is a domain that there is.
    private func wideDomainEnd(_ start: Int) -> Int? {
        var (at, end, labels, labelStart) = (start, start, 0, start)
        while let next = labelEnd(at) {
            (labelStart, end) = (at, next)
            labels += 1
            guard self[end] == 0x2E, labelEnd(end + 1) != nil else { break }
            at = end + 1
        }
        guard labels > 1, end - start <= 253, end - labelStart >= 2 else { return nil }
        let label = (labelStart..<end).map { self[$0] &- 0x41 < 26 ? self[$0] | 0x20 : self[$0] }
        return PublicSuffixes.icann.isTopLevel(label) || reservedDomains.contains(label) ? end : nil
    }

    /// The end of a label: letters and digits of one kind of script, hyphens inside.
    private func labelEnd(_ start: Int) -> Int? {
        let isDense = self[start] >= 0x80 && self.isDense(start)
        var (at, end) = (start, start)
        while at < count {
            if self[at] < 0x80 {
                guard isAlphanumeric(at) || (self[at] == 0x2D && at > start) else { break }
                at += 1
            } else {
                guard isWord(at), self.isDense(at) == isDense else { break }
                at += 1
                while self[at] & 0xC0 == 0x80 { at += 1 }
            }
            if self[at - 1] != 0x2D { end = at }
        }
        return end > start ? end : nil
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

    private func domainEnd(_ start: Int) -> Int? {
        var (at, end, labels) = (start, start, 0)
        while isAlphanumeric(at) {
            while isAlphanumeric(at) || self[at] == 0x2D { at += 1 }
            end = at
            while self[end - 1] == 0x2D { end -= 1 }
            labels += 1
            guard end == at, self[at] == 0x2E, isAlphanumeric(at + 1) else { break }
            at += 1
        }
        return labels > 1 ? end : nil
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
    /// a word that numbers versions or parts of a text, or a program's name and a slash; and where
    /// all are as small as those of sections (31 at most), only near a word for machines, after `//`
    /// or `@`, or before a port or a prefix's length.
    func ipv4(_ at: Int, publicOnly: Bool, checks: Bool) -> Range<Int>? {
        guard startsNumber(at), let (end, address) = octets(at) else { return nil }
        guard endsNumber(end), !publicOnly || isPublicIPv4(address) else { return nil }
        guard checks else { return at..<end }
        let isAnnounced = self[at - 1] == 0x40 || (self[at - 1] == 0x2F && self[at - 2] == 0x2F)
        if isAnnounced { return at..<end }
        if followsNumberingWord(at) || (self[at - 1] == 0x2F && isWord(at - 2)) { return nil }
        if isSection(at, end) || isAttributeArc(address) { return nil }
        let isSmall = [24, 16, 8, 0].allSatisfy { address >> UInt32($0) & 0xFF <= 31 }
        return isSmall && !isNetworkLike(at, end) ? nil : at..<end
    }

    /// Whether what stands around says that small numbers are an address.
    private func isNetworkLike(_ at: Int, _ end: Int) -> Bool {
        if follows(addressWords, at) { return true }
        guard self[end] == 0x3A || self[end] == 0x2F, isDigit(end + 1) else { return false }
        let last = digitsEnd(end + 1)
        return self[end] == 0x3A ? last - end > 2 : last - end <= 3 && !isWord(last)
    }

    /// Whether a number of four parts numbers a heading, `49.6.4.3. Transaction Begin Callback`: a
    /// full stop and a word follow, and it begins its line, or stands among others that do so.
    private func isSection(_ at: Int, _ end: Int) -> Bool {
        guard opensHeading(end) else { return false }
        var start = at
        while at - start < 8, self[start - 1] == 0x20 || self[start - 1] == 0x09 { start -= 1 }
        if start == 0 || self[start - 1] == 0x0A { return true }
        return isHeadingNear(from: end, to: end + 96) || isHeadingNear(from: at - 96, to: at - 1)
    }

    /// Whether `. Word` stands at a place.
    private func opensHeading(_ at: Int) -> Bool {
        self[at] == 0x2E && self[at + 1] == 0x20 && !isDigit(at + 2) && isWord(at + 2)
    }

    /// Whether a number of three or four parts with `. Word` behind it begins in a stretch.
    private func isHeadingNear(from low: Int, to high: Int) -> Bool {
        var at = max(low, 0)
        while at < min(high, count) {
            guard isDigit(at), startsNumber(at) else {
                at += 1
                continue
            }
            var (end, parts) = (digitsEnd(at), 1)
            while self[end] == 0x2E, isDigit(end + 1) {
                end = digitsEnd(end + 1)
                parts += 1
            }
            if (3...4).contains(parts), opensHeading(end) { return true }
            at = end
        }
        return false
    }

    /// Whether four numbers are an object identifier below X.500's attributes or extensions,
    /// `2.5.4.3` or `2.5.29.37`.
    private func isAttributeArc(_ address: UInt32) -> Bool {
        address >> 8 == 0x02_05_04 || address >> 8 == 0x02_05_1D
    }

    /// Whether `version`, `section` or their like, a name such as `FileVersion`, or a section sign
    /// stands before a place.
    private func followsNumberingWord(_ at: Int) -> Bool {
        var mark = at
        while at - mark < 3, self[mark - 1] == 0x20 { mark -= 1 }
        if self[mark - 1] == 0xA7, self[mark - 2] == 0xC2 { return true }
        let (word, start) = wordBefore(at)
        guard !word.isEmpty, !isWord(at - 1) else { return false }
        if numberingWords.contains(word) { return true }
        let version = Array("ersion".utf8)
        let end = start + word.count
        return word.count > 7 && self[end - 7] == 0x56 && word.suffix(6).elementsEqual(version)
    }

    /// Four numbers to 255 joined by dots, without leading zeros.
    func octets(_ start: Int) -> (end: Int, address: UInt32)? {
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

/// Domains of the first level that are for use inside, or for examples (RFC 2606, 6761, 7686).
private let reservedDomains: Set<[UInt8]> = Set(
    ["example", "test", "invalid", "local", "internal", "lan", "home", "corp", "onion"]
        .map { Array($0.utf8) })

/// What four numbers with dots are when they follow it: no address.
private let numberingWords: Set<[UInt8]> = Set(
    [
        "apache", "chrome", "chromium", "curl", "edge", "firefox", "java", "kernel", "mysql",
        "nginx",
        "node", "opera", "oracle", "php", "postgres", "postgresql", "python", "safari", "tomcat",
        "appendix", "build", "ch", "chapter", "clause", "example", "fig", "figure", "firmware",
        "oid", "para", "paragraph", "part", "release", "rev", "revision", "rfc", "sec", "section",
        "sections", "standard", "subsection", "table", "upgrade", "v", "ver", "version", "versions",
        "abschnitt", "abschnitte", "kapitel", "anhang", "afsnit", "avsnitt", "seksjon", "kapittel",
        "secció", "sección", "secção", "seção", "sezione", "capítulo", "capitolo", "chapitre",
        "hoofdstuk", "paragraaf", "sectie", "rozdział", "kapitola", "oddíl", "poglavje", "szakasz",
        "fejezet", "luku", "osio", "bölüm", "kısım", "раздел", "разделе", "Раздел", "глава",
        "главе",
        "Глава", "розділ", "розділі", "Розділ", "ενότητα", "Ενότητα", "versión", "versione",
        "versão",
        "versió", "wersja", "verze", "versie", "verzió", "versio", "sürüm", "версия", "версии",
        "Версия", "версія", "версії", "έκδοση", "phiên", "bản", "الإصدار", "الفصل", "القسم",
        "версија",
    ].map { Array($0.utf8) })

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
