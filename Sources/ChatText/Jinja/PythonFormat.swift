// Python's `str` and `repr` of values.

/// Writes values as Python prints them.
enum PythonFormat {
    /// `repr` of a string, as a string.
    static func quoted(_ string: String) -> String {
        var text = TracedText()
        appendQuoted(TracedText(string), to: &text)
        return text.string
    }

    /// Appends `repr` of a string: single quotes, unless it holds those and no double ones.
    static func appendQuoted(_ string: TracedText, to text: inout TracedText) {
        let bytes = string.bytes
        let origin = string.firstOrigin
        let quote: UInt8 =
            bytes.contains(UInt8(ascii: "'")) && !bytes.contains(UInt8(ascii: "\""))
            ? UInt8(ascii: "\"") : UInt8(ascii: "'")
        text.append([quote], origin: origin)
        var clean = 0
        var index = 0
        while index < bytes.count {
            let (value, length) = PythonText.scalar(bytes, at: index)
            if let escape = escape(value, quote: quote) {
                text.append(string, clean..<index)
                text.append(Array(escape.utf8), origin: string.origin(at: index))
                clean = index + length
            }
            index += length
        }
        text.append(string, clean..<bytes.count)
        text.append([quote], origin: origin)
    }

    private static func escape(_ value: UInt32, quote: UInt8) -> String? {
        switch value {
        case UInt32(quote): return "\\" + String(Unicode.Scalar(quote))
        case 0x5C: return "\\\\"
        case 0x0A: return "\\n"
        case 0x0D: return "\\r"
        case 0x09: return "\\t"
        default: break
        }
        if PythonText.isPrintable(value) { return nil }
        let (letter, width) = value < 0x100 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
        let digits = String(value, radix: 16)
        return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
    }

    /// `repr` of a float: the shortest digits that give it back, an exponent from 1e16 and below 1e-4.
    static func repr(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        if value == 0 { return value.sign == .minus ? "-0.0" : "0.0" }
        let (digits, exponent) = shortest(value.magnitude)
        return (value < 0 ? "-" : "") + placed(digits, exponent)
    }

    /// The shortest digits, and the power of ten of the first one.
    private static func shortest(_ value: Double) -> (digits: String, exponent: Int) {
        let text = value.description
        let parts = text.split(separator: "e")
        let number = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = String(number[0])
        let all = whole + (number.count > 1 ? String(number[1]) : "")
        let leading = all.prefix { $0 == "0" }.count
        var digits = String(all.dropFirst(leading))
        while digits.count > 1 && digits.hasSuffix("0") { digits.removeLast() }
        let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        return (digits, whole.count - 1 - leading + power)
    }

    private static func placed(_ digits: String, _ exponent: Int) -> String {
        if exponent < -4 || exponent >= 16 {
            let rest = digits.dropFirst()
            let size = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
            return String(digits.prefix(1)) + (rest.isEmpty ? "" : "." + rest)
                + (exponent < 0 ? "e-" : "e+") + size
        }
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
        if digits.count <= exponent + 1 {
            return digits + String(repeating: "0", count: exponent + 1 - digits.count) + ".0"
        }
        return digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
    }
}

extension Renderer {
    /// `str(value)`.
    func string(_ value: Value) throws(JinjaError) -> TracedText {
        switch value {
        case .string(let text): return text
        case .undefined: return TracedText()
        default:
            var text = TracedText()
            try appendRepr(value, to: &text)
            return text
        }
    }

    /// `repr(value)`.
    func repr(_ value: Value) throws(JinjaError) -> String {
        var text = TracedText()
        try appendRepr(value, to: &text)
        return text.string
    }

    func appendRepr(_ value: Value, to text: inout TracedText) throws(JinjaError) {
        try enter()
        defer { leave() }
        try check(bytes: text.count)
        switch value {
        case .string(let string):
            if string.isMarkup { text.append("Markup(".utf8, origin: .template) }
            PythonFormat.appendQuoted(string, to: &text)
            if string.isMarkup { text.append(")".utf8, origin: .template) }
        case .list(let elements): try append(elements, "[", "]", to: &text)
        case .tuple(let elements):
            try append(elements, "(", elements.count == 1 ? ",)" : ")", to: &text)
        case .dict(let dict): try append(dict, to: &text)
        case .view(let view):
            text.append("\(value.typeName)(".utf8, origin: .template)
            try append(view.elements, "[", "]", to: &text)
            text.append(")".utf8, origin: .template)
        default: text.append(try Self.plain(value).utf8, origin: .template)
        }
    }

    private func append(
        _ elements: [Value], _ open: String, _ close: String, to text: inout TracedText
    ) throws(JinjaError) {
        text.append(open.utf8, origin: .template)
        for (index, element) in elements.enumerated() {
            if index > 0 { text.append(", ".utf8, origin: .template) }
            try appendRepr(element, to: &text)
        }
        text.append(close.utf8, origin: .template)
    }

    private func append(_ dict: Dict, to text: inout TracedText) throws(JinjaError) {
        text.append("{".utf8, origin: .template)
        for (index, key) in dict.keys.enumerated() {
            if index > 0 { text.append(", ".utf8, origin: .template) }
            try appendRepr(key, to: &text)
            text.append(": ".utf8, origin: .template)
            try appendRepr(dict.values[index], to: &text)
        }
        text.append("}".utf8, origin: .template)
    }

    /// Values that print without other values in them.
    private static func plain(_ value: Value) throws(JinjaError) -> String {
        switch value {
        case .undefined: return "Undefined"
        case .null: return "None"
        case .bool(let flag): return flag ? "True" : "False"
        case .int(let number): return String(number)
        case .bigInt(let digits): return digits
        case .double(let number): return PythonFormat.repr(number)
        case .range(let range):
            let step = range.step == 1 ? "" : ", \(range.step)"
            return "range(\(range.start), \(range.writtenStop)\(step))"
        case .macro(let macro): return "<Macro \(PythonFormat.quoted(macro.definition.name))>"
        case .loop(let loop): return "<LoopContext \(loop.index0 + 1)/\(loop.items.count)>"
        default:
            // Python prints the object's address.
            throw JinjaError(.unsupported, "printing a \(value.typeName)")
        }
    }
}
