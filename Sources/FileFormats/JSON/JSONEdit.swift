// Other values for fields of a JSON object, nested ones too, while it is written elsewhere.

/// A value for a field of an object, or of objects in it.
public struct JSONEdit: Sendable {
    /// The keys that lead to the field.
    let path: ArraySlice<[UInt8]>
    /// The value as JSON.
    let value: [UInt8]

    public init(_ path: JSONPath, _ value: [UInt8]) { self.init(path.parts[...], value) }

    private init(_ path: ArraySlice<[UInt8]>, _ value: [UInt8]) {
        (self.path, self.value) = (path, value)
    }

    /// The same edit, told from the object inside.
    func inside() -> JSONEdit { JSONEdit(path.dropFirst(), value) }
}

extension JSONScanner {
    /// Whether a path finds a field inside another one's object, and no key that is the whole path.
    public mutating func isInObject(_ path: JSONPath, in text: Span<UInt8>) -> Bool {
        if path.parts.count == 1 || find(path, in: text) == nil { return false }
        return !fields.contains { key(of: $0, is: path.whole, in: text) }
    }

    /// Writes a member of the object scanned last with some values changed. Every field that an
    /// edit leads to gets its value, and with `adds` also one that is not there yet.
    public mutating func write(
        _ field: JSONField, of text: Span<UInt8>, edits: [JSONEdit], adds: Bool,
        to writer: inout JSONWriter
    ) {
        let meant = edits.filter { key(of: field, is: $0.path.first ?? [], in: text) }
        let ends = meant.last { $0.path.count == 1 }
        guard ends != nil || (!meant.isEmpty && field.value.kind == .object) else {
            return writer.raw(text.extracting(field.sourceRange))
        }
        writer.key(JSONString.text(field.key, of: text).span)
        if let ends { return writer.raw(ends.value.span) }
        write(
            members(of: field.value, in: text), of: text, edits: meant.map { $0.inside() },
            adds: adds, to: &writer)
    }

    private mutating func write(
        _ members: [JSONField], of text: Span<UInt8>, edits: [JSONEdit], adds: Bool,
        to writer: inout JSONWriter
    ) {
        writer.beginObject()
        for member in members {
            write(member, of: text, edits: edits, adds: adds, to: &writer)
        }
        let missing = edits.filter { edit in
            !members.contains { key(of: $0, is: edit.path.first ?? [], in: text) }
        }
        if adds { Self.write(missing, to: &writer) }
        writer.endObject()
    }

    /// Writes members that hold nothing but what edits say.
    public static func write(_ edits: [JSONEdit], to writer: inout JSONWriter) {
        var written: [[UInt8]] = []
        for edit in edits {
            guard let head = edit.path.first, !written.contains(head) else { continue }
            written.append(head)
            writer.key(head.span)
            if edit.path.count == 1 {
                writer.raw(edit.value.span)
                continue
            }
            writer.beginObject()
            write(edits.filter { $0.path.first == head }.map { $0.inside() }, to: &writer)
            writer.endObject()
        }
    }
}

extension JSONEdit {
    /// The key of the outermost object.
    public var head: [UInt8] { path.first ?? [] }
}
