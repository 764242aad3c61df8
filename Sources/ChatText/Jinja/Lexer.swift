// Cuts a template into tokens, with the white-space rules that transformers sets.

/// Jinja's lexer with `trim_blocks` and `lstrip_blocks` on, as chat templates are read.
struct Lexer {
    private enum Tag { case variable, block, comment }

    private let source: [UInt8]
    private var position = 0
    private var line = 1
    /// What came last was text to the end of a line, or nothing yet.
    private var lineStarts = true
    private var brackets: [Token.Sign] = []
    private(set) var tokens: [Token] = []

    /// The tokens of a template; line ends are made line feeds, and one at the end is dropped.
    static func tokens(of source: [UInt8]) throws(JinjaError) -> [Token] {
        var lexer = Lexer(source)
        try lexer.run()
        return lexer.tokens
    }

    private init(_ source: [UInt8]) {
        var normal: [UInt8] = []
        normal.reserveCapacity(source.count)
        for index in source.indices {
            if source[index] == 0x0A && index > 0 && source[index - 1] == 0x0D { continue }
            normal.append(source[index] == 0x0D ? 0x0A : source[index])
        }
        if normal.last == 0x0A { normal.removeLast() }
        self.source = normal
    }

    private func fail(_ message: String) -> JinjaError { JinjaError(.syntax, message, line: line) }

    private mutating func emit(_ kind: Token.Kind) {
        tokens.append(Token(kind: kind, line: line))
    }

    private func byte(_ offset: Int = 0) -> UInt8? {
        position + offset < source.count ? source[position + offset] : nil
    }

    private func starts(with text: StaticString, at place: Int) -> Bool {
        text.withUTF8Buffer { wanted in
            place + wanted.count <= source.count
                && wanted.indices.allSatisfy { source[place + $0] == wanted[$0] }
        }
    }

    private mutating func run() throws(JinjaError) {
        while position < source.count {
            guard let (place, tag) = nextTag() else {
                data(position..<source.count)
                break
            }
            try text(until: place, tag)
        }
        emit(.end)
    }

    private func nextTag() -> (Int, Tag)? {
        var place = position
        while place + 1 < source.count {
            if source[place] == UInt8(ascii: "{") {
                switch source[place + 1] {
                case UInt8(ascii: "{"): return (place, .variable)
                case UInt8(ascii: "%"): return (place, .block)
                case UInt8(ascii: "#"): return (place, .comment)
                default: break
                }
            }
            place += 1
        }
        return nil
    }

    private mutating func data(_ range: Range<Int>) {
        if !range.isEmpty { emit(.data(Array(source[range]))) }
        count(range)
    }

    /// Counts lines and notes whether the last byte ends one.
    private mutating func count(_ range: Range<Int>) {
        for index in range where source[index] == 0x0A { line += 1 }
    }

    /// Takes the text before a tag, stripped as the tag says, and then the tag.
    private mutating func text(until place: Int, _ tag: Tag) throws(JinjaError) {
        let sign = place + 2 < source.count ? source[place + 2] : 0
        let isRaw = tag == .block && rawEnd(from: place) != nil
        var end = place
        if sign == UInt8(ascii: "-") {
            while end > position, let start = spaceStart(before: end) { end = start }
            end = max(end, position)
        } else if sign != UInt8(ascii: "+") && tag != .variable {
            end = strippedLineStart(before: place)
        }
        let start = position
        if end > start { emit(.data(Array(source[start..<end]))) }
        count(start..<place)
        position = place + 2 + ([0x2D, 0x2B].contains(sign) ? 1 : 0)
        lineStarts = false
        switch tag {
        case .comment: try comment()
        case .variable: try expression(isBlock: false)
        case .block where isRaw: try raw(from: place)
        case .block: try expression(isBlock: true)
        }
    }

    /// Where the line's white space before a tag begins, if there is nothing else before the tag.
    private func strippedLineStart(before place: Int) -> Int {
        var start = place
        while start > position && source[start - 1] != 0x0A {
            guard let before = spaceStart(before: start), before >= position else { return place }
            start = before
        }
        if start > position || lineStarts { return start }
        return place
    }

    /// Where the white-space character that ends before `end` begins.
    private func spaceStart(before end: Int) -> Int? {
        var start = end - 1
        while start > 0 && source[start] & 0xC0 == 0x80 { start -= 1 }
        return PythonText.isSpace(PythonText.scalar(source, at: start).value) ? start : nil
    }

    private mutating func skipSpace() {
        while position < source.count {
            let (value, length) = PythonText.scalar(source, at: position)
            if !PythonText.isSpace(value) { return }
            if value == 0x0A { line += 1 }
            position += length
        }
    }

    /// Takes the end of a tag: `-` strips the space behind it, else a line feed is dropped (`+`: kept).
    private mutating func endTag(length: Int, strips: Bool, trimsLine: Bool) {
        position += length
        let start = position
        if strips {
            skipSpace()
        } else if trimsLine && byte() == 0x0A {
            position += 1
            line += 1
        }
        lineStarts = position > start && source[position - 1] == 0x0A
    }

    private mutating func comment() throws(JinjaError) {
        var place = position
        while place + 1 < source.count {
            if source[place] == UInt8(ascii: "#") && source[place + 1] == UInt8(ascii: "}") {
                let sign = place > position ? source[place - 1] : 0
                count(position..<place)
                position = place
                endTag(length: 2, strips: sign == 0x2D, trimsLine: sign != 0x2B)
                return
            }
            place += 1
        }
        throw fail("Missing end of comment tag")
    }

    /// Where `{% raw %}` at `place` ends, if it is that.
    private func rawEnd(from place: Int) -> (end: Int, strips: Bool)? {
        wordTag("raw", at: place).map { ($0.end, $0.sign == 0x2D) }
    }

    /// The end of a block tag that holds one word only, and the sign at its end.
    private func wordTag(_ word: StaticString, at place: Int) -> (end: Int, sign: UInt8)? {
        guard starts(with: "{%", at: place) else { return nil }
        var index = place + 2
        if index < source.count, [0x2D, 0x2B].contains(source[index]) { index += 1 }
        index = spaceEnd(from: index)
        guard starts(with: word, at: index) else { return nil }
        index = spaceEnd(from: index + word.utf8CodeUnitCount)
        if starts(with: "%}", at: index) { return (index + 2, 0) }
        for (mark, sign) in [("-%}" as StaticString, UInt8(0x2D)), ("+%}", 0x2B)]
        where starts(with: mark, at: index) {
            return (index + 3, sign)
        }
        return nil
    }

    private func spaceEnd(from start: Int) -> Int {
        var index = start
        while index < source.count {
            let (value, length) = PythonText.scalar(source, at: index)
            if !PythonText.isSpace(value) { break }
            index += length
        }
        return index
    }

    private mutating func raw(from place: Int) throws(JinjaError) {
        guard let (begin, strips) = rawEnd(from: place) else { return }
        count(position..<begin)
        position = begin
        if strips { skipSpace() }
        lineStarts = source[position - 1] == 0x0A
        var end = position
        while end < source.count {
            if let tag = wordTag("endraw", at: end) { return rawData(until: end, tag) }
            end += 1
        }
        throw fail("Missing end of raw directive")
    }

    private mutating func rawData(until place: Int, _ tag: (end: Int, sign: UInt8)) {
        let opening = source[place + 2]
        var end = place
        if opening == 0x2D {
            while end > position, let start = spaceStart(before: end) { end = max(start, position) }
        } else if opening != 0x2B {
            end = strippedLineStart(before: place)
        }
        if end > position { emit(.data(Array(source[position..<end]))) }
        count(position..<tag.end)
        position = tag.end
        endTag(length: 0, strips: tag.sign == 0x2D, trimsLine: tag.sign == 0)
    }
}

// MARK: Inside tags

extension Lexer {
    private mutating func expression(isBlock: Bool) throws(JinjaError) {
        emit(isBlock ? .blockBegin : .variableBegin)
        brackets.removeAll()
        while position < source.count {
            skipSpace()
            if try endsTag(isBlock: isBlock) { return }
            if position < source.count { try token() }
        }
        // What was left open is the parser's to name.
    }

    private mutating func endsTag(isBlock: Bool) throws(JinjaError) -> Bool {
        guard brackets.isEmpty else { return false }
        let plain: StaticString = isBlock ? "%}" : "}}"
        let stripping: StaticString = isBlock ? "-%}" : "-}}"
        let keeping: StaticString = "+%}"
        if starts(with: plain, at: position) {
            emit(isBlock ? .blockEnd : .variableEnd)
            endTag(length: 2, strips: false, trimsLine: isBlock)
        } else if starts(with: stripping, at: position) {
            emit(isBlock ? .blockEnd : .variableEnd)
            endTag(length: 3, strips: true, trimsLine: false)
        } else if isBlock && starts(with: keeping, at: position) {
            emit(.blockEnd)
            endTag(length: 3, strips: false, trimsLine: false)
        } else {
            return false
        }
        return true
    }

    private mutating func token() throws(JinjaError) {
        let first = source[position]
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        case UInt8(ascii: "'"), UInt8(ascii: "\""): try string(quote: first)
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "_"), 0x80...:
            try name()
        default: try sign()
        }
    }

    private mutating func name() throws(JinjaError) {
        let start = position
        while position < source.count {
            let (value, length) = PythonText.scalar(source, at: position)
            if !PythonText.isWord(value) { break }
            position += length
        }
        if position == start { throw unexpectedCharacter() }
        emit(.name(String(decoding: source[start..<position], as: UTF8.self)))
    }

    private func unexpectedCharacter() -> JinjaError {
        let length = PythonText.scalar(source, at: position).length
        let text = String(decoding: source[position..<position + length], as: UTF8.self)
        let place = String(decoding: source[..<position], as: UTF8.self).unicodeScalars.count
        return fail("unexpected char \(PythonFormat.quoted(text)) at \(place)")
    }

    private mutating func string(quote: UInt8) throws(JinjaError) {
        var end = position + 1
        while end < source.count && source[end] != quote {
            end += source[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        if end >= source.count { throw unexpectedCharacter() }
        let body = source[(position + 1)..<end]
        emit(.string(try PythonText.unescape(body, orFail: fail)))
        count(position..<end)
        position = end + 1
    }

    private mutating func number() throws(JinjaError) {
        let start = position
        if let radix = radix(), let digits = digits(radix: radix, from: position + 2) {
            position = digits.end
            guard let value = Int(digits.text, radix: radix) else {
                throw JinjaError(.unsupported, "an integer beyond 64 bits in a template")
            }
            return emit(.int(value))
        }
        let whole = digits(radix: 10, from: start) ?? ("0", start + 1)
        let (text, end, isDouble) = fraction(after: whole)
        position = end
        if isDouble {
            emit(.double(Double(text) ?? .infinity))
        } else {
            emit(Int(text).map { .int($0) } ?? .bigInt(text))
        }
    }

    private func radix() -> Int? {
        guard byte() == UInt8(ascii: "0") else { return nil }
        switch byte(1).map({ $0 | 0x20 }) {
        case UInt8(ascii: "x"): return 16
        case UInt8(ascii: "o"): return 8
        case UInt8(ascii: "b"): return 2
        default: return nil
        }
    }

    /// The digits from `start`, single underscores between them dropped.
    private func digits(radix: Int, from start: Int) -> (text: String, end: Int)? {
        var text = ""
        var index = start
        while index < source.count {
            let scalar = Character(Unicode.Scalar(source[index]))
            if scalar == "_", index + 1 < source.count,
                Character(Unicode.Scalar(source[index + 1])).hexDigitValue.map({ $0 < radix })
                    == true
            {
                index += 1
                continue
            }
            guard let digit = scalar.hexDigitValue, digit < radix else { break }
            text.append(scalar)
            index += 1
        }
        return text.isEmpty ? nil : (text, index)
    }

    /// A fraction and an exponent, where there are any; `1.` alone is an integer and a dot.
    private func fraction(
        after whole: (text: String, end: Int)
    ) -> (text: String, end: Int, isDouble: Bool) {
        var (text, end) = whole
        var isDouble = false
        if end < source.count, source[end] == UInt8(ascii: "."),
            let part = digits(radix: 10, from: end + 1)
        {
            (text, end, isDouble) = (text + "." + part.text, part.end, true)
        }
        guard end < source.count, source[end] | 0x20 == UInt8(ascii: "e") else {
            return (text, end, isDouble)
        }
        var start = end + 1
        var sign = ""
        if start < source.count, [0x2B, 0x2D].contains(source[start]) {
            sign = source[start] == 0x2D ? "-" : ""
            start += 1
        }
        guard let exponent = digits(radix: 10, from: start) else { return (text, end, isDouble) }
        return (text + "e" + sign + exponent.text, exponent.end, true)
    }

    private mutating func sign() throws(JinjaError) {
        for length in [2, 1] where position + length <= source.count {
            let text = String(decoding: source[position..<position + length], as: UTF8.self)
            guard let sign = Token.Sign(rawValue: text) else { continue }
            try balance(sign)
            emit(.sign(sign))
            position += length
            return
        }
        throw unexpectedCharacter()
    }

    private mutating func balance(_ sign: Token.Sign) throws(JinjaError) {
        switch sign {
        case .leftParenthesis: brackets.append(.rightParenthesis)
        case .leftBracket: brackets.append(.rightBracket)
        case .leftBrace: brackets.append(.rightBrace)
        case .rightParenthesis, .rightBracket, .rightBrace:
            guard let expected = brackets.popLast() else {
                throw fail("unexpected '\(sign.rawValue)'")
            }
            if expected != sign {
                throw fail("unexpected '\(sign.rawValue)', expected '\(expected.rawValue)'")
            }
        default: break
        }
    }
}
