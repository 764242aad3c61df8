// `filter_chat`, `normalize_chat` and the JSON that `messages` reads.
import ChatText
import PipelineCore
import TestSupport
import Testing

/// A conversation as it waits for a template.
private func conversation(_ json: String) -> Document {
    var document = Document("c", json)
    document.content = .conversation
    return document
}

private func turns(_ turns: String...) -> Document {
    let messages = turns.map { turn in
        let (role, content) = (turn.prefix { $0 != ":" }, turn.drop { $0 != ":" }.dropFirst())
        return #"{"role":"\#(role)","content":"\#(content)"}"#
    }
    return conversation(#"{"messages":[\#(messages.joined(separator: ","))]}"#)
}

@Suite struct FilterChatTests {
    @Test(
        arguments: [
            (turns("user:q", "assistant:a"), nil), (turns("user:q"), "few_turns"),
            (turns("user:q", "user:r", "assistant:a"), "role_order"),
            (turns("assistant:a", "user:q", "assistant:b"), "role_order"),
            (turns("user:q", "system:s", "assistant:a"), "role_order"),
            (turns("user:", "assistant:a"), "empty_turn"),
            (turns("user:q", "assistant:"), "short_answer"),
            (turns("user:q", "assistant:a", "user:r"), "no_last_answer"),
            (turns("user:q", "tool:t", "assistant:a"), "role_order"),
            (turns("user:q", "assistant:```swift\\nx"), "open_fence"),
            (turns("user:q", "assistant:```swift\\nx\\n```"), nil),
            (
                conversation(
                    #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":"{x"}}]}]}"#
                ), "bad_tool_call"
            ),
            (
                conversation(
                    #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
                ), "dangling_tool_call"
            ),
        ] as [(Document, String?)])
    func `the form of a conversation decides`(document: Document, reason: String?) throws {
        #expect(try StageProbe("filter_chat: {}").run(document).drop?.rule == reason)
    }

    @Test func `refusals and repeated answers go when asked for`() throws {
        let refusal = turns("user:q", "assistant:I’m sorry, but I can't.")
        #expect(try StageProbe("filter_chat: {}").run(refusal).drop == nil)
        #expect(
            try StageProbe("filter_chat: { refusals: false }").run(refusal).drop?.rule == "refusal")
        let twice = turns("user:q", "assistant:a", "user:r", "assistant:a")
        #expect(
            try StageProbe("filter_chat: { repeated_answers: false }").run(twice).drop?.rule
                == "repeated_answer")
    }
}

@Suite struct NormalizeChatTests {
    @Test func `nothing is mended that was not asked for`() throws {
        let broken = turns(
            "assistant:a", "user: q ", "user:r", "assistant:", "assistant:b", "user:x")
        #expect(try StageProbe("normalize_chat: {}").run(broken).text == broken.textString)
        let result = try StageProbe(
            "normalize_chat: { merge_turns: true, drop_empty: true, drop_leading_answers: true, "
                + "drop_after_last_answer: true, trim: true, system: S }"
        ).run(broken)
        #expect(
            result.text
                == turns("system:S", "user:q\\n\\nr", "assistant:b").textString)
        #expect(result["merged_turns"] == 1 && result["dropped_turns"] == 3)
        #expect(result["trimmed_turns"] == 1 && result["added_system"] == 1)
    }
}

extension Document {
    fileprivate var textString: String { String(decoding: text, as: UTF8.self) }
}

@Suite struct MessagesFormTests {
    private let record = #"{"messages": [{"role": "user", "content": "a [{\"b\n\"}]"}]}"#
        .replacing("\n", with: #"\n"#)

    private func read(_ text: String) throws -> ReaderProbe {
        try ReaderProbe("messages: { FILES }", [("chat.json", Array(text.utf8))])
    }

    @Test func `arrays, pretty-printed records and byte-order marks are read`() throws {
        let pretty = record.replacing("{", with: "{\n  ").replacing(#"\"b"#, with: #"\"b"#)
        let fine =
            "{\n  \"messages\": [\n    {\n \"role\": \"user\",\n \"content\": \"x\"\n }\n ]\n}\n"
        for text in [
            "[\(record), \(record)]", "[\n\(record),\n\(record)\n]\n",
            "\u{FEFF}\(record)\n\(record)",
            " \n[ \(record),\r\n \(record) ]", fine + fine, fine + "\n\n" + fine,
        ] {
            let batch = try read(text)
            #expect(batch.documents.count == 2 && batch.badRecords.isEmpty, "\(text)")
        }
        _ = pretty
    }

    @Test func `a file that ends inside a value says so, and UTF-16 is named`() throws {
        let cut = try read("[\n\(record),\n{\"messages\": [")
        #expect(cut.documents.count == 1)
        #expect(
            cut.badRecords.map(\.reason) == ["the file ends inside a value; the rest was not read"])
        let wide = try ReaderProbe(
            "messages: { FILES }", [("chat.json", [0xFF, 0xFE, 0x7B, 0x00])])
        #expect(wide.badRecords.first?.reason.contains("UTF-16") == true)
    }
}
