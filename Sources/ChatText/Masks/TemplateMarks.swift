// What a model's templates begin and end answers with, where tools are offered and where none are.

/// The marks of a model's templates. Some templates ask for tools, and some models have a template
/// of its own for conversations that offer them.
struct TemplateMarks: Sendable {
    private static let tools = Array(
        (#"[{"type":"function","function":{"name":"f","description":"d","parameters":"#
            + #"{"type":"object","properties":{},"required":[]}}}]"#).utf8)

    private let plain: TurnMarks
    private let offering: TurnMarks
    private let isOneTemplate: Bool

    init(of template: ModelTemplate, clock: @escaping @Sendable () -> JinjaClock) {
        plain = TurnMarks(of: template, clock: clock)
        offering = TurnMarks(of: template, tools: Self.tools, clock: clock)
        isOneTemplate = template.isOne
    }

    var readsReasoning: Bool { plain.readsReasoning }

    /// The marks for a conversation that offers tools or none.
    func marks(offersTools: Bool) -> TurnMarks {
        let (own, other) = offersTools ? (offering, plain) : (plain, offering)
        return own.isKnown || !isOneTemplate ? own : other
    }
}
