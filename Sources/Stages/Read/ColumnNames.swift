// The columns that a Parquet stage is asked for: names, or names and what they become.
import PipelineCore

/// A list of names, or a mapping from each to another word, in the order in which they were written.
public struct ColumnNames: Codable, Sendable, Equatable, OptionTypeProviding {
    public static let optionType = OptionType.either([.list(.string), .map(.string)])
    public static let takesAnyNames = true

    let names: [String]
    /// What each name becomes; `nil` in a list.
    private let words: [String]?

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    public init(from decoder: any Decoder) throws {
        if let names = try? [String](from: decoder) {
            (self.names, words) = (names, nil)
        } else {
            let pairs = try decoder.container(keyedBy: Name.self)
            names = pairs.allKeys.map(\.stringValue)
            words = try pairs.allKeys.map { try pairs.decode(String.self, forKey: $0) }
        }
    }

    public func encode(to encoder: any Encoder) throws {
        guard let words else { return try names.encode(to: encoder) }
        var pairs = encoder.container(keyedBy: Name.self)
        for (name, word) in zip(names, words) {
            try pairs.encode(word, forKey: Name(stringValue: name))
        }
    }

    /// What a name becomes; `nil` where nothing is said of it.
    func word(for name: String) -> String? {
        guard let words, let index = names.firstIndex(of: name) else { return nil }
        return words[index]
    }
}
