// What a raised number or letter is: a power, a note's sign, cents, the top of a fraction.

/// What is written around raised text, so that it stays what it is on one line.
enum RaisedText: Equatable {
    /// `10<sup>6</sup>` is 10^6.
    case power
    /// `word<sup><a>3</a></sup>` is word[3].
    case note
    /// `$549<sup>00</sup>` is $549.00, and `249<sup>00</sup> €` 249,00 €.
    case cents(point: UInt8)
    /// `3<sup>1</sup>/<sub>2</sub>` is 3 1/2.
    case numerator
    /// `1<sup>st</sup>` is 1st.
    case plain

    /// - Parameters:
    ///   - before: what the block holds before it.
    ///   - isLinked: it is all that a link holds, or holds a link.
    ///   - isNumerator: a slash and a lowered number follow.
    ///   - next: the text that follows.
    init(
        _ raised: ArraySlice<UInt8>, after before: ArraySlice<UInt8>, isLinked: Bool,
        isNumerator: Bool, before next: ArraySlice<UInt8>
    ) {
        let before = Self.withoutMarks(before)
        guard let last = before.last else {
            self = .plain
            return
        }
        let isNumber = raised.allSatisfy(isASCIIDigit)
        if isLinked, isNumber, raised.count <= 3, last > 0x20, last != 0x5B, last != 0x28 {
            self = .note
        } else if isNumerator, isNumber {
            self = isASCIIDigit(last) ? .numerator : .plain
        } else if isNumber, let point = Self.point(of: before, raised, next) {
            self = .cents(point: point)
        } else {
            self = Self.isPower(raised, of: before, last) ? .power : .plain
        }
    }

    /// Without the marks of emphasis at the end.
    private static func withoutMarks(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        while let last = text.last, last == 0x2A || last == 0x60 { text.removeLast() }
        return text
    }

    /// What stands between a price and its cents: a point where the currency's sign comes first, a
    /// comma where it comes last; nil for what is no price. Sums such as $10^12 are powers.
    private static func point(
        of price: ArraySlice<UInt8>, _ cents: ArraySlice<UInt8>, _ next: ArraySlice<UInt8>
    ) -> UInt8? {
        guard cents.count == 2 else { return nil }
        var rest = price
        while let last = rest.last, isASCIIDigit(last) || last == 0x2C { rest.removeLast() }
        let digits = price.dropFirst(rest.count)
        guard !digits.isEmpty, rest.last != 0x2E else { return nil }
        if digits.elementsEqual("10".utf8) || digits.elementsEqual("2".utf8) {
            guard let last = cents.last, last == 0x30 || last == 0x35 || last == 0x39,
                !cents.elementsEqual("15".utf8), !cents.elementsEqual("10".utf8),
                !cents.elementsEqual("30".utf8)
            else { return nil }
        }
        if rest.last == 0x20 { rest.removeLast() }
        if signs.contains(where: { rest.suffix($0.utf8CodeUnitCount).elementsEqual($0.bytes) }) {
            return UInt8(ascii: ".")
        }
        let behind = next.drop { $0 == 0x20 }
        return signsBehind.contains { behind.starts(with: $0.bytes) } ? UInt8(ascii: ",") : nil
    }

    private static let signs: [StaticString] = ["$", "€", "£", "¥"]
    private static let signsBehind: [StaticString] = [
        "€", "zł", "Kč", "kr", "₽", "руб", "₺", "lei",
    ]

    /// Powers follow numbers, parentheses and names of one or two letters; a number after a longer
    /// word is a note's, unless that is a function's name.
    private static func isPower(
        _ raised: ArraySlice<UInt8>, of before: ArraySlice<UInt8>, _ last: UInt8
    ) -> Bool {
        let letters = before.suffix(5).reversed().prefix(while: isASCIILetter).count
        let isAfterNumber = isASCIIDigit(last) || last == 0x29
        if isNumber(raised) {
            return isAfterNumber || 1...2 ~= letters
                || functions.contains {
                    $0.utf8CodeUnitCount == letters
                        && before.suffix(letters).elementsEqual($0.bytes)
                }
        }
        return (isAfterNumber || letters == 1) && isVariable(raised)
    }

    private static let functions: [StaticString] = [
        "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "log",
    ]

    /// Digits with signs; those are ASCII's, U+2212 and U+2013.
    private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        while let first = rest.first {
            if isASCIIDigit(first) || first == 0x2D || first == 0x2B {
                rest.removeFirst()
            } else if rest.starts(with: [0xE2, 0x88, 0x92])
                || rest.starts(with: [0xE2, 0x80, 0x93])
            {
                rest.removeFirst(3)
            } else {
                return false
            }
        }
        return !text.isEmpty
    }

    /// `n`, `2n`, `n+1`, `−x`: letters that ordinals and titles don't end with.
    private static func isVariable(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count <= 6, let place = text.firstIndex(where: variables.contains) else {
            return false
        }
        let rest = text[..<place] + text[(place + 1)...]
        return rest.isEmpty || isNumber(rest)
    }

    private static let variables: Set<UInt8> = Set("nkxyzijmpq".utf8)
}
