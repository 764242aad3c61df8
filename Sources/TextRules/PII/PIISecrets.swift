// Keys and tokens of common services in text, by the forms that the services publish.

/// The form of one service's keys: what they begin with, and the characters that follow.
private struct SecretForm {
    let prefix: [UInt8]
    /// Where in the prefix the byte is that the scanner stops at.
    let mark: Int
    let lengths: ClosedRange<Int>
    /// Whether `-`, `_` and `.` may follow, beside letters and digits.
    let isWide: Bool

    init(_ prefix: String, mark: Int, _ lengths: ClosedRange<Int>, isWide: Bool = false) {
        self.prefix = Array(prefix.utf8)
        self.mark = mark
        self.lengths = lengths
        self.isWide = isWide
    }
}

private let secretForms: [SecretForm] = [
    // Amazon access keys.
    SecretForm("AKIA", mark: 1, 16...16),
    // Google: API keys.
    SecretForm("AIza", mark: 2, 35...35, isWide: true),
    // GitHub: personal, OAuth, user, server and refresh tokens; fine-grained tokens.
    SecretForm("ghp_", mark: 3, 36...251), SecretForm("gho_", mark: 3, 36...251),
    SecretForm("ghu_", mark: 3, 36...251), SecretForm("ghs_", mark: 3, 36...251),
    SecretForm("ghr_", mark: 3, 36...251),
    SecretForm("github_pat_", mark: 6, 82...82, isWide: true),
    SecretForm("glpat-", mark: 5, 20...64, isWide: true),
    // Stripe.
    SecretForm("sk_live_", mark: 2, 24...99), SecretForm("rk_live_", mark: 2, 24...99),
    // OpenAI and Anthropic.
    SecretForm("sk-", mark: 2, 40...200, isWide: true),
    // Slack.
    SecretForm("xoxb-", mark: 4, 20...200, isWide: true),
    SecretForm("xoxp-", mark: 4, 20...200, isWide: true),
    SecretForm("xoxa-", mark: 4, 20...200, isWide: true),
    // Hugging Face, npm.
    SecretForm("hf_", mark: 2, 34...40), SecretForm("npm_", mark: 3, 36...36),
    // JSON Web Tokens.
    SecretForm("eyJ", mark: 2, 60...100_000, isWide: true),
]

private let keyHeader = Array("-----BEGIN ".utf8)
private let keyFooter = Array("PRIVATE KEY-----".utf8)

extension PIIText {
    /// The key or token that has a form's mark at a place.
    func secret(_ at: Int, from free: Int) -> Range<Int>? {
        if self[at] == 0x2D, let range = privateKey(at) { return range }
        for form in secretForms where form.prefix[form.mark] == self[at] {
            let start = at - form.mark
            guard start >= free, startsToken(start), hasPrefix(form.prefix, start) else { continue }
            let end = tokenEnd(start + form.prefix.count, form)
            let length = end - start - form.prefix.count
            guard form.lengths.contains(length), !isWord(end) else { continue }
            guard form.prefix.count != 3 || !form.isWide || looksRandom(start..<end) else {
                continue
            }
            return start..<end
        }
        return nil
    }

    /// Whether nothing before a place belongs to the same run: such runs are read once.
    private func startsToken(_ at: Int) -> Bool {
        !isWord(at - 1) && self[at - 1] != 0x2D && self[at - 1] != 0x2E
    }

    private func hasPrefix(_ prefix: [UInt8], _ start: Int) -> Bool {
        for (i, byte) in prefix.enumerated() where self[start + i] != byte { return false }
        return true
    }

    private func tokenEnd(_ start: Int, _ form: SecretForm) -> Int {
        var at = start
        while at - start <= form.lengths.upperBound {
            let isMark = self[at] == 0x2D || self[at] == 0x5F || self[at] == 0x2E
            guard isAlphanumeric(at) || (form.isWide && isMark) else { break }
            at += 1
        }
        while form.isWide && at > start && self[at - 1] == 0x2E { at -= 1 }
        return at
    }

    /// A digit, a small and a capital letter: words joined by hyphens lack one of them.
    private func looksRandom(_ range: Range<Int>) -> Bool {
        range.contains(where: isDigit) && range.contains(where: isUpper)
            && range.contains { self[$0] &- 0x61 < 26 }
    }

    /// A block of PEM, SSH or PGP from `-----BEGIN … PRIVATE KEY-----` to its end, at most 16 KiB;
    /// where it has no end, to that of its lines. A header without a key below it is only spoken of.
    private func privateKey(_ at: Int) -> Range<Int>? {
        guard self[at - 1] != 0x2D, hasPrefix(keyHeader, at) else { return nil }
        guard let header = find(keyFooter, at + keyHeader.count, within: 40) else { return nil }
        let end = keyEnd(header)
        return end > header ? at..<end : nil
    }

    /// The end of what stands between a key's header and its footer, the footer included: fields as
    /// `DEK-Info: …` and groups of base64, in lines, in quotes or escaped. Any other word ends it.
    private func keyEnd(_ start: Int) -> Int {
        var (at, end, isKey) = (start, start, false)
        while at - start < 16_384 {
            at = passKeySpace(at)
            if isKey, self[at] == 0x2D, let footer = find(keyFooter, at, within: 48) {
                return footer
            }
            let stop = base64End(at)
            let isLine = isKey || self[at - 1] == 0x0A
            if isCode(at..<stop) || (isLine && isLastGroup(at..<stop)) {
                isKey = true
                (at, end) = (stop, stop)
            } else if !isKey, let field = keyFieldEnd(at) {
                at = field
            } else {
                return end
            }
        }
        return end
    }

    /// Sixteen or more characters of base64 with a digit, or a capital inside: no word.
    private func isCode(_ range: Range<Int>) -> Bool {
        range.count >= 16 && range.dropFirst().contains { isDigit($0) || isUpper($0) }
    }

    /// Whether a short group ends the key: padded, or before the footer.
    private func isLastGroup(_ range: Range<Int>) -> Bool {
        guard let last = range.last else { return false }
        let next = passKeySpace(range.upperBound)
        return self[last] == 0x3D || (self[next] == 0x2D && self[next + 1] == 0x2D)
    }

    private func base64End(_ start: Int) -> Int {
        var at = start
        while isAlphanumeric(at) || [0x2B, 0x2F, 0x3D].contains(self[at]) { at += 1 }
        return at
    }

    /// Past white space, and what sets lines apart in source code: `\n`, quotes, plus signs, commas.
    private func passKeySpace(_ start: Int) -> Int {
        var at = start
        while at - start < 64 {
            if self[at] == 0x5C, self[at + 1] == 0x6E || self[at + 1] == 0x72 {
                at += 2
            } else if [0x20, 0x09, 0x0A, 0x0D, 0x22, 0x27, 0x2C].contains(self[at]) {
                at += 1
            } else {
                break
            }
        }
        return at
    }

    /// The end of the line of a field such as `Proc-Type: 4,ENCRYPTED`.
    private func keyFieldEnd(_ start: Int) -> Int? {
        var at = start
        while isAlphanumeric(at) || self[at] == 0x2D { at += 1 }
        guard at > start, at - start < 32, self[at] == 0x3A else { return nil }
        while at < count, at - start < 256, self[at] != 0x0A, self[at] != 0x5C { at += 1 }
        return at
    }

    /// The end of the first occurrence of some bytes.
    private func find(_ bytes: [UInt8], _ start: Int, within limit: Int) -> Int? {
        for at in start..<min(start + limit, count) where self[at] == bytes[0] {
            if hasPrefix(bytes, at) { return at + bytes.count }
        }
        return nil
    }
}
