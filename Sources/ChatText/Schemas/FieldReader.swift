// The fields of an object, taken one by one: what nobody took is named.

/// Reads an object's fields and knows which were not read.
struct FieldReader {
    private var left: [(name: [UInt8], value: Value)]
    /// Which message the object is of.
    let message: Int?

    init(_ dict: Dict, message: Int? = nil) {
        self.message = message
        left = zip(dict.keys, dict.values).compactMap { key, value in
            if case .string(let name) = key { (name.bytes, value) } else { nil }
        }
    }

    func error(_ code: ChatError.Code, _ found: String? = nil) -> ChatError {
        ChatError(code, message: message, found: found)
    }

    /// A field of the name was not taken.
    func has(_ name: String) -> Bool { place(of: name) != nil }

    private func place(of name: String) -> Int? {
        if left.isEmpty { return nil }
        return left.firstIndex {
            $0.name.count == name.utf8.count && $0.name.elementsEqual(name.utf8)
        }
    }

    /// Takes a field; `nil` where it isn't there or null.
    mutating func take(_ name: String) -> Value? {
        guard let index = place(of: name) else { return nil }
        let value = left.remove(at: index).value
        return value.isNone ? nil : value
    }

    /// Takes a text field; `nil` where it isn't there or null.
    mutating func takeText(_ name: String) throws(ChatError) -> [UInt8]? {
        guard let value = take(name) else { return nil }
        guard case .string(let text) = value else {
            throw error(.notAConversation, "'\(name)' is no text")
        }
        return text.bytes
    }

    /// Takes the first of several names of a field.
    mutating func takeFirst(_ names: [String]) -> Value? {
        for name in names where has(name) { return take(name) }
        return nil
    }

    /// Takes a field as JSON text; a string holds it as JSON already.
    mutating func takeJSON(_ name: String) throws(ChatError) -> Value? {
        guard let value = take(name) else { return nil }
        guard case .string(let text) = value else { return value }
        if text.isEmpty { return nil }
        guard let parsed = Value.parsing(text.bytes, origin: .data) else {
            throw error(.notAConversation, "'\(name)' is a text that is no JSON")
        }
        return parsed.isNone ? nil : parsed
    }

    /// Throws where a field is left that is not allowed; null ones say nothing and are.
    func finish(allowing allowed: Set<String> = []) throws(ChatError) {
        for (name, value) in left where !value.isNone {
            let text = String(decoding: name, as: UTF8.self)
            if !allowed.contains(text) { throw error(.unknownField, "'\(text.prefix(60))'") }
        }
    }
}

extension Value {
    /// The value as compact JSON text.
    func jsonText() throws(ChatError) -> [UInt8] {
        var writer = JSONTextWriter(
            style: JSONStyle(itemSeparator: ",", keySeparator: ":"), origin: .data)
        do {
            try writer.append(self)
        } catch {
            throw ChatError(.notAConversation, found: error.message)
        }
        return writer.text.bytes
    }
}
