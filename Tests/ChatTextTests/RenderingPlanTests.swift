// Templates whose work is done ahead: what they write is what running them writes, byte by byte.
import ChatText
import Foundation
import TestSupport
import Testing

@Suite struct RenderingPlanTests {
    private static let roles: [Message.Role] = [.system, .developer, .user, .assistant, .tool]
    private static let contents = [
        "a", " a", "a \n", "\u{3000}é\u{85}", " ", "<|im_end|>", "{{ x }}", "b\n\nb", "</think>",
    ]

    private func conversation(_ random: inout SeededGenerator) -> Conversation {
        Conversation(
            messages: (0..<Int.random(in: 1...7, using: &random)).map { index in
                let isUsual = Int.random(in: 0..<3, using: &random) > 0
                let role: Message.Role =
                    isUsual
                    ? index % 2 == 0 ? .user : .assistant
                    : Self.roles.randomElement(using: &random) ?? .user
                return Message(role, Self.contents.randomElement(using: &random) ?? "")
            })
    }

    /// Whether a plan wrote the text; what it wrote and where that is from is what running writes.
    private func hasPlan(
        _ template: ModelTemplate, _ plans: RenderingPlans, _ conversation: Conversation
    ) throws -> Bool {
        guard
            let planned = plans.text(of: conversation, by: template, limits: JinjaLimits())
        else { return false }
        let text = try template.render(TemplateInput(conversation))
        #expect(planned.bytes == text.bytes)
        #expect(planned.stretches == text.stretches)
        return true
    }

    /// In how many of 200 conversations a plan wrote the text.
    private func planned(_ template: ModelTemplate) throws -> Int {
        var random = SeededGenerator(seed: 5)
        let plans = RenderingPlans()
        return try (0..<200).count { _ in try hasPlan(template, plans, conversation(&random)) }
    }

    @Test(arguments: ["chatml", "llama3", "zephyr", "phi3"])
    func `built-in templates are run once for conversations of the same roles`(
        name: String
    ) throws {
        #expect(try planned(ModelTemplate.load(name)) > 100)
    }

    @Test func `all built-in templates write the same with plans`() throws {
        for name in ModelTemplate.builtinNames { _ = try planned(ModelTemplate.load(name)) }
    }

    @Test(arguments: [
        "{% for m in messages %}{{ m.role + ':' + m.content }}{% endfor %}",
        "{% for m in messages %}{{ loop.index }}{{ m['content'] | trim }}{{ m.content.strip() }}"
            + "{% if not loop.last %}, {% endif %}{% endfor %}",
        "{% set ms = messages[1:] %}{% for m in ms %}{% if m.role in ['user', 'tool'] %}"
            + "{% continue %}{% elif loop.index0 > 2 %}{% break %}{% endif %}{{ m.content }}"
            + "{% else %}none{% endfor %}{{ messages | length }}",
        "{% for m in messages %}{{ m.content }}{% continue %}{% else %}none{% endfor %}",
        "{% if messages[0].role == 'system' %}{% set s %}<{{ messages[0].content }}>{% endset %}"
            + "{% else %}{% set s = 'no' %}{% endif %}{{ s ~ 1 ~ none }}{{ s }}",
        "{% for m in messages %}{% if m.content is string and m.tool_calls is not defined and "
            + "m.content %}{% generation %}{{ m.content ~ eos_token }}{% endgeneration %}"
            + "{{ loop.previtem.role if loop.previtem is defined else '-' }}{% endif %}{% endfor %}",
        "{% for m in messages %}{% set c = m.content %}{{ c ~ c }}{% endfor %}{{ c is defined }}",
    ])
    func `what templates do with contents as a whole is planned`(source: String) throws {
        #expect(try planned(ModelTemplate(Array(source.utf8))) == 200)
    }

    @Test(arguments: [
        "{{ m.content | length }}", "{{ 'a' in m.content }}", "{{ m.content == 'a' }}",
        "{{ m.content[0] }}", "{{ m.content.split('b') }}", "{{ m.content | upper }}",
        "{% if m.content | trim %}x{% endif %}", "{% for c in m.content %}{{ c }}{% endfor %}",
        "{{ m.content.startswith('a') }}", "{{ m | tojson }}", "{{ m.items() | list }}",
        "{{ 'x' if 'name' in m }}", "{{ m.content * 2 }}", "{{ m.content | trim('a') }}",
        "{{ m.content is lower }}", "{{ [m.content] }}", "{{ m.content | safe }}",
        "{{ namespace(a=m.content).a }}", "{{ m }}", "{{ messages }}", "{{ m.get('content') }}",
        "{{ '%s' % m.content }}", "{{ m.content and 1 }}{{ (m.content | trim) or 1 }}",
    ])
    func `what depends on the words of a content is not`(part: String) throws {
        let source = "{% for m in messages %}\(part){% endfor %}"
        #expect(try planned(ModelTemplate(Array(source.utf8))) == 0)
    }

    @Test func `only conversations of roles and contents have plans`() throws {
        let template = try ModelTemplate.load("chatml")
        let plans = RenderingPlans()
        let plain = Conversation(messages: [Message(.user, "q"), Message(.assistant, "a")])
        #expect(try hasPlan(template, plans, plain))
        let changes: [(inout Conversation) -> Void] = [
            { $0.tools = Array("[{}]".utf8) }, { $0.documents = Array("[1]".utf8) },
            { $0.settings = Array(#"{"a":1}"#.utf8) }, { $0.messages[0].content = [] },
            { $0.messages[0].hasContent = false }, { $0.messages[1].reasoning = [0x61] },
            { $0.messages[1].toolCalls = Array("[]".utf8) }, { $0.messages[0].name = [0x61] },
            { $0.messages[0].toolCallID = [0x61] },
            { $0.messages = Array(repeating: Message(.user, "q"), count: 65) },
            { $0.messages[0].content = Array(repeating: 0x61, count: 1 << 20) },
        ]
        for change in changes {
            var conversation = plain
            change(&conversation)
            #expect(try !hasPlan(template, plans, conversation))
        }
    }

    @Test func `a template that could reach its limits is run`() throws {
        let many = Array(repeating: "m.content", count: 50).joined(separator: " ~ ")
        let template = try ModelTemplate(
            Array("{% for m in messages %}{{ \(many) }}{% endfor %}".utf8))
        let conversation = Conversation(messages: [Message(.user, "0123456789")])
        var limits = JinjaLimits()
        let plans = RenderingPlans()
        #expect(plans.text(of: conversation, by: template, limits: limits) != nil)
        limits.bytes = 500
        #expect(plans.text(of: conversation, by: template, limits: limits) == nil)
        limits = JinjaLimits()
        limits.steps = 200_000
        #expect(plans.text(of: conversation, by: template, limits: limits) == nil)
    }

    @Test(
        .enabled(if: RecordedTemplates.areHere, "shared/data/sft is not here"),
        arguments: RecordedTemplates.files)
    func `models' templates write the same with plans`(file: String) throws {
        var count = 0
        for (template, _) in try RecordedTemplates.read(file) {
            if try planned(template) > 0 { count += 1 }
        }
        #expect(count > 0)
    }
}
