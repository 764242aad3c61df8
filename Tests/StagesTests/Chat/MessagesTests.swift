// `messages` and `chat_template`: from JSON lines to text with the loss marked.
import ChatText
import PipelineCore
import TestSupport
import Testing

@Suite struct MessagesTests {
    private func read(_ lines: String) throws -> ReaderProbe {
        try ReaderProbe("messages: { FILES }", [("chat.jsonl", Array(lines.utf8))])
    }

    private func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: Array(bytes), as: UTF8.self)
    }

    @Test func `a line is a conversation with its id and its other fields`() throws {
        let batch = try read(
            """
            {"id": "x-1", "lang": "en", "messages": [{"role": "user", "content": "hi"}], "dataset": 1.50}

            {"messages": [{"role": "assistant", "content": [{"type": "text", "text": "a"}]}]}
            """)
        #expect(batch.badRecords.isEmpty)
        #expect(batch.ids[0] == "x-1" && batch.ids[1].hasSuffix("/chat.jsonl#2"))
        #expect(batch.documents.map(\.key.place) == [0, 2])
        #expect(batch.documents.map { text($0.fields) } == [#""lang": "en","dataset": 1.50"#, ""])
        #expect(
            batch.documents.map { text($0.text) } == [
                #"{"messages":[{"role":"user","content":"hi"}]}"#,
                #"{"messages":[{"role":"assistant","content":"a"}]}"#,
            ])
        #expect(batch.documents.allSatisfy { $0.content == .conversation })
    }

    @Test func `a broken record costs itself and says where it is and why`() throws {
        let batch = try read(
            """
            {"messages": [{"role": "user", "content": "hi"}]}
            {"messages": [{"role": "robot", "content": "hi"}]}
            {"messages": [
            {"messages": [{"role": "user", "content": "ho"}]}
            """)
        #expect(batch.documents.map(\.key.place) == [0, 3])
        #expect(batch.badRecords.map(\.key.place) == [1, 2])
        #expect(batch.badRecords.map(\.offset) == [50, 101])
        #expect(batch.badRecords[0].reason.hasPrefix("unknown_role: message 0: "))
    }

    @Test(
        .enabled(if: sharedFile("data/sft") != nil, "shared/data/sft is not here"))
    func `every conversation of the shared sets is read`() throws {
        for (file, count) in [
            ("messages.oasst1-threads-half", 96), ("messages-parts.llama-factory-v1-sft", 250),
        ] {
            let url = try #require(sharedFile("data/sft/\(file).jsonl.zst"))
            let batch = try ReaderProbe("messages: { FILES }", paths: [url.path])
            #expect(batch.badRecords.isEmpty)
            #expect(batch.documents.count == count, "\(file)")
        }
    }
}

@Suite struct RenderChatTests {
    private func conversation(_ json: String) -> Document {
        var document = Document("c", json)
        document.content = .conversation
        return document
    }

    private let hello =
        #"{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"Hello!"}]}"#

    /// The stretches of text that a rendered conversation marks.
    private func parts(
        _ document: Document, _ ranges: KeyPath<ChatMarkup, [Range<Int>]>
    ) -> [String] {
        guard case .renderedChat(let markup) = document.content else { return [] }
        return markup[keyPath: ranges].map { String(decoding: document.text[$0], as: UTF8.self) }
    }

    @Test func `a conversation becomes text with its marks and its loss`() throws {
        let result = try StageProbe("chat_template: {}").run(conversation(hello))
        let document = result.document
        #expect(
            result.text
                == "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\nHello!<|im_end|>\n")
        #expect(result.drop == nil)
        #expect(
            parts(document, \.template)
                == [
                    "<|im_start|>user\n", "<|im_end|>\n<|im_start|>assistant\n", "<|im_end|>\n",
                ])
        #expect(parts(document, \.trained) == ["Hello!<|im_end|>"])
        #expect(result["turns"] == 2 && result["trained_turns"] == 1)
        #expect(result["trained_bytes"] == 16)
    }

    @Test func `the loss can be kept to the words alone`() throws {
        let document = try StageProbe("chat_template: { train_on_end_mark: false }")
            .run(conversation(hello)).document
        #expect(parts(document, \.trained) == ["Hello!"])
    }

    @Test func `a conversation with nothing to learn is dropped by its rule`() throws {
        let lonely = conversation(#"{"messages":[{"role":"user","content":"hi"}]}"#)
        let drop = try StageProbe("chat_template: {}").run(lonely).drop
        #expect(drop?.rule == "nothing_to_learn" && drop?.value == .number(0))
        #expect(
            try StageProbe("chat_template: { min_trained_turns: 0 }").run(lonely).drop == nil)
    }

    @Test func `an unwanted answer is dropped by its rule, whatever it says`() throws {
        let rude = conversation(
            #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"label":false}"#
        )
        #expect(try StageProbe("chat_template: {}").run(rude).drop?.rule == "unwanted_answer")
    }

    @Test func `a template that prints today's date needs the day`() throws {
        let scratch = try ScratchDirectory()
        try scratch.write("{{ strftime_now('%d %b %Y') }}{{ messages[0].content }}", to: "t.jinja")
        let error = #expect(throws: ConfigError.self) {
            try StageProbe("chat_template: { template: \"\(scratch("t.jinja"))\" }")
        }
        #expect(error?.message.contains("today's date") == true)
        let text = try StageProbe(
            "chat_template: { template: \"\(scratch("t.jinja"))\", date: 2026-01-31 }"
        ).run(conversation(#"{"messages":[{"role":"user","content":"q"}]}"#)).text
        #expect(text == "31 Jan 2026q")
    }

    @Test func `text that is no conversation is a bad record with what to do`() {
        let error = #expect(throws: DataError.self) {
            try StageProbe("chat_template: {}").run("plain")
        }
        #expect(error?.reason == "not a conversation; read conversations with 'messages'")
    }

    @Test func `tool calls are refused, not left out`() {
        let calling = conversation(
            #"{"messages":[{"role":"assistant","content":"","tool_calls":[{"name":"f"}]}]}"#)
        let error = #expect(throws: DataError.self) {
            try StageProbe("chat_template: {}").run(calling)
        }
        #expect(error?.reason.hasPrefix("message_not_rendered: message 0") == true)
    }

    @Test func `an unknown template is refused with the ones that are known`() {
        let error = #expect(throws: ConfigError.self) {
            try StageProbe("chat_template: { template: llama }")
        }
        #expect(error?.message.contains("no template of that name; built in are chatml") == true)
    }
}
