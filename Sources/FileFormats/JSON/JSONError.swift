// Why a line is not JSON.

/// The first thing wrong with a JSON text, and its byte offset in the text.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Reason: String, Sendable {
        case endsEarly = "the text ends inside a value"
        case notAnObject = "expected an object that begins with {"
        case expectedValue = "expected a value"
        case expectedKey = "expected a key in double quotes"
        case expectedColon = "expected a colon after the key"
        case expectedCommaOrEnd = "expected a comma or the end of the object or array"
        case mismatchedEnd = "this bracket does not close the open one"
        case trailingBytes = "there is more after the end of the object"
        case badNumber = "this is not a JSON number"
        case badLiteral = "expected true, false or null"
        case controlCharacter = "a control character in a string must be escaped"
        case badEscape = "this escape does not exist"
        case badUnicodeEscape = "\\u needs four hex digits"
        case invalidUTF8 = "these bytes are not UTF-8"
        case tooDeep = "arrays and objects are nested too deep"
        case unendedString = "the string has no closing quote"
    }

    public let reason: Reason
    public let offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    public var description: String { "\(reason.rawValue) (byte \(offset))" }
}
