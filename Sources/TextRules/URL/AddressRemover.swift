// Deletes web and Internet addresses from text, as DCLM's recipe does before it tells languages.
import ByteKernels

/// Deletes URLs and IPv4 addresses, each with up to ten white-space characters before it.
///
/// What is deleted is what the two patterns of DCLM's `url_removal_modifier` match (2024-06): a run
/// of host characters with a top-level domain in it, or four numbers with dots, and all that
/// follows of characters that paths are made of. That program only begins on pages whose first
/// letters happen to spell a top-level domain; this one begins on all. Linear in the text.
public final class AddressRemover {
    private static let longestHost = 256
    private static let topLevelDomains: HashSet64 = {
        var domains = HashSet64()
        for rule in publicSuffixList.split(whereSeparator: \.isWhitespace) {
            domains.insert(Array(rule.split(separator: ".").last!.utf8).span)
        }
        return domains
    }()

    private let domains = AddressRemover.topLevelDomains
    private var source = ScratchBuffer<UInt8>(capacity: 4096)
    private var count = 0
    /// What is left of the text.
    public private(set) var text: [UInt8] = []

    public init() {}

    /// Leaves in ``text`` what remains without URLs; returns how many there were.
    public func removeURLs(from text: Span<UInt8>) -> Int { remove(from: text, url) }

    /// Leaves in ``text`` what remains without IPv4 addresses; returns how many there were.
    public func removeIPv4(from text: Span<UInt8>) -> Int { remove(from: text, ipv4) }

    /// - Parameter find: the address around the full stop at a place, not before another place.
    private func remove(from text: Span<UInt8>, _ find: (Int, Int) -> Range<Int>?) -> Int {
        count = text.count
        text.withUnsafeBufferPointer { source.hold($0) }
        self.text.removeAll(keepingCapacity: true)
        var (at, free, found) = (0, 0, 0)
        while at < count {
            at += firstOffset(of: 0x2E, in: source.base + at, count - at)
            guard at < count else { break }
            if let address = find(at, free) {
                append(free..<spaceStart(before: address.lowerBound, from: free))
                (at, free, found) = (address.upperBound, address.upperBound, found + 1)
            } else {
                at += 1
            }
        }
        append(free..<count)
        return found
    }

    private func append(_ range: Range<Int>) {
        text.append(
            contentsOf: UnsafeBufferPointer(
                start: source.base + range.lowerBound, count: range.count)
        )
    }

    /// Where the white space before a place begins, ten characters at most.
    private func spaceStart(before end: Int, from free: Int) -> Int {
        var start = end
        for _ in 0..<10 where start > free {
            let last = DecodedScalar(before: source.base + start, from: source.base + free)
            guard last.textClass.isSpace else { break }
            start -= last.length
        }
        return start
    }

    /// The end of the path, or anything alike, that goes on at a place.
    private func pathEnd(_ start: Int) -> Int {
        var at = start
        while at < count && isAddressByte(source.base[at], inPath: true) { at += 1 }
        return at
    }

    /// Where `http://`, `https://` or `ftp://` before a place begins; the place where none does.
    private func schemeStart(before end: Int, from free: Int) -> Int {
        for scheme: StaticString in ["https://", "http://", "ftp://"] {
            let start = end - scheme.utf8CodeUnitCount
            if start >= free
                && areEqual(source.base + start, scheme.utf8Start, end - start)
            {
                return start
            }
        }
        return end
    }

    // MARK: URLs

    private func url(_ dot: Int, from free: Int) -> Range<Int>? {
        guard let domain = domainEnd(dot) else { return nil }
        var start = dot
        while start > free && dot - start < Self.longestHost
            && isAddressByte(source.base[start - 1], inPath: false)
        {
            start -= 1
        }
        guard start < dot else { return nil }
        let end = lastDomainEnd(after: dot, in: start) ?? domain
        let isWhole = dot - start < Self.longestHost
        return (isWhole ? schemeStart(before: start, from: free) : start)..<pathEnd(end)
    }

    /// The end of the last top-level domain of a host that begins at `start`; nil where no other
    /// follows the one at `dot`.
    private func lastDomainEnd(after dot: Int, in start: Int) -> Int? {
        var last: Int?
        var at = dot + 1
        while at < count && at - start <= Self.longestHost
            && isAddressByte(source.base[at], inPath: false)
        {
            if source.base[at] == 0x2E { last = domainEnd(at) ?? last }
            at += 1
        }
        return last
    }

    /// The end of the top-level domain after a full stop.
    private func domainEnd(_ dot: Int) -> Int? {
        let end = wordEnd(dot + 1)
        let label = UnsafeBufferPointer(start: source.base + dot + 1, count: end - dot - 1)
        return end > dot + 1 && domains.contains(label.span) ? end : nil
    }

    /// The end of a word of letters, digits, marks and underscores; at most a label's 63 bytes.
    private func wordEnd(_ start: Int) -> Int {
        var at = start
        while at < count && at - start <= 63 {
            let scalar = DecodedScalar(at: source.base + at)
            guard isWord(scalar.value, marks: true) else { break }
            at += scalar.length
        }
        return at
    }

    // MARK: IPv4

    private func ipv4(_ dot: Int, from free: Int) -> Range<Int>? {
        var start = dot
        while start > free && dot - start < 4 && isASCIIDigit(source.base[start - 1]) { start -= 1 }
        guard isOctet(start..<dot), isBoundary(start) else { return nil }
        var at = dot
        for _ in 0..<2 {
            let first = at + 1
            at = first
            while at - first < 4 && isASCIIDigit(source.base[at]) { at += 1 }
            guard isOctet(first..<at), source.base[at] == 0x2E else { return nil }
        }
        guard isASCIIDigit(source.base[at + 1]) else { return nil }
        let scheme = schemeStart(before: start, from: free)
        return (isBoundary(scheme) ? scheme : start)..<pathEnd(at + 1)
    }

    /// One or two digits, or three of which the first is 0, 1 or 2.
    private func isOctet(_ digits: Range<Int>) -> Bool {
        (1...2).contains(digits.count)
            || (digits.count == 3 && source.base[digits.lowerBound] <= 0x32)
    }

    /// Whether nothing of a word stands before a place.
    private func isBoundary(_ at: Int) -> Bool {
        guard at > 0 else { return true }
        let last = DecodedScalar(before: source.base + at, from: source.base)
        return !isWord(last.value, marks: false)
    }

    private func isWord(_ scalar: UInt32, marks: Bool) -> Bool {
        let masks = GeneralCategory.letterMask | GeneralCategory.numberMask
        return scalar == 0x5F
            || GeneralCategory(scalar).bit & (marks ? masks | GeneralCategory.markMask : masks) != 0
    }
}

/// Letters, digits and `-@:%._+~#=`; in paths also `()?&/`.
@inline(__always)
private func isAddressByte(_ byte: UInt8, inPath: Bool) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x23, 0x25, 0x2B, 0x2D, 0x2E, 0x3A, 0x3D, 0x40, 0x5F, 0x7E: true
    case 0x26, 0x28, 0x29, 0x2F, 0x3F: inPath
    default: false
    }
}
