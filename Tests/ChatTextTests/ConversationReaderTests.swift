// The schemas: every form they allow, and the reason for what they refuse.
import ChatText
import FileFormats
import TestSupport
import Testing

@Suite struct ConversationReaderTests {
    private func read(
        _ json: String, allowing allowed: Set<String> = []
    ) throws -> (conversation: Conversation, schema: ChatSchema) {
        let record = Array(json.utf8)
        var scanner = JSONScanner()
        try scanner.scan(record.span)
        return try ConversationReader(allowing: allowed).read(record.span, scannedBy: scanner)
    }

    private static let tree = #"""
        {"message_tree_id": "t", "tree_state": "x", "prompt": {"text": "q", "role": "prompter",
          "replies": [{"text": "b", "role": "assistant", "rank": 1, "replies": []},
            {"text": "a", "role": "assistant", "rank": 0, "replies": []}]}}
        """#

    @Test(arguments: [
        (
            #"{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}"#,
            ChatSchema.messages
        ),
        (
            #"{"messages": "[{\"role\": \"user\", \"content\": \"q\"}, {\"from\": \"gpt\", \"value\": \"a\"}]"}"#,
            .messages
        ),
        (
            #"{"id": 1, "conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}]}"#,
            .sharegpt
        ),
        (#"{"instruction": "q", "input": "", "output": "a"}"#, .alpaca),
        (#"{"instruction": "q", "context": "", "response": "a", "category": "x"}"#, .dolly),
        (#"{"prompt": "q", "completion": "a"}"#, .promptCompletion), (tree, .oasstTree),
    ])
    func `every schema is told by its fields`(json: String, schema: ChatSchema) throws {
        let found = try read(json)
        #expect(found.schema == schema)
        #expect(found.conversation.messages == [Message(.user, "q"), Message(.assistant, "a")])
    }

    @Test func `input and history come before the answer, a system text before everything`() throws
    {
        let found = try read(
            #"{"instruction": "Add.", "input": "1 2", "output": "3", "history": [["q", "a"]], "system": "S"}"#
        ).conversation
        #expect(
            found.messages == [
                Message(.system, "S"), Message(.user, "q"), Message(.assistant, "a"),
                Message(.user, "Add.\n1 2"), Message(.assistant, "3"),
            ])
    }

    @Test(arguments: [
        #""tool_calls": [{"type": "function", "function": {"name": "f", "arguments": {}}}]"#,
        #""tool_calls": "[{\"name\": \"f\", \"arguments\": {}}]""#,
        #""tool_calls": {"name": "f", "arguments": {}}"#,
        #""function_call": {"name": "f", "arguments": {}}"#,
    ])
    func `tool calls of every form become OpenAI's`(field: String) throws {
        let message = try read(
            #"{"messages": [{"role": "assistant", "content": null, \#(field)}]}"#
        ).conversation.messages[0]
        #expect(
            String(decoding: message.toolCalls, as: UTF8.self)
                == #"[{"type":"function","function":{"name":"f","arguments":{}}}]"#)
        #expect(!message.hasContent)
    }

    @Test func `typed parts are content, reasoning and calls`() throws {
        let message = try read(
            #"""
            {"messages": [{"role": "assistant", "content": [{"type": "reasoning", "value": "hm"},
              {"type": "text", "text": "one "}, {"type": "text", "value": "two"},
              {"type": "tool_call", "value": "{\"name\": \"f\", \"arguments\": {}}"}]}]}
            """#
        ).conversation.messages[0]
        #expect(message.content == Array("one two".utf8) && message.reasoning == Array("hm".utf8))
        #expect(message.callCount == 1)
    }

    @Test(arguments: [
        #""train": false"#, #""trainable": false"#, #""loss": false"#, #""loss_mask": 0"#,
        #""weight": 0"#, #""loss_weight": 0.0"#,
    ])
    func `loss flags of every name keep a turn from training`(flag: String) throws {
        let messages = try read(
            #"{"messages": [{"role": "assistant", "content": "x", \#(flag)}]}"#
        ).conversation.messages
        #expect(messages.map(\.trains) == [false])
    }

    @Test func `a weight between 0 and 1 is kept, a record's weighs its turns'`() throws {
        let json = #"""
            {"weight": 0.5, "messages": [{"role": "user", "content": "q"},
              {"role": "assistant", "content": "x", "weight": 0.5},
              {"role": "assistant", "content": "y"}, {"role": "assistant", "content": "z", "weight": 0}]}
            """#
        let chat = try read(json).conversation
        #expect(chat.messages.map(\.weight) == [0, 0.25, 0.5, 0])
        var writer = JSONWriter()
        chat.write(to: &writer)
        #expect(try read(String(decoding: writer.bytes, as: UTF8.self)).conversation == chat)
    }

    @Test func `rows of a tree become its best-ranked thread`() throws {
        func row(_ id: String, _ parent: String?, _ rank: String, _ text: String) -> String {
            let role = text.hasPrefix("q") ? "prompter" : "assistant"
            let parent = parent.map { "\"\($0)\"" } ?? "null"
            return #"{"message_id": "\#(id)", "parent_id": \#(parent), "text": "\#(text)", "#
                + #""role": "\#(role)", "rank": \#(rank), "deleted": \#(text == "gone"), "#
                + #""message_tree_id": "t", "labels": {}}"#
        }
        let rows = [
            row("1", nil, "null", "q1"), row("2", "1", "1", "worse"), row("3", "1", "0", "gone"),
            row("4", "1", "0", "best"), row("5", "2", "0", "q2"), row("6", "4", "null", "q3"),
            row("7", "6", "null", "end"),
        ]
        let read = try read(#"{"id": "t", "oasst_rows": [\#(rows.joined(separator: ","))]}"#)
        #expect(read.schema == .oasstFlat)
        #expect(
            read.conversation.messages == [
                Message(.user, "q1"), Message(.assistant, "best"), Message(.user, "q3"),
                Message(.assistant, "end"),
            ])
    }

    @Test func `calls that stand in texts are read as calls`() throws {
        let call =
            #"Let me see.\n<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": 1}}\n</tool_call>"#
        let chat = try read(
            #"""
            {"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "\#(call)"},
              {"role": "user", "content": "<tool_response>\n42\n</tool_response>\n<tool_response>43</tool_response>"},
              {"role": "tool_call", "content": "{\"name\": \"g\", \"arguments\": {}}"},
              {"role": "tool_response", "content": "44"}, {"role": "assistant", "content": "done"}]}
            """#
        ).conversation
        let (called, changed) = try chat.readingWrittenCalls()
        #expect(changed == 2)
        #expect(
            called.messages.map(\.role)
                == [.user, .assistant, .tool, .tool, .assistant, .tool, .assistant])
        #expect(called.messages[1].content == Array("Let me see.".utf8))
        #expect(called.messages[1].callCount == 1 && called.messages[4].callCount == 1)
        #expect(called.messages[2...3].map(\.content) == [Array("42".utf8), Array("43".utf8)])
        for broken in ["<tool_call>{", "<tool_call>{}</tool_call>", "<tool_call>1</tool_call> x"] {
            let chat = Conversation(messages: [Message(.assistant, broken)])
            let error = #expect(throws: ChatError.self) { try chat.readingWrittenCalls() }
            #expect(error?.code == .badToolCall)
        }
    }

    @Test func `an answer labelled false is never wanted`() throws {
        let kto = try read(
            #"{"messages": [{"role": "assistant", "content": "x"}], "label": false}"#)
        #expect(kto.conversation.isUnwanted)
    }

    @Test(arguments: [
        #"{"prompt": "q", "chosen": "a", "rejected": "b"}"#,
        #"""
        {"conversations": [{"from": "human", "value": "q"}],
          "chosen": {"from": "gpt", "value": "a"}, "rejected": {"from": "gpt", "value": "b"}}
        """#,
        #"""
        {"chosen": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}],
          "rejected": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "b"}]}
        """#,
    ])
    func `pairs of every form keep both answers`(json: String) throws {
        let pair = try read(json)
        #expect(pair.schema == .preference)
        #expect(pair.conversation.messages == [Message(.user, "q")])
        #expect(
            pair.conversation.verdict
                == .pair(chosen: [Message(.assistant, "a")], rejected: [Message(.assistant, "b")]))
    }

    @Test(arguments: [
        (#"{"messages": [{"role": "robot", "content": ""}]}"#, ChatError.Code.unknownRole),
        (#"{"messages": [{"role": "user"}]}"#, .missingField),
        (#"{"messages": [{"content": "x"}]}"#, .missingField),
        (#"{"messages": []}"#, .emptyConversation), (#"{"messages": {}}"#, .notAConversation),
        (#"{"messages": [{"role": "user", "content": "x", "refusal": "no"}]}"#, .unknownField),
        (#"{"messages": [{"role": "user", "content": "x"}], "reward": 1}"#, .unknownField),
        (#"{"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}"#, .contentNotText),
        (#"{"messages": [{"role": "assistant", "content": "x", "weight": 1.5}]}"#, .badLossFlag),
        (#"{"messages": [{"role": "assistant", "content": "x"}], "label": null}"#, .badLossFlag),
        (#"{"prompt": "x", "completion": "y", "label": null}"#, .badLossFlag),
        (#"{"prompt": "x", "chosen": "a", "rejected": "b", "weight": 0.5}"#, .badLossFlag),
        (#"{"oasst_rows": [{"message_id": "b", "parent_id": "a", "text": "x"}]}"#, .missingField),
        (#"{"messages": [{"role": "assistant", "content": "x", "weight": "0"}]}"#, .badLossFlag),
        (
            #"{"messages": [{"role": "assistant", "content": "x", "weight": 1, "train": false}]}"#,
            .badLossFlag
        ),
        (#"{"messages": [{"role": "assistant", "tool_calls": [{"id": 1}]}]}"#, .badToolCall),
        (#"{"messages": [{"role": "user", "content": "x"}], "tools": 1}"#, .badTools),
        (#"{"system": "a", "messages": [{"role": "system", "content": "b"}]}"#, .twoSystemMessages),
        (#"{"messages": [{"role": "user", "content": "\ud83d"}]}"#, .loneSurrogate),
        (#"{"instruction": "x"}"#, .missingField), (#"{"text": "x"}"#, .unknownSchema),
    ])
    func `what can't be read is refused by name`(json: String, code: ChatError.Code) {
        let error = #expect(throws: ChatError.self) { try read(json) }
        #expect(error?.code == code)
        #expect(error?.description.hasPrefix(code.rawValue + ": ") == true)
    }

    @Test func `a field can be allowed by name, and a null one says nothing`() throws {
        let json =
            #"{"messages": [{"role": "user", "content": "x", "refusal": null}], "reward": 1}"#
        #expect(try read(json, allowing: ["reward"]).conversation.messages.count == 1)
    }

    @Test(
        .enabled(if: sharedFile("data/sft") != nil, "shared/data/sft is not here"),
        arguments: [
            ("alpaca.llama-factory-alpaca-zh", 500), ("sharegpt.fastchat-dummy", 250),
            ("sharegpt-tools.llama-factory-glaive-toolcall-en", 150),
            ("sharegpt-dpo.llama-factory-dpo-en", 150),
            ("messages-parts-tools.llama-factory-reason-tool-use", 50),
            ("messages-kto.llama-factory-kto-en", 150),
        ])
    func `the shared sets are read, and what is written of them is read back the same`(
        set: String, count: Int
    ) throws {
        let url = try #require(sharedFile("data/sft/\(set).jsonl.zst"))
        let lines = LineBlocks(try ByteStream(path: url.path))
        var block = LineBlock()
        var scanner = JSONScanner()
        var read = 0
        while try lines.next(into: &block) {
            var start = 0
            for index in 0..<block.lineCount {
                let line = block.line(index, at: start)
                start = line.range.upperBound + 1
                let record = block.bytes.span.extracting(line.range)
                try scanner.scan(record)
                let first = try ConversationReader().read(record, scannedBy: scanner).conversation
                var writer = JSONWriter()
                first.write(to: &writer)
                #expect(try ConversationReader.reading(writer.bytes.span, &scanner) == first)
                read += 1
            }
        }
        #expect(read == count)
    }
}
