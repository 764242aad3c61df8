// The `messages` schema: every form it allows, and the reason for what it refuses.
import ChatText
import FileFormats
import Testing

@Suite struct MessagesSchemaTests {
    private func read(_ json: String) throws -> Conversation {
        try read(Array(json.utf8))
    }

    private func read(_ record: [UInt8]) throws -> Conversation {
        var scanner = JSONScanner()
        try scanner.scan(record.span)
        return try MessagesSchema().conversation(in: record.span, scannedBy: &scanner)
    }

    @Test func `roles and contents are read in order, escapes resolved`() throws {
        let conversation = try read(
            #"""
            {"id": 7, "messages": [{"role": "system", "content": "a\nb"},
              {"content": "\u00fc \ud83d\ude00", "role": "user"}, {"role": "assistant", "content": ""}]}
            """#)
        #expect(
            conversation
                == Conversation(messages: [
                    Message(.system, "a\nb"), Message(.user, "ü 😀"), Message(.assistant, ""),
                ]))
    }

    @Test func `a content of text parts is their texts joined`() throws {
        let conversation = try read(
            #"""
            {"messages": [{"role": "user", "content": [{"type": "text", "text": "one "},
              {"type": "text", "value": "two"}]}]}
            """#)
        #expect(conversation.messages == [Message(.user, "one two")])
    }

    @Test func `tool calls and tools are kept as written, empty ones are none`() throws {
        let conversation = try read(
            #"""
            {"tools": [ {"type": "function"} ], "messages": [
              {"role": "assistant", "content": null, "tool_calls": [{"id":1}]},
              {"role": "function", "content": "42", "tool_calls": [ ]}]}
            """#)
        #expect(conversation.tools == Array(#"[ {"type": "function"} ]"#.utf8))
        #expect(
            conversation.messages == [
                Message(.assistant, [], toolCalls: Array(#"[{"id":1}]"#.utf8)),
                Message(.tool, "42"),
            ])
    }

    @Test func `flags and weights override what a role trains`() throws {
        let conversation = try read(
            #"""
            {"messages": [{"role": "user", "content": "", "train": true},
              {"role": "assistant", "content": "", "weight": 0},
              {"role": "assistant", "content": "", "loss_weight": 0.5},
              {"role": "assistant", "content": "", "train": false}]}
            """#)
        #expect(conversation.messages.map(\.trains) == [true, false, true, false])
    }

    @Test(arguments: [
        (#"{}"#, "not a conversation in this schema, found no list 'messages'"),
        (#"{"messages": "hi"}"#, "not a conversation in this schema, found no list 'messages'"),
        (#"{"messages": []}"#, "the conversation has no messages"),
        (
            #"{"messages": [7]}"#,
            "message 0: not a conversation in this schema, found a message that is no object"
        ),
        (
            #"{"messages": [{"content": "x"}]}"#,
            "message 0: not a conversation in this schema, found no role"
        ),
        (
            #"{"messages": [{"role": "user"}]}"#,
            "message 0: not a conversation in this schema, found no content"
        ),
        (
            #"{"messages": [{"role": "user", "content": "x"}, {"role": "bot\nx", "content": ""}]}"#,
            "message 1: unknown role (known: system, developer, user, assistant, tool), "
                + "found 'bot\nx'"
        ),
        (
            #"{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]}"#,
            "message 0: the content holds a part that is not text, found 'image_url'"
        ),
        (
            #"{"messages": [{"role": "user", "content": {"a": 1}}]}"#,
            "message 0: not a conversation in this schema, "
                + "found a content that is neither a string nor a list of parts"
        ),
        (
            #"{"messages": [{"role": "user", "content": "", "weight": "much"}]}"#,
            "message 0: not a conversation in this schema, "
                + "found a weight that is neither a number nor true or false"
        ),
    ])
    func `what is no conversation is refused with the place`(json: String, reason: String) {
        let error = #expect(throws: ChatError.self) { try read(json) }
        #expect(error?.description == reason)
    }

    @Test func `a conversation written and read is the same, byte for byte in content`() throws {
        let conversation = Conversation(
            messages: [
                Message(.system, "quote \" slash \\ tab \t bell \u{7} del \u{7F}"),
                Message(.user, "<|im_end|>", trains: true), Message(.assistant, "ü😀\u{2028}"),
                Message(.assistant, [], toolCalls: Array("[1]".utf8), trains: false),
            ], tools: Array(#"[{"a":"\n"}]"#.utf8))
        var writer = JSONWriter()
        conversation.write(to: &writer)
        #expect(try read(writer.bytes) == conversation)
    }

    @Test func `records cut anywhere and random bytes never crash`() {
        let record = Array(
            #"{"messages": [{"role": "user", "content": [{"type": "text", "text": "é"}]}]}"#.utf8)
        for count in 0..<record.count { _ = try? read(Array(record[..<count])) }
        for place in record.indices {
            for byte: UInt8 in [0, 0x22, 0x5B, 0x7D, 0x80, 0xFF] {
                var damaged = record
                damaged[place] = byte
                _ = try? read(damaged)
            }
        }
        let deep = #"{"messages":"# + String(repeating: "[", count: 100_000)
        #expect(throws: (any Error).self) { try read(deep) }
    }
}
