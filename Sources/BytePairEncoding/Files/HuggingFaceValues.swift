// Values that several components of a tokenizer.json have.

/// What a component looks for.
enum TextPattern {
    case literal([UInt8])
    /// The source of a regular expression.
    case regex(String)
}

extension JSONTree {
    /// The member `pattern`; an empty text is what an empty regular expression is. `component`, for
    /// the error where there is none, is such as "pre_tokenizer Split".
    func pattern(of component: String) throws(TokenizerError) -> TextPattern {
        let literal = self["pattern"]?["String"]?.string
        if let literal, !literal.isEmpty { return .literal(literal) }
        guard let regex = self["pattern"]?["Regex"]?.string ?? literal else {
            throw TokenizerError(.missingField, "\(component) needs a pattern")
        }
        return .regex(String(decoding: regex, as: UTF8.self))
    }

    /// The one character of a text; `nil` for any other value.
    var character: UInt32? {
        let scalars = Array(text(string ?? []).unicodeScalars)
        return scalars.count == 1 ? scalars[0].value : nil
    }
}
