// The inner loop of the JSON scanner: one forward pass over bytes, eight at a time in strings.

/// A position in a JSON text that moves over validated syntax.
///
/// Every method returns false, and sets `failure`, at the first wrong byte.
struct JSONWalker {
    /// The deepest nesting that `objects` can note.
    static let deepest = 1023

    let base: UnsafePointer<UInt8>
    let end: Int
    let maximumDepth: Int
    var position: Int
    var failure: JSONError?
    /// Which of the open containers are objects, one bit a level.
    private var objects = InlineArray<16, UInt64>(repeating: 0)
    /// Set by `string`: whether the string had a backslash.
    var sawEscape = false

    init(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, maximumDepth: Int
    ) {
        base = bytes.baseAddress ?? UnsafePointer(bitPattern: 1)!
        self.end = end
        self.maximumDepth = maximumDepth
        position = start
    }

    mutating func fail(_ reason: JSONError.Reason, at offset: Int? = nil) -> Bool {
        if failure == nil { failure = JSONError(reason, at: offset ?? position) }
        return false
    }

    @inline(__always)
    mutating func skipSpace() {
        while position < end {
            let byte = base[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position &+= 1
        }
    }

    /// The next byte, or 0 at the end (a byte that is wrong wherever it is looked for).
    @inline(__always)
    var next: UInt8 { position < end ? base[position] : 0 }

    // MARK: Values

    /// Moves over one value of any kind and reports it; `nil` on failure.
    mutating func value() -> JSONValue? {
        let start = position
        guard let kind = kind(of: next) else {
            _ = fail(position < end ? .expectedValue : .endsEarly)
            return nil
        }
        guard skip(kind) else { return nil }
        if kind == .string {
            return JSONValue(
                kind: kind, range: (start + 1)..<(position - 1), hasEscapes: sawEscape)
        }
        return JSONValue(kind: kind, range: start..<position)
    }

    @inline(__always)
    private func kind(of byte: UInt8) -> JSONValue.Kind? {
        switch byte {
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "n"): .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
        default: nil
        }
    }

    @inline(__always)
    private mutating func skip(_ kind: JSONValue.Kind) -> Bool {
        switch kind {
        case .string: string()
        case .number: number()
        case .bool: base[position] == UInt8(ascii: "t") ? literal("true") : literal("false")
        case .null: literal("null")
        case .object, .array: container()
        }
    }

    private mutating func literal(_ text: StaticString) -> Bool {
        guard position + text.utf8CodeUnitCount <= end else { return fail(.badLiteral) }
        for index in 0..<text.utf8CodeUnitCount
        where base[position + index] != text.utf8Start[index] {
            return fail(.badLiteral)
        }
        position += text.utf8CodeUnitCount
        return true
    }

    private mutating func number() -> Bool {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "0") {
            position += 1
        } else if !digits() {
            return fail(.badNumber, at: start)
        }
        if next == UInt8(ascii: ".") {
            position += 1
            if !digits() { return fail(.badNumber, at: start) }
        }
        if next | 0x20 == UInt8(ascii: "e") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            if !digits() { return fail(.badNumber, at: start) }
        }
        return true
    }

    private mutating func digits() -> Bool {
        let start = position
        while next &- UInt8(ascii: "0") < 10 { position += 1 }
        return position > start
    }

    // MARK: Containers

    /// Moves over an object or array, however deep, without recursion.
    private mutating func container() -> Bool {
        var depth = 0
        repeat {
            let byte = next
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                guard open(byte, &depth) else { return false }
                skipSpace()
                if next != closer(depth) {
                    if isObject(depth) && !key() { return false }
                    continue
                }
            } else {
                guard let kind = kind(of: byte) else {
                    return fail(position < end ? .expectedValue : .endsEarly)
                }
                guard skip(kind) else { return false }
            }
            guard afterValue(&depth) else { return false }
        } while depth > 0
        return true
    }

    /// After a value inside a container: closes what ends, moves past a comma to the next value.
    private mutating func afterValue(_ depth: inout Int) -> Bool {
        while depth > 0 {
            skipSpace()
            if next == UInt8(ascii: ",") {
                position += 1
                skipSpace()
                return isObject(depth) ? key() : true
            }
            guard next == closer(depth) else { return badSeparator() }
            position += 1
            depth -= 1
        }
        return true
    }

    mutating func badSeparator() -> Bool {
        if position >= end { return fail(.endsEarly) }
        let isBracket = next == UInt8(ascii: "}") || next == UInt8(ascii: "]")
        return fail(isBracket ? .mismatchedEnd : .expectedCommaOrEnd)
    }

    private mutating func open(_ byte: UInt8, _ depth: inout Int) -> Bool {
        // One level is the object that the scanner itself has opened.
        guard depth + 1 < maximumDepth else { return fail(.tooDeep) }
        depth += 1
        position += 1
        let bit: UInt64 = 1 << UInt64(depth & 63)
        if byte == UInt8(ascii: "{") {
            objects[depth >> 6] |= bit
        } else {
            objects[depth >> 6] &= ~bit
        }
        return true
    }

    @inline(__always)
    private func isObject(_ depth: Int) -> Bool {
        objects[depth >> 6] >> UInt64(depth & 63) & 1 == 1
    }

    @inline(__always)
    private func closer(_ depth: Int) -> UInt8 {
        isObject(depth) ? UInt8(ascii: "}") : UInt8(ascii: "]")
    }

    /// Moves over a key and its colon to the value.
    mutating func key() -> Bool {
        guard next == UInt8(ascii: "\"") else {
            return fail(position < end ? .expectedKey : .endsEarly)
        }
        return string() && colon()
    }

    mutating func colon() -> Bool {
        skipSpace()
        guard next == UInt8(ascii: ":") else {
            return fail(position < end ? .expectedColon : .endsEarly)
        }
        position += 1
        skipSpace()
        return true
    }
}
