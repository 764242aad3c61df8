// The filters of jinja2, by name.

/// What can stand behind `|`.
enum Filter: String, CaseIterable, Sendable {
    case abs, attr, batch, capitalize, center, count, d
    case standard = "default"
    case dictsort, e, escape, filesizeformat, first
    case double = "float"
    case forceescape, format, groupby, indent
    case integer = "int"
    case items, join, last, length, list, lower, map, max, min, reject, rejectattr, replace, reverse
    case round, safe, select, selectattr, slice, sort, string, striptags, sum, title, tojson, trim
    case truncate, unique, upper, urlencode, wordcount, wordwrap, xmlattr

    /// Filters of jinja2 that are left out: what they give depends on chance or on the printer.
    static let lacking: Set = ["pprint", "random", "urlize"]
}

extension Renderer {
    func apply(
        _ filter: Filter, to value: Value, _ arguments: Arguments
    ) throws(JinjaError) -> Value {
        switch filter {
        case .standard, .d:
            let values = try arguments.bound("do_default", ["default_value", "boolean"])
            let isMissing = value.isUndefined || values[1]?.isTrue == true && !value.isTrue
            return isMissing ? values[0] ?? .text("") : value
        case .tojson: return .string(try json(value, arguments))
        case .length, .count: return .int(try length(of: value))
        case .string: return .string(try string(value))
        case .trim:
            let characters = try arguments.bound("do_trim", ["chars"])[0]
            return .string(try stripped(string(value), characters, left: true, right: true))
        case .integer: return try integer(value, arguments)
        case .double: return try double(value, arguments)
        case .abs: return try magnitude(value)
        case .round: return try rounded(value, arguments)
        case .safe, .e, .escape, .forceescape, .striptags, .xmlattr, .urlencode:
            return try applyMarkup(filter, to: value, arguments)
        case .lower, .upper, .title, .capitalize, .replace, .format, .indent, .center, .truncate,
            .wordcount, .wordwrap, .filesizeformat:
            return try applyText(filter, to: value, arguments)
        default: return try applySequence(filter, to: value, arguments)
        }
    }

    /// Python's `len`.
    func length(of value: Value) throws(JinjaError) -> Int {
        switch value {
        case .string(let text): return PythonText.length(text.bytes)
        case .list(let values), .tuple(let values): return values.count
        case .dict(let dict): return dict.count
        case .view(let view): return view.dict.count
        case .range(let range): return range.count
        case .loop(let loop): return loop.items.count
        case .undefined: return 0
        default: throw .type("object of type '\(value.typeName)' has no len()")
        }
    }

    // MARK: Numbers

    private func integer(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
        let values = try arguments.bound("do_int", ["default", "base"])
        let standard = values[0] ?? .int(0)
        switch value {
        case .undefined(let undefined): throw undefined.error
        case .int, .bigInt: return value
        case .bool(let flag): return .int(flag ? 1 : 0)
        case .double(let number): return .from(number) ?? standard
        case .string(let text):
            let base = values[1]?.integer ?? 10
            return PythonNumber.integer(text.string, base: base)
                ?? PythonNumber.double(text.string).flatMap(Value.from) ?? standard
        default: return standard
        }
    }

    private func double(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
        let standard = try arguments.bound("do_float", ["default"])[0] ?? .double(0)
        switch value {
        case .undefined(let undefined): throw undefined.error
        case .string(let text):
            return PythonNumber.double(text.string).map { .double($0) } ?? standard
        default: return value.number.map { .double($0) } ?? standard
        }
    }

    private func magnitude(_ value: Value) throws(JinjaError) -> Value {
        if let number = value.integer { return number < 0 ? try negated(value) : .int(number) }
        switch value {
        case .double(let number): return .double(number.magnitude)
        case .bigInt(let digits): return .bigInt(digits.replacing("-", with: ""))
        default: throw .type("bad operand type for abs(): '\(value.typeName)'")
        }
    }

    private func rounded(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
        let values = try arguments.bound("do_round", ["precision", "method"])
        let precision = values[0]?.integer ?? 0
        let method = try values[1].map { value throws(JinjaError) in try string(value).string }
        guard ["common", "ceil", "floor", nil].contains(method) else {
            throw .value("method must be common, ceil or floor")
        }
        guard let number = value.number else {
            if let method, method != "common" {
                if case .undefined(let undefined) = value { throw undefined.error }
            }
            throw .type("type \(value.typeName) doesn't define __round__ method")
        }
        if value.integer != nil && precision >= 0 && (method ?? "common") == "common" {
            return .int(value.integer ?? 0)
        }
        return .double(PythonNumber.rounded(number, precision, method ?? "common"))
    }

    // MARK: Text

    private func applyText(
        _ filter: Filter, to value: Value, _ arguments: Arguments
    ) throws(JinjaError) -> Value {
        if filter == .truncate { return try truncated(value, arguments) }
        if filter == .filesizeformat { return .text(try fileSize(value, arguments)) }
        let text = try string(value)
        try charge(bytes: text.count)
        switch filter {
        case .lower: return .string(text.lowercased())
        case .upper: return .string(text.mapped(PythonText.uppercase))
        case .title: return .string(text.titledAtBorders())
        case .capitalize: return .string(text.capitalized())
        case .replace:
            let values = try arguments.bound("do_replace", ["old", "new", "count"], required: 2)
            let (old, new) = (try string(values[0] ?? .null), try string(values[1] ?? .null))
            return .string(try replaced(text, old, new, limit: values[2]?.integer ?? -1))
        case .format:
            let named = arguments.named.map { (Value.text($0.name), $0.value) }
            if !named.isEmpty && !arguments.positional.isEmpty {
                throw .value("can't handle positional and keyword arguments at the same time")
            }
            let operand: Value =
                named.isEmpty ? .tuple(arguments.positional) : .dict(Dict(named))
            return .string(try percentFormat(text, operand))
        case .indent: return .string(try indented(value, text, arguments))
        case .center:
            let width = try arguments.bound("do_center", ["width"])[0]?.integer ?? 80
            return .string(try padded(text, .center, to: width, with: TracedText(" ")))
        case .wordcount: return .int(text.wordCount)
        default:
            throw JinjaError(.unsupported, "the filter '\(filter.rawValue)' is not supported")
        }
    }

    private func fileSize(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> String {
        let isBinary =
            try arguments.bound("do_filesizeformat", ["binary"])[0]?.isTrue ?? false
        var number = value.number
        if case .undefined(let undefined) = value { throw undefined.error }
        if case .string(let text) = value {
            number = PythonNumber.double(text.string)
            if number == nil {
                throw .value("could not convert string to float: \(try repr(value))")
            }
        }
        guard let bytes = number else {
            throw .type(
                "float() argument must be a string or a real number, not '\(value.typeName)'")
        }
        return PythonNumber.fileSize(bytes, isBinary: isBinary)
    }

    private func indented(
        _ value: Value, _ text: TracedText, _ arguments: Arguments
    ) throws(JinjaError) -> TracedText {
        let values = try arguments.bound("do_indent", ["width", "first", "blank"])
        guard case .string = value else {
            if case .undefined(let undefined) = value { throw undefined.error }
            if case .list = value {
                throw .type("'list' object has no attribute 'splitlines'")
            }
            if case .tuple = value {
                throw .type("can only concatenate tuple (not \"str\") to tuple")
            }
            throw .type("unsupported operand type(s) for +=: '\(value.typeName)' and 'str'")
        }
        var indent = TracedText()
        if case .string(let given)? = values[0] {
            indent = given
        } else {
            let width = max(0, values[0]?.integer ?? 4)
            try check(bytes: width)
            indent = TracedText(Array(repeating: 0x20, count: width))
        }
        var lines = lines(of: text, keepingEnds: false)
        if text.isEmpty || endsInLine(text) { lines.append(TracedText()) }
        try charge(bytes: text.count + lines.count * indent.count)
        let indentsBlank = values[2]?.isTrue == true
        var result = values[1]?.isTrue == true ? indent : TracedText()
        for (index, line) in lines.enumerated() {
            if index > 0 {
                result.append([0x0A], origin: line.isEmpty ? .template : line.firstOrigin)
                if indentsBlank || !line.isEmpty { result.append(indent) }
            }
            result.append(line)
        }
        return result
    }

    /// The text ends with a line end, so that an added line feed makes an empty line.
    private func endsInLine(_ text: TracedText) -> Bool {
        guard let last = text.string.unicodeScalars.last else { return false }
        // What was added is a line feed: it joins a carriage return.
        return PythonText.endsLine(last.value) && last.value != 0x0D
    }

    private func truncated(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
        let values = try arguments.bound(
            "do_truncate", ["length", "killwords", "end", "leeway"])
        let length = values[0]?.integer ?? 255
        let end = values[2] ?? .text("...")
        let endLength = try self.length(of: end)
        let leeway = values[3]?.integer ?? 5
        if length < endLength { throw .value("expected length >= \(endLength), got \(length)") }
        if leeway < 0 { throw .value("expected leeway >= 0, got \(leeway)") }
        if try self.length(of: value) <= length + leeway { return value }
        var cut = try slice(value, from: nil, to: length - endLength, by: nil)
        if values[1]?.isTrue != true {
            guard case .string(let text) = cut else {
                throw .type("'\(cut.typeName)' object has no attribute 'rsplit'")
            }
            cut = .string(text.split(by: [0x20], limit: 1, fromRight: true)[0])
        }
        return try binary(.add, cut, end)
    }
}

extension Value {
    /// A float cut to an integer, as `int()` does.
    static func from(_ number: Double) -> Value? {
        if !number.isFinite { return nil }
        if let value = Int(exactly: number.rounded(.towardZero)) { return .int(value) }
        return .bigInt(PythonNumber.digits(of: number.rounded(.towardZero)))
    }
}

extension TracedText {
    /// The `title` filter: capitals after white space, hyphens and opening brackets.
    func titledAtBorders() -> TracedText {
        var starts = true
        return mapped { value in
            let isBorder =
                PythonText.isSpace(value)
                || [0x2D, 0x28, 0x7B, 0x5B, 0x3C].contains(value)
            defer { starts = isBorder }
            if isBorder { return String(Character(Unicode.Scalar(value) ?? " ")) }
            return starts ? PythonText.uppercase(value) : PythonText.lowercase(value)
        }
    }

    /// Runs of word characters.
    var wordCount: Int {
        var (words, isInWord) = (0, false)
        for scalar in string.unicodeScalars {
            let isWord = PythonText.isWord(scalar.value)
            if isWord && !isInWord { words += 1 }
            isInWord = isWord
        }
        return words
    }
}
