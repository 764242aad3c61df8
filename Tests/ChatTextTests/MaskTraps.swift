// Conversations made by hand to mislead masks, with what carries loss in each.
import ChatText

/// One trap: a template, a record, and the stretches that carry loss or why it is refused.
struct MaskTrap: Sendable, CustomStringConvertible {
    enum Outcome: Sendable {
        case learns([String])
        case refused(ChatError.Code)
    }

    let template: String
    /// `role:content` of each turn.
    let turns: [String]
    let outcome: Outcome

    var description: String { "\(template.prefix(60)): \(turns.joined(separator: " | "))" }

    init(_ template: String, _ turns: [String], _ learned: [String]) {
        (self.template, self.turns, outcome) = (template, turns, .learns(learned))
    }

    init(_ template: String, _ turns: [String], refused code: ChatError.Code) {
        (self.template, self.turns, outcome) = (template, turns, .refused(code))
    }

    /// The conversation; a tool's turn answers a call that the assistant made before.
    var conversation: Conversation {
        Conversation(
            messages: turns.map { turn in
                let role = turn.prefix { $0 != ":" }
                let text = String(turn.dropFirst(role.count + 1))
                return Message(Message.Role(rawValue: String(role)) ?? .user, text)
            })
    }

    /// ChatML without generation marks.
    static let plain =
        "{%- for m in messages %}{{ '<|im_start|>' ~ m.role ~ '\\n' ~ m.content ~ '<|im_end|>\\n' }}"
        + "{%- endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
    /// Names before contents, and nothing that ends a turn but a line end.
    static let names =
        "{% for m in messages %}{{ m.role ~ ': ' ~ m.content ~ '\\n' }}{% endfor %}"
        + "{% if add_generation_prompt %}assistant: {% endif %}"
    /// Contents in capitals: nobody's own bytes come out.
    static let capitals =
        "{% for m in messages %}<{{ m.role }}>{{ m.content | upper }}</>{% endfor %}"
    /// The assistant's words twice.
    static let twice =
        "{% for m in messages %}<{{ m.role }}>{{ m.content }}</>{% if m.role == 'assistant' %}"
        + "{{ m.content }}{% endif %}{% endfor %}"
    /// Answers before questions.
    static let backwards =
        "{% for m in messages | reverse %}<{{ m.role }}>{{ m.content }}</>{% endfor %}"
    /// The last answer without what ends the others.
    static let openEnd =
        "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% if not loop.last %}</>{% endif %}"
        + "{% endfor %}"
    /// A question quoted in the answer's header.
    static let quoting =
        "{% for m in messages %}{% if m.role == 'assistant' %}<re {{ messages[loop.index0 - 1].content }}>"
        + "{{ m.content }}</>{% else %}<{{ m.role }}>{{ m.content }}</>{% endif %}{% endfor %}"
    /// Generation marks around a question as well.
    static let wide =
        "{% for m in messages %}{% generation %}<{{ m.role }}>{{ m.content }}</>{% endgeneration %}"
        + "{% endfor %}"
    /// Generation marks around nothing.
    static let none =
        "{% for m in messages %}<{{ m.role }}>{% generation %}{% endgeneration %}{{ m.content }}</>"
        + "{% endfor %}"
    /// Only the first ten characters of an answer.
    static let cut = "{% for m in messages %}<{{ m.role }}>{{ m.content[:10] }}</>{% endfor %}"
}
