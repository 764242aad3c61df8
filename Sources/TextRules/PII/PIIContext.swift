// What stands around a number: the words before it, and whether it is one of a table.

extension PIIText {
    /// The letters right before a place, small where they are ASCII, behind a few marks and spaces of
    /// the same line; empty where there are none. A word is told by its last 32 bytes.
    func wordBefore(_ at: Int) -> (word: [UInt8], start: Int) {
        let end = passMarks(before: at)
        var start = end
        while end - start < 32, isLetterByte(start - 1) { start -= 1 }
        return ((start..<end).map { self[$0] &- 0x41 < 26 ? self[$0] | 0x20 : self[$0] }, start)
    }

    /// Back over up to 24 bytes of ASCII marks and spaces, no-break spaces and wide colons.
    private func passMarks(before at: Int) -> Int {
        var end = at
        while end > 0, at - end < 24 {
            let byte = self[end - 1]
            if byte == 0x9A, self[end - 2] == 0xBC, self[end - 3] == 0xEF {
                end -= 3
            } else if byte == 0xA0, self[end - 2] == 0xC2 {
                end -= 2
            } else if byte < 0x80, byte != 0x0A, !isAlphanumeric(end - 1) {
                end -= 1
            } else {
                break
            }
        }
        return end
    }

    private func isLetterByte(_ at: Int) -> Bool {
        self[at] >= 0x80 || (self[at] | 0x20) &- 0x61 < 26
    }

    /// Whether one of the last words before a place, in its line and within 48 bytes, is listed.
    func follows(_ words: Set<[UInt8]>, _ at: Int) -> Bool {
        var place = at
        while place > 0, at - place < 48 {
            let (word, start) = wordBefore(place)
            if words.contains(word) { return true }
            // Numbers between words are passed over, too.
            place = word.isEmpty ? min(passMarks(before: place), place) - 1 : start
            if self[place] == 0x0A { return false }
        }
        return false
    }

    /// Whether a word for telephones stands right before a place, as `Tel.: ` or `phone number `;
    /// nil where none does, else the fewest digits that make a number then.
    func phoneWord(before at: Int) -> Int? {
        var (word, start) = wordBefore(at)
        if phoneLinks.contains(word) { (word, start) = wordBefore(start) }
        if word.isEmpty { return nil }
        if phoneWords.contains(word) { return 7 }
        // `cell.415…` is a name with full stops.
        if weakPhoneWords.contains(word) { return self[at - 1] == 0x2E ? nil : 9 }
        return joinedPhoneWords.contains { word.ends(with: $0) } ? 7 : nil
    }

    /// Whether a stretch stands in a line without letters, beside another such line with as many
    /// digits as numbers have: then it is a cell of a table.
    func isInTable(_ range: Range<Int>) -> Bool {
        let start = lineStart(range.lowerBound)
        let end = lineEnd(range.upperBound)
        guard isNumeric(start..<end, least: 1) else { return false }
        if start > 0, isNumeric(lineStart(start - 1)..<(start - 1), least: 7) { return true }
        return end < count && isNumeric((end + 1)..<lineEnd(end + 1), least: 7)
    }

    private func lineStart(_ at: Int) -> Int {
        var start = at
        while start > 0, at - start < 256, self[start - 1] != 0x0A { start -= 1 }
        return start
    }

    private func lineEnd(_ at: Int) -> Int {
        var end = at
        while end < count, end - at < 256, self[end] != 0x0A { end += 1 }
        return end
    }

    private func isNumeric(_ range: Range<Int>, least: Int) -> Bool {
        guard range.lowerBound <= range.upperBound else { return false }
        var digits = 0
        for at in range {
            if isDigit(at) { digits += 1 }
            // `+`, parentheses and letters make a line more than a row of numbers.
            let isCell =
                isDigit(at) || [0x20, 0x09, 0x2C, 0x2D, 0x2E, 0x7C, 0x0D].contains(self[at])
            if !isCell { return false }
        }
        return digits >= least
    }
}

private func words(_ text: String) -> Set<[UInt8]> {
    Set(text.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) })
}

/// Words of alphabetic scripts before telephone numbers.
private let phoneWords = words(
    """
    tel telephone telephones phone phones ph fax telefax telefon telefone telefono telefoon telefoni \
    teléfono teléfonos téléphone tél TÉL Tél telef tlf tlfn tfn puh puhelin faks faxe fon fono gsm sms \
    whatsapp viber hotline helpline rufnummer telefonnummer cellphone tfno móvil móviles celular \
    cellulare тел Тел ТЕЛ телефон Телефон моб Моб мобильный факс Факс τηλ Τηλ τηλέφωνο Τηλέφωνο κιν \
    телефонът телефони هاتف الهاتف تلفون جوال موبايل טלפון נייד फोन फ़ोन मोबाइल téléphones \
    phonenumber mobilnummer sđt
    """)

/// Words that stand before telephone numbers and before much else.
private let weakPhoneWords = words(
    "call cell mobile mobil mob handy portable text dial ring contact")

/// Words that may stand between the two.
private let phoneLinks = words(
    "number numbers no nr num us at me on is nummer numéro numero número n° nº номер № and or")

/// Words of scripts without spaces, which follow others.
private let joinedPhoneWords = [
    "电话", "電話", "手机", "手機", "传真", "傳真", "热线", "熱線", "携帯", "전화", "전화번호", "휴대폰", "팩스",
    "โทร", "โทรศัพท์", "โทรสาร",
].map { Array($0.utf8) }

/// Words before numbers that are no telephone's, person's or address.
let countingWords = words(
    """
    score scores value values range ranges part parts sku order orders model models serial isbn issn \
    doi ean upc item items catalog catalogue invoice ticket bug issue pages page lines line rows row \
    id ids sequence series ratio timestamp pid oid case docket
    """)

/// Words near numbers with full stops that are addresses of machines.
let addressWords = words(
    """
    ip ips ipv4 address addresses addr host hosts server servers ping dns gateway netmask subnet \
    nameserver nameservers traceroute whois ssh telnet router firewall resolver inet broadcast proxy \
    adresse adresa indirizzo dirección endereço adres
    """)

extension [UInt8] {
    fileprivate func ends(with other: [UInt8]) -> Bool { suffix(other.count).elementsEqual(other) }
}
