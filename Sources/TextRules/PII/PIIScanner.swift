// Finds personal data in text: addresses, numbers and keys, each checked by what it must obey.
import ByteKernels
import CTextRules

/// A kind of personal data.
public enum PIIKind: String, Sendable, CaseIterable, Codable {
    case email, ipv4, ipv6, phone, iban, card, ssn, secret
}

/// Where personal data is.
public struct PIIMatch: Sendable, Equatable {
    public let kind: PIIKind
    public let range: Range<Int>

    public init(_ kind: PIIKind, _ range: Range<Int>) {
        (self.kind, self.range) = (kind, range)
    }
}

/// Finds personal data; linear in the text, whatever it is.
///
/// The text is searched for the bytes on which such data hangs: digits, `@`, `:` and a few more.
/// Around each of them at most a bounded stretch is read, or one that no later byte reads again.
public struct PIIScanner: Sendable {
    /// What to look for.
    public var kinds: Set<PIIKind>
    /// Only addresses of the public Internet.
    public var publicAddressesOnly = true
    /// Host names need a top-level domain of letters, and parts may not be over-long; IPv4
    /// addresses may not be the numbers of versions and sections. What stands around a number says
    /// what it is: words before it, the shape of its line.
    public var checksHosts = true

    public init(_ kinds: Set<PIIKind> = Set(PIIKind.allCases)) { self.kinds = kinds }

    /// Replaces the contents of `matches` by what is found, in order, without overlaps.
    public func scan(_ text: Span<UInt8>, into matches: inout [PIIMatch]) {
        matches.removeAll(keepingCapacity: true)
        text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let text = PIIText(base, buffer.count)
            defer { addWidePhones(of: text, to: &matches) }
            var (at, free) = (0, 0)
            while at < text.count {
                at += ctr_pii_run(base + at, text.count - at)
                guard at < text.count else { break }
                if let match = match(text, at, from: free) {
                    matches.append(match)
                    free = match.range.upperBound
                    at = max(free, at + 1)
                } else {
                    at = text.base[at] &- 0x30 < 10 ? text.digitsEnd(at) : at + 1
                }
            }
        }
    }

    /// What hangs on the byte at `at` and begins at `free` or later.
    private func match(_ text: PIIText, _ at: Int, from free: Int) -> PIIMatch? {
        switch text.base[at] {
        case 0x40: return found(.email, text.email(at, from: free, checks: checksHosts))
        case 0x3A: return found(.ipv6, text.ipv6(at, from: free, publicOnly: publicAddressesOnly))
        case 0x2B: return found(.phone, text.internationalPhone(at, checks: checksHosts))
        case 0x4A, 0x4B, 0x7A, 0x5F, 0x2D: return found(.secret, text.secret(at, from: free))
        default: return number(text, at, from: free)
        }
    }

    private func number(_ text: PIIText, _ at: Int, from free: Int) -> PIIMatch? {
        found(.iban, text.iban(at, from: free))
            ?? found(.ipv4, text.ipv4(at, publicOnly: publicAddressesOnly, checks: checksHosts))
            ?? found(.ssn, text.socialSecurityNumber(at))
            ?? found(.card, text.card(at))
            ?? found(.phone, text.announcedPhone(at, from: free))
            ?? found(.phone, text.nationalPhone(at, from: free))
            ?? found(.email, text.escapedEmail(at, from: free))
    }

    /// Numbers in other digits than ASCII's.
    private func addWidePhones(of text: PIIText, to matches: inout [PIIMatch]) {
        guard kinds.contains(.phone), checksHosts else { return }
        let known = matches.count
        text.forEachWidePhone { range in
            let isKnown = matches[..<known].contains { $0.range.overlaps(range) }
            if !isKnown { matches.append(PIIMatch(.phone, range)) }
        }
        if matches.count > known { matches.sort { $0.range.lowerBound < $1.range.lowerBound } }
    }

    private func found(_ kind: PIIKind, _ range: @autoclosure () -> Range<Int>?) -> PIIMatch? {
        guard kinds.contains(kind), let range = range() else { return nil }
        return PIIMatch(kind, range)
    }
}

/// A text with the questions that all matchers ask.
struct PIIText {
    let base: UnsafePointer<UInt8>
    let count: Int

    init(_ base: UnsafePointer<UInt8>, _ count: Int) {
        (self.base, self.count) = (base, count)
    }

    /// The byte at a place, 0 outside of the text.
    @inline(__always)
    subscript(_ at: Int) -> UInt8 { at >= 0 && at < count ? base[at] : 0 }

    @inline(__always)
    func isDigit(_ at: Int) -> Bool { self[at] &- 0x30 < 10 }

    @inline(__always)
    func isUpper(_ at: Int) -> Bool { self[at] &- 0x41 < 26 }

    /// An ASCII letter or digit.
    @inline(__always)
    func isAlphanumeric(_ at: Int) -> Bool { isDigit(at) || (self[at] | 0x20) &- 0x61 < 26 }

    /// A letter, digit or underscore of any script (a regular expression's `\w`).
    func isWord(_ at: Int) -> Bool {
        guard self[at] >= 0x80 else { return isAlphanumeric(at) || self[at] == 0x5F }
        var start = at
        while start > 0 && at - start < 3 && base[start] & 0xC0 == 0x80 { start -= 1 }
        var bytes: (UInt8, UInt8, UInt8, UInt8) = (
            self[start], self[start + 1], self[start + 2], self[start + 3]
        )
        let scalar = withUnsafeBytes(of: &bytes) {
            DecodedScalar(at: $0.assumingMemoryBound(to: UInt8.self).baseAddress!)
        }
        let wordMask = GeneralCategory.letterMask | GeneralCategory.numberMask
        return GeneralCategory(scalar.value).bit & wordMask != 0
    }

    func digitsEnd(_ start: Int) -> Int {
        var at = start
        while isDigit(at) { at += 1 }
        return at
    }

    /// Whether a number may begin at a place: it is no part of a word or of a longer number.
    func startsNumber(_ at: Int) -> Bool {
        guard !isWord(at - 1) else { return false }
        let joins = self[at - 1] == 0x2E || self[at - 1] == 0x2D
        return !(joins && isWord(at - 2))
    }

    /// Whether a number may end before a place.
    func endsNumber(_ at: Int) -> Bool {
        guard !isWord(at) else { return false }
        let joins = self[at] == 0x2E || self[at] == 0x2D
        return !(joins && isDigit(at + 1))
    }
}
