// The columns that a Parquet stage is asked for: names, or names and what they become.
import PipelineCore

/// A list of names, or a mapping from each to another word.
public enum ColumnNames: Codable, Sendable, Equatable, OptionTypeProviding {
    case list([String])
    case map([String: String])

    public static let optionType = OptionType.either([.list(.string), .map(.string)])
    public static let takesAnyNames = true

    public init(from decoder: any Decoder) throws {
        if let names = try? [String](from: decoder) {
            self = .list(names)
        } else {
            self = .map(try [String: String](from: decoder))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .list(let names): try names.encode(to: encoder)
        case .map(let words): try words.encode(to: encoder)
        }
    }

    var isList: Bool { if case .list = self { true } else { false } }

    /// The names; those of a mapping by their bytes.
    var names: [String] {
        switch self {
        case .list(let names): names
        case .map(let words):
            words.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }

    /// What a name becomes; `nil` where nothing is said of it.
    func word(for name: String) -> String? {
        if case .map(let words) = self { words[name] } else { nil }
    }
}
