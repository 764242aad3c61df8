// The rules of spaCy's English tokenizer: character classes, affixes, infixes and exceptions.
import ByteKernels
import CTextRules

/// What spaCy's patterns say to one code point; the bits are generated in this order.
struct SpacyClass: OptionSet {
    let rawValue: UInt16

    /// Cut off the front of a word, whatever follows.
    static let prefix = SpacyClass(rawValue: 1 << 0)
    /// Cut off the end of a word, whatever stands before it.
    static let suffix = SpacyClass(rawValue: 1 << 1)
    /// Cut out of the middle of a word, whatever is around it.
    static let infix = SpacyClass(rawValue: 1 << 2)
    static let letter = SpacyClass(rawValue: 1 << 3)
    static let lowerOrQuote = SpacyClass(rawValue: 1 << 4)
    static let upperOrQuote = SpacyClass(rawValue: 1 << 5)
    /// A full stop after it is cut off.
    static let beforeStop = SpacyClass(rawValue: 1 << 6)
    static let upper = SpacyClass(rawValue: 1 << 7)
    static let currency = SpacyClass(rawValue: 1 << 8)
    /// May stand in a host name.
    static let host = SpacyClass(rawValue: 1 << 9)
    static let lower = SpacyClass(rawValue: 1 << 10)
    /// Ends sentences.
    static let sentenceMark = SpacyClass(rawValue: 1 << 11)
}

extension DecodedScalar {
    @inline(__always)
    var spacyClass: SpacyClass { SpacyClass(rawValue: ctr_spacy_class(value)) }
}

/// Exceptions and units, made once per process.
final class SpacyEnglishRules: Sendable {
    static let shared = SpacyEnglishRules()

    let exceptions: SpacyExceptions
    /// How exceptions are cut without exceptions: words found so are put together again. Empty
    /// for those that affix and infix rules leave alone.
    let pieces: [[Int]]
    private let units: [[UInt8]]

    private init() {
        units = spacyUnits.split(separator: " ").map { Array($0.utf8) }
        exceptions = SpacyExceptions(spacyEnglishExceptions)
        let units = units
        pieces = exceptions.texts.map { text in
            (text + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer {
                let rules = SpacyEnglishRules(units: units)
                var cutter = SpacyCutter(rules: rules)
                cutter.cut($0.baseAddress!, text.count)
                return cutter.isTouched($0.baseAddress!, text.count)
                    ? cutter.words.map(\.count) : []
            }
        }
    }

    /// The rules without exceptions.
    private init(units: [[UInt8]]) {
        self.units = units
        exceptions = SpacyExceptions("")
        pieces = []
    }

    /// Whether a text is a unit of measurement.
    private func isUnit(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        units.contains { $0.elementsEqual(text) }
    }

    /// The bytes that are cut off the end of `text[start..<end]`; the longest suffix there is.
    func suffix(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        guard start < end else { return 0 }
        return max(SpacyAffixes.plainSuffix(text, start, end), measure(text, start, end))
    }

    /// The length of a currency sign or unit at the end that a digit stands before.
    func measure(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        var at = end
        while at > start && end - at < 24 && !isASCIIDigit(text[at - 1]) { at -= 1 }
        guard at < end, at > start, isASCIIDigit(text[at - 1]) else { return 0 }
        let tail = UnsafeBufferPointer(start: text + at, count: end - at)
        let sign = SpacyAffixes.currency(text, at, end)
        return sign == tail.count || isUnit(tail) ? tail.count : 0
    }
}

/// The affix rules that need nothing but classes.
enum SpacyAffixes {
    /// The bytes that are cut off the front of `text[start..<end]`.
    static func prefix(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        let first = DecodedScalar(at: text + start)
        if first.spacyClass.contains(.prefix) { return first.length }
        switch text[start] {
        case 0x2E:
            let run = dots(text, start, end)
            return run > 1 ? run : 0
        case 0x2B: return start + 1 < end && isASCIIDigit(text[start + 1]) ? 0 : 1
        case 0x55, 0x43, 0x41:
            let sign = currency(text, start, end)
            return sign
        default: return 0
        }
    }

    /// The length of the currency sign that begins at `start`: one of the signs, US$, C$ or A$.
    static func currency(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        switch text[start] {
        case 0x55:
            return end - start >= 3 && text[start + 1] == 0x53 && text[start + 2] == 0x24 ? 3 : 0
        case 0x43, 0x41: return end - start >= 2 && text[start + 1] == 0x24 ? 2 : 0
        default:
            let first = DecodedScalar(at: text + start)
            return first.spacyClass.contains(.currency) ? first.length : 0
        }
    }

    /// The length of a run of full stops.
    static func dots(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        var at = start
        while at < end && text[at] == 0x2E { at += 1 }
        return at - start
    }

    /// The bytes cut off the end by the rules that don't concern measures.
    static func plainSuffix(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        let last = DecodedScalar(before: text + end, from: text + start)
        let rest = end - last.length
        switch last.value {
        case 0x2E: return stop(text, start, end)
        case 0x2026: return rest > start && before(text, start, rest).value == 0x2026 ? 6 : 3
        case 0x2B: return rest > start && isASCIIDigit(text[rest - 1]) ? 1 : 0
        case 0x73, 0x53:
            guard rest > start else { return 0 }
            let quote = before(text, start, rest)
            return quote.value == 0x27 || quote.value == 0x2019 ? 1 + quote.length : 0
        default: return last.spacyClass.contains(.suffix) ? last.length : 0
        }
    }

    private static func before(
        _ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int
    ) -> DecodedScalar {
        DecodedScalar(before: text + end, from: text + start)
    }

    /// The full stops cut off the end: a run of several, or one that the letters before allow.
    private static func stop(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        var run = end
        while run > start && text[run - 1] == 0x2E { run -= 1 }
        if end - run > 1 { return end - run }
        guard run > start else { return 0 }
        let last = before(text, start, run)
        if last.spacyClass.contains(.beforeStop) { return 1 }
        guard run - last.length > start else { return 0 }
        let previous = before(text, start, run - last.length)
        if last.spacyClass.contains(.upper) && previous.spacyClass.contains(.upper) { return 1 }
        switch last.value | 0x20 {
        case 0x63, 0x66, 0x6B: return previous.value == 0xB0 ? 1 : 0
        default: return 0
        }
    }
}
