// Reads the post_processor of a tokenizer.json.

/// What a `post_processor` puts around a text.
enum HuggingFaceTemplate {
    /// The ids around a single text.
    static func around(
        _ value: JSONTree?
    ) throws(TokenizerError) -> (prefix: [UInt32], suffix: [UInt32]) {
        guard let value, !value.isNull else { return ([], []) }
        let type = text(value["type"]?.string ?? [])
        switch type {
        case "ByteLevel": return ([], [])
        case "TemplateProcessing": return try templateIDs(value)
        case "RobertaProcessing", "BertProcessing":
            return (try namedID(value["cls"]), try namedID(value["sep"]))
        case "Sequence":
            var prefix: [UInt32] = []
            var suffix: [UInt32] = []
            for item in value["processors"]?.array ?? [] {
                let (before, after) = try around(item)
                if !(prefix + suffix).isEmpty && !(before + after).isEmpty {
                    throw TokenizerError(.unsupported, "two post_processors that add tokens")
                }
                prefix += before
                suffix += after
            }
            return (prefix, suffix)
        default: throw TokenizerError(.unsupported, "post_processor \(type)")
        }
    }

    private static func namedID(_ value: JSONTree?) throws(TokenizerError) -> [UInt32] {
        guard let pair = value?.array, pair.count == 2, let id = pair[1].uint32 else {
            throw TokenizerError(.missingField, "post_processor needs a name and an id")
        }
        return [id]
    }

    private static func templateIDs(
        _ value: JSONTree
    ) throws(TokenizerError) -> (prefix: [UInt32], suffix: [UInt32]) {
        var sides: ([UInt32], [UInt32]) = ([], [])
        var isAfter = false
        for item in value["single"]?.array ?? [] {
            if let sequence = item["Sequence"] {
                if isAfter || sequence["id"]?.string != [UInt8(ascii: "A")] {
                    throw TokenizerError(.unsupported, "post_processor with more than one text")
                }
                isAfter = true
            } else if let name = item["SpecialToken"]?["id"]?.string {
                let token = value["special_tokens"]?.object?.last { $0.key == name }
                let ids = token?.value["ids"]?.array?.compactMap(\.uint32) ?? []
                if ids.isEmpty {
                    throw TokenizerError(.missingField, "post_processor: ids of \(text(name))")
                }
                if isAfter { sides.1 += ids } else { sides.0 += ids }
            }
        }
        if !isAfter { throw TokenizerError(.unsupported, "post_processor without the text") }
        return sides
    }
}
