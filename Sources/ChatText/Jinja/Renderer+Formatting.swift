// `'%s' % value` and `'{}'.format(value)`.

/// A directive of a format: flags, width, precision and kind.
private struct FormatSpec {
    var fill: TracedText = TracedText(" ")
    var align: Character?
    var sign: Character = "-"
    var isAlternate = false
    var padsWithZeros = false
    var width = 0
    var grouping: Character?
    var precision: Int?
    var kind: Character?
}

extension Renderer {
    // MARK: Percent

    /// `format % operand`.
    func percentFormat(_ format: TracedText, _ operand: Value) throws(JinjaError) -> TracedText {
        var values: [Value] = [operand]
        if case .tuple(let several) = operand { values = several }
        var next = 0
        var usesKeys = false
        var result = TracedText()
        let bytes = format.bytes
        var start = 0
        while let place = ByteSearch.first([0x25], in: bytes, from: start) {
            result.append(format, start..<place)
            var scanner = PercentScanner(bytes: bytes, position: place + 1)
            let (key, spec, kind) = try scanner.directive { () throws(JinjaError) in
                guard next < values.count else { throw Self.tooFew }
                next += 1
                guard let number = values[next - 1].integer else { throw .type("* wants int") }
                return number
            }
            start = scanner.position
            if kind == "%" {
                result.append([0x25], origin: .template)
                continue
            }
            let value: Value
            if let key {
                guard case .dict(let dict) = operand else {
                    throw .type("format requires a mapping")
                }
                usesKeys = true
                guard let found = dict[.text(key)] else { throw .value(PythonFormat.quoted(key)) }
                value = found
            } else {
                guard next < values.count else { throw Self.tooFew }
                value = values[next]
                next += 1
            }
            result.append(try percent(value, spec, kind))
            try charge(bytes: result.count)
        }
        result.append(format, start..<bytes.count)
        let takesRest: Bool
        switch operand {
        case .dict, .list, .range, .view, .undefined: takesRest = true
        default: takesRest = usesKeys
        }
        if next < values.count && !takesRest {
            throw .type("not all arguments converted during string formatting")
        }
        return result
    }

    private static let tooFew = JinjaError.type("not enough arguments for format string")

    private func percent(
        _ value: Value, _ spec: FormatSpec, _ kind: Character
    ) throws(JinjaError) -> TracedText {
        var spec = spec
        switch kind {
        case "s", "r", "a":
            var text = kind == "s" ? try string(value) : TracedText(try repr(value))
            if let precision = spec.precision {
                text = try sliced(text, to: precision)
            }
            if spec.align == nil { spec.align = ">" }
            return try placed(text, spec)
        case "d", "i", "u":
            guard value.number != nil else {
                throw .type(
                    "%\(kind) format: a real number is required, not \(value.typeName)")
            }
            var whole = value
            if case .double(let number) = value {
                guard let cut = Value.from(number) else {
                    throw .value("cannot convert float to integer")
                }
                whole = cut
            }
            spec.kind = "d"
            return try formatted(whole, spec)
        case "x", "X", "o":
            guard value.integer != nil else {
                throw .type("%\(kind) format: an integer is required, not \(value.typeName)")
            }
            spec.kind = kind
            return try formatted(value, spec)
        case "f", "F", "e", "E", "g", "G":
            guard let number = value.number else {
                throw .type("must be real number, not \(value.typeName)")
            }
            spec.kind = kind
            return try formatted(.double(number), spec)
        case "c":
            if case .string = value { return try placed(string(value), spec) }
            let scalar = value.integer.flatMap { UInt32(exactly: $0) }.flatMap(Unicode.Scalar.init)
            guard let scalar else { throw .type("%c requires int or char") }
            return try placed(TracedText(String(Character(scalar))), spec)
        default:
            throw .value("unsupported format character '\(kind)'")
        }
    }

    private func sliced(_ text: TracedText, to length: Int) throws(JinjaError) -> TracedText {
        guard case .string(let cut) = try slice(.string(text), from: nil, to: length, by: nil)
        else { return text }
        return cut
    }

    // MARK: Specs

    /// A value by a spec, as `format(value, spec)` writes it.
    private func formatted(_ value: Value, _ spec: FormatSpec) throws(JinjaError) -> TracedText {
        switch value {
        case .int, .bool, .bigInt:
            if let kind = spec.kind, "eEfFgG%".contains(kind) { break }
            if case .bool = value, spec.kind == nil { return try placed(string(value), spec) }
            return try integer(value, spec)
        case .double: break
        case .string(let text):
            if let kind = spec.kind, kind != "s" {
                throw .value("Unknown format code '\(kind)' for object of type 'str'")
            }
            let cut = try spec.precision.map { precision throws(JinjaError) in
                try sliced(text, to: precision)
            }
            return try placed(cut ?? text, spec)
        default: throw .type("unsupported format string passed to \(value.typeName).__format__")
        }
        return try double(value.number ?? 0, spec)
    }

    private func integer(_ value: Value, _ spec: FormatSpec) throws(JinjaError) -> TracedText {
        var digits = ""
        var prefix = ""
        let kind = spec.kind ?? "d"
        if case .bigInt(let text) = value {
            guard kind == "d" || kind == "n" else {
                throw JinjaError(.unsupported, "big integers in \(kind)")
            }
            digits = text
        } else {
            let radixes: [Character: Int] = ["d": 10, "n": 10, "x": 16, "X": 16, "o": 8, "b": 2]
            guard let radix = radixes[kind] else {
                throw .value("Unknown format code '\(kind)' for object of type 'int'")
            }
            digits = String(value.integer ?? 0, radix: radix, uppercase: kind == "X")
            if spec.isAlternate && radix != 10 { prefix = "0\(kind)" }
        }
        let isNegative = digits.hasPrefix("-")
        return try number(
            isNegative ? String(digits.dropFirst()) : digits, isNegative, prefix, spec)
    }

    private func double(_ number: Double, _ spec: FormatSpec) throws(JinjaError) -> TracedText {
        var digits: String
        let magnitude = number.magnitude
        if let precision = spec.precision, precision > 300 {
            throw JinjaError(.unsupported, "a precision of \(precision)")
        }
        switch spec.kind {
        case nil where spec.precision == nil: digits = PythonFormat.repr(magnitude)
        case "%":
            digits = PythonNumber.fixed(magnitude * 100, spec.precision ?? 6) + "%"
        case let kind:
            let mark = spec.isAlternate ? "#" : ""
            digits = PythonNumber.printed(
                "%\(mark).\(spec.precision ?? 6)\(kind ?? "g")", magnitude)
            if kind == nil, !digits.contains(where: { ".en".contains($0) }) { digits += ".0" }
        }
        return try self.number(digits, number.sign == .minus && !number.isNaN, "", spec)
    }

    /// Digits with their sign, thousands grouped, and padded.
    private func number(
        _ digits: String, _ isNegative: Bool, _ prefix: String, _ spec: FormatSpec
    ) throws(JinjaError) -> TracedText {
        var spec = spec
        let sign = isNegative ? "-" : spec.sign == "-" ? "" : String(spec.sign)
        var body = digits
        if let grouping = spec.grouping { body = grouped(digits, by: grouping) }
        try check(bytes: spec.width)
        if spec.padsWithZeros && spec.align == nil {
            let missing = spec.width - sign.count - prefix.count - body.count
            body = String(repeating: "0", count: max(0, missing)) + body
        }
        if spec.align == "=" {
            let missing = spec.width - sign.count - prefix.count - body.count
            body = String(repeating: spec.fill.string, count: max(0, missing)) + body
        }
        if spec.align == nil { spec.align = ">" }
        return try placed(TracedText(sign + prefix + body), spec)
    }

    private func grouped(_ digits: String, by separator: Character) -> String {
        let whole = digits.prefix { $0.isNumber }
        var result = ""
        for (index, digit) in whole.enumerated() {
            if index > 0 && (whole.count - index) % 3 == 0 { result.append(separator) }
            result.append(digit)
        }
        return result + digits.dropFirst(whole.count)
    }

    private func placed(_ text: TracedText, _ spec: FormatSpec) throws(JinjaError) -> TracedText {
        switch spec.align {
        case ">": return try padded(text, .rjust, to: spec.width, with: spec.fill)
        case "^":
            // format() puts the odd one right, unlike str.center.
            let missing = spec.width - PythonText.length(text.bytes)
            if missing <= 0 { return text }
            let half = PythonText.length(text.bytes) + missing / 2
            let left = try padded(text, .rjust, to: half, with: spec.fill)
            return try padded(left, .ljust, to: spec.width, with: spec.fill)
        default: return try padded(text, .ljust, to: spec.width, with: spec.fill)
        }
    }

    // MARK: Braces

    /// `text.format(…)`.
    func format(_ text: TracedText, _ arguments: Arguments) throws(JinjaError) -> TracedText {
        var result = TracedText()
        var scanner = BraceScanner(text.bytes)
        var automatic = 0
        while let part = try scanner.next() {
            switch part {
            case .text(let range): result.append(text, range)
            case .field(let name, let conversion, let spec):
                let value = try field(name, arguments, &automatic)
                result.append(try converted(value, conversion, spec))
            }
            try charge(bytes: result.count)
        }
        result.isMarkup = text.isMarkup
        return result
    }

    private func field(
        _ name: String, _ arguments: Arguments, _ automatic: inout Int
    ) throws(JinjaError) -> Value {
        let first = name.prefix { $0 != "." && $0 != "[" }
        var value: Value
        if first.isEmpty || Int(first) != nil {
            let index = Int(first) ?? automatic
            if first.isEmpty { automatic += 1 }
            guard index < arguments.positional.count else {
                throw .value(
                    "Replacement index \(index) out of range for positional args tuple")
            }
            value = arguments.positional[index]
        } else {
            guard let found = arguments.named.first(where: { $0.name == first }) else {
                throw .value(PythonFormat.quoted(String(first)))
            }
            value = found.value
        }
        var rest = name.dropFirst(first.count)
        while let mark = rest.first {
            rest = rest.dropFirst()
            if mark == "." {
                let part = rest.prefix { $0 != "." && $0 != "[" }
                value = try attribute(AttributeName(String(part)), of: value)
                rest = rest.dropFirst(part.count)
            } else {
                let part = rest.prefix { $0 != "]" }
                value = try item(Int(part).map { .int($0) } ?? .text(String(part)), of: value)
                rest = rest.dropFirst(part.count + 1)
            }
        }
        return value
    }

    private func converted(
        _ value: Value, _ conversion: Character?, _ spec: String
    ) throws(JinjaError) -> TracedText {
        var value = value
        if let conversion {
            guard "sra".contains(conversion) else {
                throw .value("Unknown conversion specifier \(conversion)")
            }
            value = conversion == "s" ? .string(try string(value)) : .text(try repr(value))
        }
        if spec.isEmpty { return try string(value) }
        return try formatted(value, try Self.spec(spec))
    }

    private static func spec(_ text: String) throws(JinjaError) -> FormatSpec {
        var spec = FormatSpec()
        var rest = Substring(text)
        let second = rest.dropFirst().first
        if let second, "<>=^".contains(second), let fill = rest.first {
            (spec.fill, spec.align) = (TracedText(String(fill)), second)
            rest = rest.dropFirst(2)
        } else if let first = rest.first, "<>=^".contains(first) {
            spec.align = first
            rest = rest.dropFirst()
        }
        func take(_ characters: String) -> Character? {
            guard let first = rest.first, characters.contains(first) else { return nil }
            rest = rest.dropFirst()
            return first
        }
        func number() -> Int? {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            return Int(digits)
        }
        spec.sign = take("+- ") ?? "-"
        spec.isAlternate = take("#") != nil
        spec.padsWithZeros = take("0") != nil
        spec.width = number() ?? 0
        spec.grouping = take(",_")
        if take(".") != nil { spec.precision = number() ?? 0 }
        spec.kind = rest.first
        if rest.count > 1 { throw .value("Invalid format specifier") }
        return spec
    }
}

/// Reads `%(name)-05.2f`.
private struct PercentScanner {
    let bytes: [UInt8]
    var position: Int

    private func incomplete() -> JinjaError { .value("incomplete format") }

    private mutating func take() throws(JinjaError) -> Character {
        guard position < bytes.count else { throw incomplete() }
        position += 1
        return Character(Unicode.Scalar(bytes[position - 1]))
    }

    mutating func directive(
        _ star: () throws(JinjaError) -> Int
    ) throws(JinjaError) -> (key: String?, spec: FormatSpec, kind: Character) {
        var spec = FormatSpec()
        var key: String?
        if position < bytes.count, bytes[position] == UInt8(ascii: "(") {
            guard let end = ByteSearch.first([UInt8(ascii: ")")], in: bytes, from: position) else {
                throw .value("incomplete format key")
            }
            key = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
            position = end + 1
        }
        var next = try take()
        while "-+ #0".contains(next) {
            switch next {
            case "-": spec.align = "<"
            case "0": spec.padsWithZeros = true
            case "#": spec.isAlternate = true
            default: if spec.sign != "+" { spec.sign = next }
            }
            next = try take()
        }
        spec.width = try number(&next, star) ?? 0
        if next == "." {
            next = try take()
            spec.precision = try number(&next, star) ?? 0
        }
        while "hlL".contains(next) { next = try take() }
        return (key, spec, next)
    }

    private mutating func number(
        _ next: inout Character, _ star: () throws(JinjaError) -> Int
    ) throws(JinjaError) -> Int? {
        if next == "*" {
            next = try take()
            return try star()
        }
        var value: Int?
        while let digit = next.wholeNumberValue {
            value = (value ?? 0) * 10 + digit
            if value ?? 0 > 1 << 30 { throw .value("width too big") }
            next = try take()
        }
        return value
    }
}

/// Reads the text and the fields of a brace format.
private struct BraceScanner {
    enum Part {
        case text(Range<Int>)
        case field(name: String, conversion: Character?, spec: String)
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private func byte(_ place: Int) -> UInt8? { place < bytes.count ? bytes[place] : nil }

    mutating func next() throws(JinjaError) -> Part? {
        if position == bytes.count { return nil }
        let (open, close) = (UInt8(ascii: "{"), UInt8(ascii: "}"))
        let start = position
        let first = bytes[position]
        if first == open || first == close {
            if byte(position + 1) == first {
                position += 2
                return .text(start..<start + 1)
            }
            if first == close { throw .value("Single '}' encountered in format string") }
            return try field()
        }
        while position < bytes.count, bytes[position] != open, bytes[position] != close {
            position += 1
        }
        return .text(start..<position)
    }

    private mutating func field() throws(JinjaError) -> Part {
        guard let end = ByteSearch.first([UInt8(ascii: "}")], in: bytes, from: position) else {
            throw .value(
                position + 1 == bytes.count
                    ? "Single '{' encountered in format string"
                    : "expected '}' before end of string")
        }
        let inner = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
        position = end + 1
        if inner.contains("{") {
            throw JinjaError(.unsupported, "fields in the format of a field")
        }
        let parts = inner.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let head = parts[0].split(separator: "!", maxSplits: 1, omittingEmptySubsequences: false)
        return .field(
            name: String(head[0]), conversion: head.count > 1 ? head[1].first : nil,
            spec: parts.count > 1 ? String(parts[1]) : "")
    }
}
