// For which languages and kinds of text a model was made: the head of its card.

/// What a model's card says first.
///
///     Languages: en, de
///     Text: messages and comments
public struct ModelScope: Sendable, Equatable {
    /// Codes; empty where the card says `all`.
    public let languages: [String]
    /// Kinds of text, in words.
    public let text: String

    package init(card: some Sequence<UInt8>) {
        let lines = String(decoding: Array(card), as: UTF8.self).split(separator: "\n")
        func value(_ key: String) -> Substring {
            lines.first { $0.hasPrefix(key) }?.dropFirst(key.count) ?? ""
        }
        let languages = value("Languages: ").split { $0 == "," || $0 == " " }.map(String.init)
        self.languages = languages == ["all"] ? [] : languages
        text = String(value("Text: "))
    }
}
