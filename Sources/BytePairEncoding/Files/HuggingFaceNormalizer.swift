// Reads the normalizer of a tokenizer.json.

extension TextPreparation {
    init(huggingFace value: JSONTree?) throws(TokenizerError) {
        self.init()
        try append(huggingFace: value)
    }

    private mutating func append(huggingFace value: JSONTree?) throws(TokenizerError) {
        guard let value, !value.isNull else { return }
        let type = text(value["type"]?.string ?? [])
        switch type {
        case "Sequence":
            for item in value["normalizers"]?.array ?? [] {
                try append(huggingFace: item)
            }
        case "NFC": steps.append(.normalize(.nfc))
        case "NFD": steps.append(.normalize(.nfd))
        case "NFKC": steps.append(.normalize(.nfkc))
        case "NFKD": steps.append(.normalize(.nfkd))
        case "Lowercase": steps.append(.lowercase)
        case "Prepend":
            guard let prefix = value["prepend"]?.string, !prefix.isEmpty else {
                throw TokenizerError(.unsupported, "normalizer Prepend of nothing")
            }
            steps.append(.prepend(prefix))
        case "Strip":
            steps.append(
                .strip(
                    left: value["strip_left"]?.bool ?? true,
                    right: value["strip_right"]?.bool ?? true))
        case "Replace": steps.append(try Self.replacement(value))
        case "StripAccents": steps.append(.stripAccents)
        case "Nmt": steps.append(.spaceControls)
        case "ByteLevel": steps.append(.spellBytes)
        case "BertNormalizer": steps.append(.bert(Self.bert(value)))
        case "Precompiled": steps.append(.table(try Self.table(value)))
        default: throw TokenizerError(.unsupported, "normalizer \(type)")
        }
    }

    /// What `Replace` says, of a normalizer or a decoder.
    static func replacement(_ value: JSONTree) throws(TokenizerError) -> TextPreparation.Step {
        let content = value["content"]?.string ?? []
        switch try value.pattern(of: "normalizer Replace") {
        case .literal(let literal): return .replace(literal, with: content)
        case .regex(let regex): return .replaceRegex(try SplitRegex(regex), with: content)
        }
    }

    private static func bert(_ value: JSONTree) -> BertCleaning {
        let lowercases = value["lowercase"]?.bool ?? true
        return BertCleaning(
            cleans: value["clean_text"]?.bool ?? true,
            partsIdeographs: value["handle_chinese_chars"]?.bool ?? true,
            dropsMarks: value["strip_accents"]?.bool ?? lowercases, lowercases: lowercases)
    }

    private static func table(_ value: JSONTree) throws(TokenizerError) -> CharacterMap {
        guard let bytes = value["precompiled_charsmap"]?.string.flatMap({ Base64.decode($0) })
        else { throw TokenizerError(.missingField, "normalizer Precompiled needs its table") }
        return try CharacterMap(bytes)
    }
}
