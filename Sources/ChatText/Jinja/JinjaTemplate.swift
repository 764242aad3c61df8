// A chat template of a model: compiled once, rendered for every conversation.

/// A Jinja template with the settings that transformers gives chat templates.
///
/// `trim_blocks` and `lstrip_blocks` are on, lists and dicts can't be changed, loop controls and
/// `{% generation %}` are there, and so are `raise_exception`, `strftime_now` and `tojson` as
/// transformers defines them. What a template renders is, byte for byte, what transformers renders.
public struct JinjaTemplate: Sendable {
    private let parsed: ParsedTemplate
    private let source: [UInt8]

    /// - Throws: ``JinjaError`` where the source is no template, with jinja2's message.
    public init(_ source: [UInt8]) throws(JinjaError) {
        parsed = try Parser.parse(source)
        self.source = source
    }

    public init(_ source: String) throws(JinjaError) { try self.init(Array(source.utf8)) }

    /// The template marks what the assistant generates.
    public var hasGeneration: Bool { parsed.hasGeneration }

    /// The template may ask for today's date.
    public var readsClock: Bool { parsed.symbols.find(Function.strftimeNow.rawValue) != nil }

    /// Whether the template speaks of a variable of this name.
    package func mentions(_ name: String) -> Bool { parsed.symbols.find(name) != nil }

    /// Whether a word stands somewhere in the template.
    package func mentionsText(_ word: String) -> Bool {
        ByteSearch.first(Array(word.utf8), in: source) != nil
    }

    /// What the template writes around the contents of messages of certain roles; `nil` where it asks
    /// more of them.
    ///
    /// - Parameter variables: all that the template is given but `messages`.
    func plan(_ variables: [(String, Value)], roles: [TracedText]) -> RenderingPlan? {
        PlanMaker.plan(of: parsed, variables, roles: roles)
    }

    /// The text that the template makes of the variables, and where each byte of it is from.
    ///
    /// - Throws: ``JinjaError`` where the template raises an exception or exceeds the limits.
    package func render(
        _ variables: [(String, Value)], limits: JinjaLimits = JinjaLimits(),
        clock: @escaping @Sendable () -> JinjaClock = JinjaClock.now
    ) throws(JinjaError) -> TracedText {
        let renderer = Renderer(parsed, variables, limits: limits, clock: clock)
        _ = try renderer.run(parsed.body)
        return renderer.output
    }
}
