// What can be wrong with a tokenizer's files and settings.

/// Why a tokenizer could not be read, made or trained.
public struct TokenizerError: Error, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case invalidJSON = "not valid JSON"
        case missingField = "a field is missing or has the wrong type"
        case unsupported = "this kind of tokenizer is not supported"
        case invalidToken = "a token is malformed"
        case unknownTokenInMerge = "a merge names a token that the vocabulary lacks"
        case duplicateID = "two tokens have one id"
        case invalidOption = "an option has an impossible value"
        case notEnoughMemory = "there is not enough memory"
        case damagedFile = "the file is damaged"
        case unknownID = "no token has this id"
        case specialTokenInText = "the text has the name of a special token"
    }

    public let code: Code
    /// Where, and what to do about it.
    public let context: String

    public init(_ code: Code, _ context: String) {
        self.code = code
        self.context = context
    }

    public var description: String { "\(code.rawValue): \(context)" }
}
