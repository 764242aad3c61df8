// Why a chat template could not be compiled or rendered.

/// What went wrong with a template, in the words that Python's jinja2 has for it.
public struct JinjaError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of exception that jinja2 raises, as far as templates can tell kinds apart.
    public enum Kind: String, Sendable {
        /// The template is not Jinja, or names a filter or test that does not exist.
        case syntax
        /// `raise_exception(…)`: the template refuses the conversation.
        case raised
        /// Something undefined was used.
        case undefined
        /// The wrong type for an operation.
        case type
        /// The right type, and a value that doesn't do.
        case value
        /// What the sandbox doesn't allow.
        case security
        /// More steps, depth or output than the limits allow.
        case limit
        /// A part of Jinja that this engine lacks.
        case unsupported
    }

    public var kind: Kind
    public var message: String
    /// The line of the template, for errors found while compiling.
    public var line: Int?

    public init(_ kind: Kind, _ message: String, line: Int? = nil) {
        self.kind = kind
        self.message = message
        self.line = line
    }

    /// The message, as `str(exception)` has it.
    public var description: String { message }

    static func type(_ message: String) -> JinjaError { JinjaError(.type, message) }
    static func value(_ message: String) -> JinjaError { JinjaError(.value, message) }
    static func limit(_ message: String) -> JinjaError { JinjaError(.limit, message) }
}

/// How much work a template may make. A template is somebody else's program: it must end.
public struct JinjaLimits: Sendable {
    /// Evaluated parts of the template, loops counted as often as they run.
    public var steps = 20_000_000
    /// Bytes of any one text, the rendered one included.
    public var bytes = 1 << 28
    /// Elements of any one list.
    public var elements = 10_000_000
    /// How deep expressions, blocks, macros and recursive loops may stand in one another.
    public var depth = 1200
    /// How deep values may stand in one another.
    public var nesting = 1000

    public init() {}

    /// Enough for a conversation of a few words.
    static let trial = {
        var limits = JinjaLimits()
        limits.steps = 200_000
        limits.bytes = 1 << 24
        limits.elements = 1 << 20
        return limits
    }()
}
