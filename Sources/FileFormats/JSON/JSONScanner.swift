// One JSON object's fields, found in a single strict pass without building a tree.

/// Finds the fields of a JSON object and validates the whole text.
///
/// The scanner is scratch: make one per worker and scan line after line. Fields are places in the
/// text, so nothing is copied until a value is asked for.
///
///     var scanner = JSONScanner()
///     try scanner.scan(line)
///     if let text = scanner.find(textPath, in: line), text.kind == .string {
///         JSONString.append(text, of: line, to: &document.text)
///     }
///
/// Syntax is RFC 8259's, strictly, and strings must be UTF-8. Of equal keys the last one counts,
/// as in Python.
public struct JSONScanner {
    /// The fields of the object scanned last, in the order written.
    public private(set) var fields: [JSONField] = []
    private let maximumDepth: Int
    private var unescaped: [UInt8] = []

    /// `maximumDepth` counts the object itself: 1 allows no nested value; 1023 is the most.
    public init(maximumDepth: Int = 512) {
        precondition((1...JSONWalker.deepest).contains(maximumDepth))
        self.maximumDepth = maximumDepth
    }

    /// Scans a text that holds one object, with white space around it at most.
    public mutating func scan(_ text: Span<UInt8>) throws(JSONError) {
        try scan(text, Self.object)
    }

    /// Scans an object's members without its braces, `"a":1,"b":2`; an empty text has none.
    public mutating func scanMembers(_ text: Span<UInt8>) throws(JSONError) {
        try scan(text) { walker, fields in
            walker.skipSpace()
            return walker.position == walker.end || Self.members(&walker, into: &fields)
        }
    }

    private mutating func scan(
        _ text: Span<UInt8>, _ scanWhole: (inout JSONWalker, inout [JSONField]) -> Bool
    ) throws(JSONError) {
        fields.removeAll(keepingCapacity: true)
        let failure = text.withUnsafeBufferPointer { bytes in
            var walker = JSONWalker(
                bytes, from: 0, to: bytes.count, maximumDepth: maximumDepth)
            if !scanWhole(&walker, &fields) { return walker.failure }
            walker.skipSpace()
            if walker.position < walker.end { _ = walker.fail(.trailingBytes) }
            return walker.failure
        }
        if let failure {
            fields.removeAll(keepingCapacity: true)
            throw failure
        }
    }

    /// The value of a field, or of a field of nested objects; `text` is what was scanned.
    ///
    /// A key that contains the path as a whole, dots included, comes first.
    public mutating func find(_ path: JSONPath, in text: Span<UInt8>) -> JSONValue? {
        if let value = last(path.whole, of: fields, in: text) { return value }
        if path.parts.count == 1 { return nil }
        var value = last(path.parts[0], of: fields, in: text)
        for part in path.parts.dropFirst() {
            guard let object = value, object.kind == .object else { return nil }
            value = last(part, of: members(of: object, in: text), in: text)
        }
        return value
    }

    /// Whether a field's key is `name`.
    public mutating func key(
        of field: JSONField, is name: [UInt8], in text: Span<UInt8>
    ) -> Bool {
        if !field.key.hasEscapes {
            return field.key.range.count == name.count
                && text.extracting(field.key.range).elementsEqual(name)
        }
        unescaped.removeAll(keepingCapacity: true)
        JSONString.append(field.key, of: text, to: &unescaped)
        return unescaped == name
    }

    /// The fields of an object inside the text scanned last.
    public func members(of object: JSONValue, in text: Span<UInt8>) -> [JSONField] {
        var members: [JSONField] = []
        text.withUnsafeBufferPointer { bytes in
            var walker = JSONWalker(
                bytes, from: object.range.lowerBound, to: object.range.upperBound,
                maximumDepth: maximumDepth)
            _ = Self.object(&walker, into: &members)
        }
        return members
    }

    /// The elements of an array inside the text scanned last.
    public func elements(of array: JSONValue, in text: Span<UInt8>) -> [JSONValue] {
        var elements: [JSONValue] = []
        text.withUnsafeBufferPointer { bytes in
            var walker = JSONWalker(
                bytes, from: array.range.lowerBound + 1, to: array.range.upperBound - 1,
                maximumDepth: maximumDepth)
            walker.skipSpace()
            while walker.position < walker.end, let element = walker.value() {
                elements.append(element)
                walker.skipSpace()
                walker.position += 1
                walker.skipSpace()
            }
        }
        return elements
    }

    /// Gives `body` the fields of each object of an array inside the text scanned last. False where an
    /// element is no object, or as soon as `body` is.
    public func eachObject(
        of array: JSONValue, in text: Span<UInt8>, _ body: ([JSONField]) -> Bool
    ) -> Bool {
        text.withUnsafeBufferPointer { bytes in
            var walker = JSONWalker(
                bytes, from: array.range.lowerBound + 1, to: array.range.upperBound - 1,
                maximumDepth: maximumDepth)
            var fields: [JSONField] = []
            walker.skipSpace()
            while walker.position < walker.end {
                fields.removeAll(keepingCapacity: true)
                guard Self.object(&walker, into: &fields), body(fields) else { return false }
                walker.skipSpace()
                walker.position += 1
                walker.skipSpace()
            }
            return true
        }
    }

    private mutating func last(
        _ name: [UInt8], of fields: [JSONField], in text: Span<UInt8>
    ) -> JSONValue? {
        for field in fields.reversed() where key(of: field, is: name, in: text) {
            return field.value
        }
        return nil
    }

    private static func object(
        _ walker: inout JSONWalker, into fields: inout [JSONField]
    ) -> Bool {
        walker.skipSpace()
        guard walker.next == UInt8(ascii: "{") else { return walker.fail(.notAnObject) }
        walker.position += 1
        walker.skipSpace()
        if walker.next == UInt8(ascii: "}") {
            walker.position += 1
            return true
        }
        guard members(&walker, into: &fields) else { return false }
        guard walker.next == UInt8(ascii: "}") else { return walker.badSeparator() }
        walker.position += 1
        return true
    }

    /// Moves over one or more members, up to what is no comma behind one.
    private static func members(
        _ walker: inout JSONWalker, into fields: inout [JSONField]
    ) -> Bool {
        while true {
            guard let field = field(&walker) else { return false }
            fields.append(field)
            walker.skipSpace()
            guard walker.next == UInt8(ascii: ",") else { return true }
            walker.position += 1
            walker.skipSpace()
        }
    }

    private static func field(_ walker: inout JSONWalker) -> JSONField? {
        guard walker.next == UInt8(ascii: "\"") else {
            _ = walker.fail(walker.position < walker.end ? .expectedKey : .endsEarly)
            return nil
        }
        guard let key = walker.value(), walker.colon(), let value = walker.value() else {
            return nil
        }
        return JSONField(key: key, value: value)
    }
}

extension Span<UInt8> {
    fileprivate func elementsEqual(_ other: [UInt8]) -> Bool {
        for index in indices where self[index] != other[index] { return false }
        return true
    }
}
