// What an options struct accepts, read off its own decoding: names, types, defaults, help.

/// One option of a stage.
public struct OptionDescription: Sendable {
    /// snake_case.
    public let name: String
    public let type: OptionType
    /// The default as it would stand in YAML; empty when there is none.
    public let defaultValue: String
    public let help: String
    /// Bounds of its numbers, where the options declare some.
    public let bounds: OptionBounds?

    public init(
        name: String, type: OptionType, defaultValue: String, help: String,
        bounds: OptionBounds? = nil
    ) {
        self.bounds = bounds
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
        self.help = help
    }
}

/// The type of an option's value.
public indirect enum OptionType: Sendable, Equatable {
    case boolean
    case integer
    case number
    case string
    /// Text of which only a digest is ever written, see ``Secret``.
    case secret
    case choice([String])
    case list(OptionType)
    case map(OptionType)
    /// A struct with options of its own.
    case group([OptionDescription])
    /// Any of several forms.
    case either([OptionType])

    public static func == (a: OptionType, b: OptionType) -> Bool { a.words == b.words }

    /// The type in words, for people.
    public var words: String {
        switch self {
        case .boolean: "true or false"
        case .integer: "integer"
        case .number: "number"
        case .string: "text"
        case .secret: "text, never written: ${NAME} of the environment"
        case .choice(let names): names.joined(separator: " | ")
        case .list(let element): "list of " + element.words
        case .map(let element): "map to " + element.words
        case .group(let options): "{ " + options.map(\.name).joined(separator: ", ") + " }"
        case .either(let types): types.map(\.words).joined(separator: ", or ")
        }
    }
}

/// Option types that decode themselves in more than one form say here what they accept.
public protocol OptionTypeProviding {
    static var optionType: OptionType { get }

    /// Whether a mapping's names are the user's own words.
    static var takesAnyNames: Bool { get }
}

extension OptionTypeProviding {
    public static var takesAnyNames: Bool { false }
}

extension StageOptions {
    /// All options in declaration order.
    public static func describe() throws -> [OptionDescription] {
        let reading = OptionsReading()
        _ = try Self.decode(nil, reading: reading)
        return reading.descriptions(of: Self.self)
    }
}
