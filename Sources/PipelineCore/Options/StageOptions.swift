// What a stage lets its user choose, and how it refuses a choice.

/// A stage's options: a struct whose property initialisers are the defaults.
///
/// In a pipeline file `minWords` is written `min_words`. Options take no custom `CodingKeys`.
public protocol StageOptions: Codable, Sendable {
    init()

    /// What each option means, by its snake_case name; a test holds it complete.
    static var help: KeyValuePairs<String, String> { get }

    /// Numbers' bounds by snake_case name, where they are narrower than ``OptionBounds`` says; those
    /// of a list or a map are its elements'.
    static var bounds: [String: OptionBounds] { get }
}

extension StageOptions {
    public static var bounds: [String: OptionBounds] { [:] }
}

/// For stages without options.
public struct NoOptions: StageOptions {
    private enum NoKeys: CodingKey {}

    public init() {}

    /// Asks for options, so that whatever is written is refused.
    public init(from decoder: any Decoder) throws {
        _ = try decoder.container(keyedBy: NoKeys.self)
    }

    public static let help: KeyValuePairs<String, String> = [:]
}

/// An option's value that can't be meant; the loader adds the place in the file.
public struct OptionError: Error, Sendable {
    /// The option's snake_case name; dotted for nested options.
    public let option: String
    public let reason: String

    public init(_ option: String, _ reason: String) {
        self.option = option
        self.reason = reason
    }

    /// Throws unless `condition` holds.
    public static func check(_ condition: Bool, _ option: String, _ reason: String) throws {
        if !condition { throw OptionError(option, reason) }
    }
}
