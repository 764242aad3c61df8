// What a raised number or letter is: a power, a note's sign, cents, the top of a fraction.

/// What is written around raised text, so that it stays what it is on one line.
enum RaisedText {
    /// `10<sup>6</sup>` is 10^6.
    case power
    /// `word<sup><a>3</a></sup>` is word[3].
    case note
    /// `$549<sup>00</sup>` is $549.00.
    case cents
    /// `3<sup>1</sup>/<sub>2</sub>` is 3 1/2.
    case numerator
    /// `1<sup>st</sup>` is 1st.
    case plain

    /// - Parameters:
    ///   - before: what the block holds before it.
    ///   - isLinked: it is all that a link holds, or holds a link.
    ///   - isNumerator: a slash follows.
    init(
        _ raised: ArraySlice<UInt8>, after before: ArraySlice<UInt8>, isLinked: Bool,
        isNumerator: Bool
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
        } else if isNumber, raised.count == 2, Self.isWholePrice(before) {
            self = .cents
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

    /// Numbers with a currency's sign, and no point.
    private static func isWholePrice(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        while let last = rest.last, isASCIIDigit(last) || last == 0x2C { rest.removeLast() }
        guard rest.count < text.count else { return false }
        if rest.last == 0x20 { rest.removeLast() }
        return signs.contains { rest.suffix($0.utf8CodeUnitCount).elementsEqual($0.bytes) }
    }

    private static let signs: [StaticString] = ["$", "€", "£", "¥"]

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
