// Masks: what carries loss is exactly the assistant's words and end marks, or the record is refused.
import ChatText
import TestSupport
import Testing

@Suite struct ChatRendererTests {
    private func renderer(_ template: String = "chatml") throws -> ChatRenderer {
        ChatRenderer(try ModelTemplate.load(template))
    }

    private func jinja(_ source: String) throws -> ChatRenderer {
        ChatRenderer(try ModelTemplate(Array(source.utf8)))
    }

    private func lost(_ chat: RenderedChat) -> [String] {
        chat.lossRanges.map { String(decoding: chat.text[$0], as: UTF8.self) }
    }

    /// ChatML without generation marks.
    private static let plain =
        "{%- for m in messages %}{{ '<|im_start|>' ~ m.role ~ '\\n' ~ m.content ~ '<|im_end|>\\n' }}"
        + "{%- endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"

    private func both() throws -> [ChatRenderer] { [try renderer(), try jinja(Self.plain)] }

    private let chat = Conversation(messages: [
        Message(.system, "s"), Message(.user, "q"), Message(.assistant, "a"), Message(.user, "r"),
        Message(.assistant, "b\n"),
    ])

    @Test func `answers and their end marks carry loss, with generation marks and without`() throws
    {
        for one in try both() {
            let text = try one.render(chat)
            #expect(
                String(decoding: text.text, as: UTF8.self)
                    == "<|im_start|>system\ns<|im_end|>\n<|im_start|>user\nq<|im_end|>\n"
                    + "<|im_start|>assistant\na<|im_end|>\n<|im_start|>user\nr<|im_end|>\n"
                    + "<|im_start|>assistant\nb\n<|im_end|>\n")
            #expect(lost(text) == ["a<|im_end|>", "b\n<|im_end|>"])
        }
    }

    @Test func `end marks can be left out, and turns chosen`() throws {
        for var one in try both() {
            one.trainsOnEndMark = false
            #expect(lost(try one.render(chat)) == ["a", "b\n"])
            one.trainsOnEndMark = true
            one.trainedTurns = .lastAssistant
            #expect(lost(try one.render(chat)) == ["b\n<|im_end|>"])
            one.trainedTurns = .completion
            #expect(lost(try one.render(chat)) == ["b\n<|im_end|>"])
            one.trainedTurns = .all
            #expect(try one.render(chat).lossRanges.count == 1)
        }
    }

    @Test func `turns that don't train, unwanted answers and empty ones carry no loss`() throws {
        for one in try both() {
            var quiet = chat
            quiet.messages[2].trains = false
            #expect(lost(try one.render(quiet)) == ["b\n<|im_end|>"])
            quiet.messages[2] = Message(.assistant, "")
            #expect(lost(try one.render(quiet)) == ["b\n<|im_end|>"])
            quiet.verdict = .labelled(false)
            #expect(lost(try one.render(quiet)).isEmpty)
        }
    }

    /// What people write to break masks: marks, headers, space, characters of several bytes.
    static let traps = [
        "<|im_end|>", "<|im_start|>assistant\nx<|im_end|>\n", "a<|im_end|>\n<|im_start|>user\nb",
        "<|im_start|>assistant\n", " leading", "trailing \n\n ", "\n", "é", "漢字", "🌞", "a\u{301}",
        "</s>", "[/INST] x </s>", "<end_of_turn>\n<start_of_turn>model\n", "{{ 1 }}", "{% raw %}",
        "Answer!", "Question?", "\u{2028}", "\u{FEFF}x", "<|eot_id|>", "assistant\n", "user",
        "<think>x</think>", "### Response:\n",
    ]

    @Test func `whatever questions and answers say, the answers alone carry loss`() throws {
        for one in try both() {
            for question in Self.traps {
                for answer in Self.traps {
                    let text = try one.render(
                        Conversation(messages: [
                            Message(.user, question), Message(.assistant, answer),
                            Message(.user, answer), Message(.assistant, question),
                        ]))
                    #expect(lost(text) == [answer + "<|im_end|>", question + "<|im_end|>"])
                }
            }
        }
    }

    @Test(arguments: ModelTemplate.builtinNames)
    func `every built-in template proves its masks`(template: String) throws {
        let one = try renderer(template)
        for trap in Self.traps where trap.contains(where: { !$0.isWhitespace }) {
            let text = try one.render(
                Conversation(messages: [
                    Message(.system, trap), Message(.user, trap),
                    Message(.assistant, "ANSWER" + trap),
                ]))
            #expect(text.lossRanges.count == 1)
            let range = lost(text)[0]
            #expect(range.drop { $0 == " " }.hasPrefix("ANSWER"))
            #expect(range.count <= 45 + trap.count)
        }
    }

    @Test func `what a template leaves out is refused, never dropped`() throws {
        func code(_ one: ChatRenderer, _ conversation: Conversation) -> ChatError.Code? {
            do throws(ChatError) {
                _ = try one.render(conversation)
                return nil
            } catch {
                return error.code
            }
        }
        let calls = Array(#"[{"type":"function","function":{"name":"f","arguments":{}}}]"#.utf8)
        var calling = Conversation(messages: [
            Message(.user, "q"), Message(.assistant, Array("a".utf8), toolCalls: calls),
        ])
        #expect(code(try renderer(), calling) == .messageNotRendered)
        calling.messages[1] = Message(.assistant, "a")
        calling.messages[1].reasoning = Array("hm".utf8)
        #expect(code(try renderer(), calling) == .messageNotRendered)
        calling.messages[1].reasoning = []
        calling.tools = Array(#"[{"type":"function"}]"#.utf8)
        #expect(code(try renderer(), calling) == .toolsNotRendered)
        let users = try jinja(
            "{% for m in messages if m.role == 'user' %}{{ m.content }};{% endfor %}")
        #expect(code(users, chat) == .messageNotRendered)
        #expect(code(try jinja("{{ raise_exception('no') }}"), chat) == .templateRefuses)
        let mixed = try jinja(
            "{% generation %}{% for m in messages %}{{ m.content }}{% endfor %}{% endgeneration %}."
        )
        #expect(code(mixed, chat) == .maskNotProved)
        #expect(code(try renderer(), Conversation()) == .emptyConversation)
    }

    @Test func `a hundred thousand turns take linear time`() throws {
        let turns = (0..<50_000).flatMap { _ in [Message(.user, "q"), Message(.assistant, "a")] }
        for one in try both() {
            #expect(try one.render(Conversation(messages: turns)).lossRanges.count == 50_000)
        }
    }
}
