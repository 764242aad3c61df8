// `tojson` as transformers defines it: Python's `json.dumps` without escaping of HTML or Unicode.

extension Renderer {
    func json(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> TracedText {
        let values = try arguments.bound(
            "tojson", ["ensure_ascii", "indent", "separators", "sort_keys"])
        var style = JSONStyle()
        style.escapesUnicode = values[0]?.isTrue == true
        style.sortsKeys = values[3]?.isTrue == true
        if let indent = values[1], !indent.isNone {
            style.itemSeparator = ","
            if case .string(let text) = indent {
                style.indent = text.string
            } else {
                let width = max(0, indent.integer ?? 0)
                try check(bytes: width)
                style.indent = String(repeating: " ", count: width)
            }
        }
        if let separators = values[2], !separators.isNone {
            let parts = try elements(of: separators)
            if parts.count != 2 {
                throw .value(
                    "not enough values to unpack (expected 2, got \(parts.count))")
            }
            style.itemSeparator = try string(parts[0]).string
            style.keySeparator = try string(parts[1]).string
        }
        var writer = JSONTextWriter(style: style, origin: firstOrigin(in: value) ?? .template)
        try append(value, to: &writer, level: 0)
        try charge(bytes: writer.text.count)
        return writer.text
    }

    /// The origin of the first string in a value: it stands for the braces and commas too.
    private func firstOrigin(in value: Value, depth: Int = 0) -> Origin? {
        if depth > 16 { return nil }
        switch value {
        case .string(let text): return text.firstOrigin
        case .list(let values), .tuple(let values):
            return values.prefix(16).lazy.compactMap { self.firstOrigin(in: $0, depth: depth + 1) }
                .first
        case .dict(let dict):
            return (dict.keys.prefix(16) + dict.values.prefix(16)).lazy.compactMap {
                self.firstOrigin(in: $0, depth: depth + 1)
            }.first
        default: return nil
        }
    }

    private func append(
        _ value: Value, to writer: inout JSONTextWriter, level: Int
    ) throws(JinjaError) {
        try enter()
        defer { leave() }
        try check(bytes: writer.text.count)
        switch value {
        case .string(let text): writer.string(text)
        case .null: writer.plain("null")
        case .bool(let flag): writer.plain(flag ? "true" : "false")
        case .int(let number): writer.plain(String(number))
        case .bigInt(let digits): writer.plain(digits)
        case .double(let number): writer.plain(Self.json(number))
        case .list(let values), .tuple(let values):
            try append(values, to: &writer, level: level)
        case .dict(let dict): try append(dict, to: &writer, level: level)
        default:
            throw .type("Object of type \(value.typeName) is not JSON serializable")
        }
    }

    private static func json(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return PythonFormat.repr(number)
    }

    private func append(
        _ values: [Value], to writer: inout JSONTextWriter, level: Int
    ) throws(JinjaError) {
        if values.isEmpty { return writer.plain("[]") }
        writer.plain("[")
        for (index, value) in values.enumerated() {
            writer.separate(isFirst: index == 0, level: level + 1)
            try append(value, to: &writer, level: level + 1)
        }
        writer.end("]", level: level)
    }

    private func append(
        _ dict: Dict, to writer: inout JSONTextWriter, level: Int
    ) throws(JinjaError) {
        if dict.count == 0 { return writer.plain("{}") }
        var pairs = Array(zip(dict.keys, dict.values))
        if writer.style.sortsKeys {
            let keys = try elements(
                of: applySequence(
                    .sort, to: .list(dict.keys),
                    Arguments(named: [("case_sensitive", .bool(true))])))
            pairs = keys.compactMap { key in dict[key].map { (key, $0) } }
        }
        writer.plain("{")
        for (index, (key, value)) in pairs.enumerated() {
            writer.separate(isFirst: index == 0, level: level + 1)
            writer.string(try Self.jsonKey(key))
            writer.plain(writer.style.keySeparator)
            try append(value, to: &writer, level: level + 1)
        }
        writer.end("}", level: level)
    }

    private static func jsonKey(_ key: Value) throws(JinjaError) -> TracedText {
        switch key {
        case .string(let text): return text
        case .null: return TracedText("null")
        case .bool(let flag): return TracedText(flag ? "true" : "false")
        case .int(let number): return TracedText(String(number))
        case .bigInt(let digits): return TracedText(digits)
        case .double(let number): return TracedText(json(number))
        default:
            throw .type(
                "keys must be str, int, float, bool or None, not \(key.typeName)")
        }
    }
}

/// How `json.dumps` writes.
struct JSONStyle {
    var escapesUnicode = false
    var sortsKeys = false
    var indent: String?
    var itemSeparator = ", "
    var keySeparator = ": "
}

/// Builds JSON text whose strings keep their origins.
struct JSONTextWriter {
    let style: JSONStyle
    let origin: Origin
    var text = TracedText()

    init(style: JSONStyle, origin: Origin) {
        self.style = style
        self.origin = origin
    }

    mutating func plain(_ string: String) { text.append(string.utf8, origin: origin) }

    mutating func separate(isFirst: Bool, level: Int) {
        if !isFirst { plain(style.itemSeparator) }
        newLine(level)
    }

    mutating func end(_ bracket: String, level: Int) {
        newLine(level)
        plain(bracket)
    }

    private mutating func newLine(_ level: Int) {
        guard let indent = style.indent else { return }
        plain("\n" + String(repeating: indent, count: level))
    }

    mutating func string(_ string: TracedText) {
        text.append([0x22], origin: origin)
        let bytes = string.bytes
        var clean = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte >= 0x20 && byte != 0x22 && byte != 0x5C
                && !(style.escapesUnicode && byte > 0x7E)
            {
                index += 1
                continue
            }
            let (value, length) = PythonText.scalar(bytes, at: index)
            if let escape = escape(value) {
                text.append(string, clean..<index)
                text.append(escape.utf8, origin: string.origin(at: index))
                clean = index + length
            }
            index += length
        }
        text.append(string, clean..<bytes.count)
        text.append([0x22], origin: origin)
    }

    /// Appends a value that came from JSON and so goes back to it.
    mutating func append(_ value: Value) throws(JinjaError) {
        switch value {
        case .string(let text): string(text)
        case .null: plain("null")
        case .bool(let flag): plain(flag ? "true" : "false")
        case .int(let number): plain(String(number))
        case .bigInt(let digits): plain(digits)
        case .double(let number): plain(PythonFormat.repr(number))
        case .list(let values):
            plain("[")
            for (index, value) in values.enumerated() {
                if index > 0 { plain(style.itemSeparator) }
                try append(value)
            }
            plain("]")
        case .dict(let dict): try append(dict)
        default: throw .type("Object of type \(value.typeName) is not JSON serializable")
        }
    }

    private mutating func append(_ dict: Dict) throws(JinjaError) {
        plain("{")
        for (index, key) in dict.keys.enumerated() {
            if index > 0 { plain(style.itemSeparator) }
            guard case .string(let name) = key else { throw .type("keys must be str") }
            string(name)
            plain(style.keySeparator)
            try append(dict.values[index])
        }
        plain("}")
    }

    private func escape(_ value: UInt32) -> String? {
        switch value {
        case 0x22: return "\\\""
        case 0x5C: return "\\\\"
        case 0x0A: return "\\n"
        case 0x0D: return "\\r"
        case 0x09: return "\\t"
        case 0x0C: return "\\f"
        case 0x08: return "\\b"
        case 0x7F: return nil
        case 0x10000...:
            let rest = value - 0x10000
            return hex(0xD800 + rest >> 10) + hex(0xDC00 + rest & 0x3FF)
        default: return hex(value)
        }
    }

    private func hex(_ unit: UInt32) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
