// A strict reader of JSON into a tree, for tokenizer files.

/// A JSON value. Objects keep their order, strings are UTF-8 bytes, numbers their digits.
public indirect enum JSONTree: Sendable, Equatable {
    case null
    case bool(Bool)
    case number([UInt8])
    case string([UInt8])
    case array([JSONTree])
    case object([Member])

    public struct Member: Sendable, Equatable {
        public var key: [UInt8]
        public var value: JSONTree

        public init(key: [UInt8], value: JSONTree) {
            self.key = key
            self.value = value
        }
    }

    /// Reads one value, with nothing but white space around it.
    public init(parsing text: [UInt8]) throws(TokenizerError) {
        var reader = JSONReader(text)
        self = try reader.document()
    }

    /// The value of an object's member; the last one counts where a key comes twice.
    public subscript(_ key: StaticString) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.last { member in
            key.withUTF8Buffer { $0.elementsEqual(member.key) }
        }?.value
    }

    public var string: [UInt8]? { if case .string(let value) = self { value } else { nil } }
    public var array: [JSONTree]? { if case .array(let value) = self { value } else { nil } }
    public var object: [Member]? { if case .object(let value) = self { value } else { nil } }
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var isNull: Bool { self == .null }

    /// A whole number of at most ten digits.
    public var uint32: UInt32? {
        guard case .number(let digits) = self, digits.count <= 10 else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self))
    }
}

private struct JSONReader {
    /// Deeper nesting is refused.
    private static let depthLimit = 128
    private let text: [UInt8]
    private var at = 0
    private var depth = 0

    init(_ text: [UInt8]) { self.text = text }

    mutating func document() throws(TokenizerError) -> JSONTree {
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
        let value = try value()
        skipSpace()
        if at < text.count { throw error("text after the end") }
        return value
    }

    private func error(_ what: String) -> TokenizerError {
        TokenizerError(.invalidJSON, "\(what) at byte \(at)")
    }

    private var byte: UInt8? { at < text.count ? text[at] : nil }

    private mutating func skipSpace() {
        while let byte, byte == 32 || byte == 10 || byte == 13 || byte == 9 { at += 1 }
    }

    private mutating func value() throws(TokenizerError) -> JSONTree {
        skipSpace()
        switch byte {
        case UInt8(ascii: "{"):
            return try nested { reader throws(TokenizerError) in try reader.object() }
        case UInt8(ascii: "["):
            return try nested { reader throws(TokenizerError) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(
        _ body: (inout JSONReader) throws(TokenizerError) -> JSONTree
    ) throws(TokenizerError) -> JSONTree {
        depth += 1
        if depth > Self.depthLimit { throw error("nesting is too deep") }
        at += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func literal(
        _ name: StaticString, _ value: JSONTree
    ) throws(TokenizerError) -> JSONTree {
        let matches = name.withUTF8Buffer { text[at...].starts(with: $0) }
        if !matches { throw error("an unknown word") }
        at += name.utf8CodeUnitCount
        return value
    }

    /// After `[`.
    private mutating func array() throws(TokenizerError) -> JSONTree {
        var items: [JSONTree] = []
        skipSpace()
        if byte == UInt8(ascii: "]") {
            at += 1
            return .array([])
        }
        repeat { items.append(try value()) } while try another(closing: UInt8(ascii: "]"))
        return .array(items)
    }

    /// After `{`.
    private mutating func object() throws(TokenizerError) -> JSONTree {
        var members: [JSONTree.Member] = []
        skipSpace()
        if byte == UInt8(ascii: "}") {
            at += 1
            return .object([])
        }
        repeat {
            skipSpace()
            let key = try string()
            skipSpace()
            if byte != UInt8(ascii: ":") { throw error("a colon is missing") }
            at += 1
            members.append(.init(key: key, value: try value()))
        } while try another(closing: UInt8(ascii: "}"))
        return .object(members)
    }

    /// Steps over a comma, or over the closing mark.
    private mutating func another(closing: UInt8) throws(TokenizerError) -> Bool {
        skipSpace()
        guard let byte, byte == closing || byte == UInt8(ascii: ",") else {
            throw error("a comma or closing mark is missing")
        }
        at += 1
        return byte != closing
    }

    private mutating func number() throws(TokenizerError) -> JSONTree {
        let start = at
        if byte == UInt8(ascii: "-") { at += 1 }
        let first = at
        try digits()
        if at - first > 1 && text[first] == UInt8(ascii: "0") { throw error("a leading zero") }
        if byte == UInt8(ascii: ".") {
            at += 1
            try digits()
        }
        if let mark = byte, mark | 0x20 == UInt8(ascii: "e") {
            at += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { at += 1 }
            try digits()
        }
        return .number(Array(text[start..<at]))
    }

    private mutating func digits() throws(TokenizerError) {
        let start = at
        while let byte, byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") { at += 1 }
        if at == start { throw error("not a value") }
    }

    private mutating func string() throws(TokenizerError) -> [UInt8] {
        if byte != UInt8(ascii: "\"") { throw error("a string is missing") }
        at += 1
        if let plain = plainString() { return plain }
        var result: [UInt8] = []
        while true {
            guard let byte else { throw error("a string without an end") }
            at += 1
            switch byte {
            case UInt8(ascii: "\""):
                if !isValidUTF8(result) { throw error("a string that is not UTF-8 ends") }
                return result
            case UInt8(ascii: "\\"): try escape(&result)
            case 0..<0x20: throw error("a raw control character in a string")
            default: result.append(byte)
            }
        }
    }

    /// A string without escapes, as most are; `nil` for others, which are still to be read.
    private mutating func plainString() -> [UInt8]? {
        var end = at
        var bits: UInt8 = 0
        while end < text.count, text[end] >= 0x20, text[end] != UInt8(ascii: "\"") {
            if text[end] == UInt8(ascii: "\\") { return nil }
            bits |= text[end]
            end += 1
        }
        guard end < text.count, text[end] == UInt8(ascii: "\"") else { return nil }
        let plain = Array(text[at..<end])
        if bits >= 0x80 && !isValidUTF8(plain) { return nil }
        at = end + 1
        return plain
    }

    private mutating func escape(_ result: inout [UInt8]) throws(TokenizerError) {
        guard let byte else { throw error("a string without an end") }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
        case UInt8(ascii: "b"): result.append(8)
        case UInt8(ascii: "f"): result.append(12)
        case UInt8(ascii: "n"): result.append(10)
        case UInt8(ascii: "r"): result.append(13)
        case UInt8(ascii: "t"): result.append(9)
        case UInt8(ascii: "u"): result.append(contentsOf: try scalar().utf8Bytes)
        default: throw error("an unknown escape")
        }
    }

    /// After `\u`: a code point, which a pair of surrogates spells together.
    private mutating func scalar() throws(TokenizerError) -> Unicode.Scalar {
        let first = try hex4()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, text[at...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
        else { throw error("a lone surrogate") }
        at += 2
        let second = try hex4()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar((first - 0xD800) << 10 + (second - 0xDC00) + 0x10000)
        else { throw error("a lone surrogate") }
        return scalar
    }

    private mutating func hex4() throws(TokenizerError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte, let digit = hexDigit(byte) else { throw error("a bad \\u escape") }
            value = value << 4 | digit
            at += 1
        }
        return value
    }
}
