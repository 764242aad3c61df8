// Phone, payment-card, social-security and bank-account numbers in text.

extension PIIText {
    // MARK: Phone

    /// `+`, a country code and further digits, 8 to 15 in all (E.164), in groups. With `checks`, no
    /// decimal number, and no sequence of small ones.
    func internationalPhone(_ at: Int, checks: Bool) -> Range<Int>? {
        guard self[at + 1] &- 0x31 < 9, !isWord(at - 1), self[at - 1] != 0x2B else { return nil }
        var (place, end, digits) = (at + 1, at + 1, 0)
        var (groups, single, points) = (0, 0, 0)
        while true {
            let group = digitsEnd(place) - place
            guard group > 0, digits + group <= 15 else { break }
            digits += group
            groups += 1
            single += group == 1 ? 1 : 0
            end = place + group
            points += self[end] == 0x2E && isDigit(end + 1) ? 1 : 0
            place = skipPhoneSeparator(end)
            // Germans write a slash after the area's code.
            if place == end, self[end] == 0x2F, isDigit(end + 1) { place += 1 }
            if place == end { break }
        }
        guard (8...15).contains(digits), endsNumber(end) else { return nil }
        let isDecimal = points == 1 && groups == 2 || points > 0 && points < groups - 1
        return checks && (isDecimal || single > 2) ? nil : at..<end
    }

    // MARK: Announced phones

    /// A number behind a word for telephones: 7 to 15 digits in up to seven groups, as countries
    /// write them, with a parenthesis or slash after the area.
    func announcedPhone(_ at: Int, from free: Int) -> Range<Int>? {
        guard !isWord(at - 1), self[at - 1] != 0x2B, let least = phoneWord(before: at) else {
            return nil
        }
        if let (end, _) = octets(at), endsNumber(end) { return nil }
        var (place, end, digits, groups) = (at, at, 0, 0)
        while groups < 7 {
            let group = digitsEnd(place) - place
            guard group > 0, digits + group <= 15 else { break }
            digits += group
            groups += 1
            end = place + group
            place = skipPhoneSeparator(end)
            if place == end, self[end] == 0x2F, isDigit(end + 1) { place += 1 }
            if place == end { break }
        }
        guard digits >= least, !isWord(end) else { return nil }
        let opens = self[at - 1] == 0x28 && at - 1 >= free
        return (opens ? at - 1 : at)..<end
    }

    /// Numbers behind a word for telephones in the digits of Arabic, Persian, Devanagari, and in
    /// wide ones.
    func forEachWidePhone(_ body: (Range<Int>) -> Void) {
        var at = 0
        while at < count {
            guard self[at] >= 0xD9, wideDigit(at) > 0, wideDigit(at - 2) == 0,
                wideDigit(at - 3) == 0
            else {
                at += 1
                continue
            }
            var (end, digits) = (at, 0)
            while true {
                let width = wideDigit(end)
                if width > 0 {
                    digits += 1
                    end += width
                } else if (self[end] == 0x20 || self[end] == 0x2D) && wideDigit(end + 1) > 0 {
                    end += 1
                } else {
                    break
                }
            }
            if (7...15).contains(digits), phoneWord(before: at) != nil { body(at..<end) }
            at = end
        }
    }

    /// The bytes of a digit of those scripts, 0 for anything else.
    private func wideDigit(_ at: Int) -> Int {
        switch (self[at], self[at + 1], self[at + 2]) {
        case (0xD9, 0xA0...0xA9, _), (0xDB, 0xB0...0xB9, _): 2
        case (0xE0, 0xA5, 0xA6...0xAF), (0xEF, 0xBC, 0x90...0x99): 3
        default: 0
        }
    }

    /// Past a space, dot, hyphen or dash, and a parenthesis beside it.
    private func skipPhoneSeparator(_ start: Int) -> Int {
        var at = start
        if self[at] == 0x29 {
            var digits = at
            while isDigit(digits - 1) && at - digits < 6 { digits -= 1 }
            guard self[digits - 1] == 0x28 else { return start }
            at += 1
        }
        at += separatorWidth(at)
        if self[at] == 0x28 { at += 1 }
        return isDigit(at) ? at : start
    }

    /// The bytes of one space, dot, hyphen or dash; no-break and narrow spaces and the dashes from
    /// U+2010 to U+2013 among them. 0 where there is none.
    private func separatorWidth(_ at: Int) -> Int {
        switch (self[at], self[at + 1], self[at + 2]) {
        case (0x20, _, _), (0x2E, _, _), (0x2D, _, _): 1
        case (0xC2, 0xA0, _): 2
        case (0xE2, 0x80, 0x90...0x93), (0xE2, 0x80, 0xAF): 3
        default: 0
        }
    }

    /// A number of the North American plan: 3, 3 and 4 digits in groups, `1` before them or not;
    /// area and exchange begin with 2 to 9. Groups with spaces between them need a word for
    /// telephones near; others may not be counted, or cells of a table.
    func nationalPhone(_ at: Int, from free: Int) -> Range<Int>? {
        guard startsNumber(at) else { return nil }
        var area = at
        if self[at] == 0x31 && !isDigit(at + 1) {
            area = skipPhoneSeparator(at + 1)
            guard area > at + 1 else { return nil }
        }
        let exchange = skipPhoneSeparator(area + 3)
        let line = skipPhoneSeparator(exchange + 3)
        guard digitsEnd(area) == area + 3, exchange > area + 3, self[area] > 0x31,
            digitsEnd(exchange) == exchange + 3, line > exchange + 3, self[exchange] > 0x31,
            digitsEnd(line) == line + 4, endsNumber(line + 4)
        else { return nil }
        let opens = self[at - 1] == 0x28 && at - 1 >= free && self[area + 3] == 0x29
        let range = (opens ? at - 1 : at)..<line + 4
        if opens { return range }
        let isSpaced = isSpace(area + 3) || isSpace(exchange + 3)
        if countingWords.contains(wordBefore(at).word) || isInTable(range) { return nil }
        return isSpaced && !followsPhoneWord(at) ? nil : range
    }

    private func isSpace(_ at: Int) -> Bool {
        self[at] == 0x20 || self[at] == 0xC2 || (self[at] == 0xE2 && self[at + 2] == 0xAF)
    }

    /// Whether a word for telephones stands among the last words before a place.
    private func followsPhoneWord(_ at: Int) -> Bool {
        var place = at
        while place > 0, at - place < 48 {
            if phoneWord(before: place) != nil { return true }
            let (word, start) = wordBefore(place)
            if word.isEmpty { return false }
            place = start
        }
        return false
    }

    // MARK: Social security

    /// `AAA-GG-SSSS` of the United States, with numbers that may have been issued.
    func socialSecurityNumber(_ at: Int) -> Range<Int>? {
        guard startsNumber(at), digitsEnd(at) == at + 3 else { return nil }
        let first = hyphenWidth(at + 3)
        let middle = at + 3 + first
        guard first > 0, digitsEnd(middle) == middle + 2, hyphenWidth(middle + 2) == first else {
            return nil
        }
        let last = middle + 2 + first
        guard digitsEnd(last) == last + 4, endsNumber(last + 4) else { return nil }
        let (area, group, serial) = (value(at, 3), value(middle, 2), value(last, 4))
        guard area != 0, area != 666, area < 900, group != 0, serial != 0 else { return nil }
        // Numbers that were printed on sample cards belong to nobody.
        guard
            ![78_05_1120, 219_09_9999, 457_55_5462].contains((area * 100 + group) * 10_000 + serial)
        else { return nil }
        return countingWords.contains(wordBefore(at).word) ? nil : at..<last + 4
    }

    /// The bytes of one hyphen or dash, U+2010 to U+2013 and the minus sign among them.
    private func hyphenWidth(_ at: Int) -> Int {
        switch (self[at], self[at + 1], self[at + 2]) {
        case (0x2D, _, _): 1
        case (0xE2, 0x80, 0x90...0x93), (0xE2, 0x88, 0x92): 3
        default: 0
        }
    }

    private func value(_ at: Int, _ digits: Int) -> Int {
        (at..<at + digits).reduce(0) { $0 * 10 + Int(self[$1] - 0x30) }
    }

    // MARK: Payment cards

    /// 13 to 19 digits of a known card brand, with Luhn's check digit, in groups or not.
    func card(_ at: Int) -> Range<Int>? {
        guard startsNumber(at), self[at] &- 0x32 < 7 else { return nil }
        var digits: [UInt8] = []
        var (place, separator) = (at, [UInt8]())
        while digits.count <= 19 {
            let end = digitsEnd(place)
            guard end > place, end - place <= 19 else { return nil }
            digits.append(contentsOf: (place..<end).map { self[$0] - 0x30 })
            place = end
            let width = separatorWidth(end)
            let next = (end..<end + width).map { self[$0] }
            guard width > 0, self[end] != 0x2E, isDigit(end + width),
                separator.isEmpty ? end - at == 4 : next == separator
            else { break }
            separator = next
            place = end + width
        }
        guard isCard(digits), passesLuhn(digits), endsNumber(place) else { return nil }
        return at..<place
    }

    private func isCard(_ digits: [UInt8]) -> Bool {
        guard digits.count >= 13 else { return false }
        let prefix = digits.prefix(4).reduce(0) { $0 * 10 + Int($1) }
        switch prefix {
        case 4000...4999: return [13, 16, 19].contains(digits.count)
        case 5100...5599, 2221...2720: return digits.count == 16
        case 3400...3499, 3700...3799: return digits.count == 15
        case 3000...3059, 3600...3699, 3800...3999: return digits.count == 14
        case 3528...3589: return (16...19).contains(digits.count)
        case 6011, 6440...6599: return (16...19).contains(digits.count)
        // UnionPay.
        case 6200...6299, 8100...8171: return (16...19).contains(digits.count)
        default: return false
        }
    }

    // MARK: Bank accounts

    /// An IBAN whose check digits begin at a place: a country's code before them, its length, and
    /// the remainder 1 modulo 97 (ISO 13616), in groups of four, with spaces or hyphens, or not. In
    /// small letters it needs the word `IBAN` or `account` near.
    func iban(_ at: Int, from free: Int) -> Range<Int>? {
        guard at - 2 >= free, isLetter(at - 1), isLetter(at - 2), !isWord(at - 3),
            isDigit(at + 1), let length = ibanLength(at - 2)
        else { return nil }
        var characters: [UInt8] = []
        var place = at - 2
        let separator = self[at + 2] == 0x2E ? 0 : separatorWidth(at + 2)
        let mark = (at + 2..<at + 2 + separator).map { self[$0] }
        while characters.count < length {
            if separator > 0, characters.count % 4 == 0, place > at,
                (place..<place + separator).map({ self[$0] }) == mark
            {
                place += separator
            }
            guard isAlphanumeric(place) else { return nil }
            characters.append(isDigit(place) ? self[place] : self[place] & 0xDF)
            place += 1
        }
        guard !isWord(place), ibanRemainder(characters) == 1 else { return nil }
        let isSmall = (at - 2..<place).contains { self[$0] &- 0x61 < 26 }
        return isSmall && !follows(accountWords, at - 2) ? nil : at - 2..<place
    }

    private func isLetter(_ at: Int) -> Bool { (self[at] | 0x20) &- 0x61 < 26 }

    private func ibanLength(_ at: Int) -> Int? {
        ibanLengths[UInt16(self[at] & 0xDF) << 8 | UInt16(self[at + 1] & 0xDF)]
    }
}

/// Words near accounts.
private let accountWords: Set<[UInt8]> = Set(
    ["iban", "account", "acct", "konto", "compte", "cuenta", "conto", "rekening"]
        .map { Array($0.utf8) })

private func passesLuhn(_ digits: [UInt8]) -> Bool {
    var sum = 0
    for (i, digit) in digits.reversed().enumerated() {
        let doubled = i % 2 == 1 ? Int(digit) * 2 : Int(digit)
        sum += doubled > 9 ? doubled - 9 : doubled
    }
    return sum % 10 == 0
}

/// The number that an IBAN spells, with its first four characters last, modulo 97.
private func ibanRemainder(_ characters: [UInt8]) -> Int {
    (characters[4...] + characters[..<4]).reduce(0) { remainder, character in
        character < 0x41
            ? (remainder * 10 + Int(character - 0x30)) % 97
            : (remainder * 100 + Int(character - 0x37)) % 97
    }
}

/// The length of each country's IBAN (SWIFT's registry, release 99).
private let ibanLengths: [UInt16: Int] = {
    let registry = """
        AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 \
        DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 \
        IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 \
        MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 \
        SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
        """
    var lengths: [UInt16: Int] = [:]
    for entry in registry.split(separator: " ") {
        let bytes = Array(entry.utf8)
        lengths[UInt16(bytes[0]) << 8 | UInt16(bytes[1])] = Int(entry.dropFirst(2))
    }
    return lengths
}()
