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

@Suite struct AnswerChecksTests {
    private func drop(_ options: String, _ document: Document) throws -> String? {
        try StageProbe("filter_chat: { \(options) }").run(document).drop?.rule
    }

    @Test func `answers in which a model speaks of itself go when asked for`() throws {
        let chat = turns("user:q", "assistant:Well, As a Language Model I like tea.")
        #expect(try drop("min_turns: 1", chat) == nil)
        #expect(try drop("boilerplate: false", chat) == "boilerplate")
        #expect(try drop("boilerplate: false, boilerplate_phrases: [coffee]", chat) == nil)
    }

    @Test func `an answer that repeats itself goes when asked for`() throws {
        let sentence = "the same five words again and again, "
        let chat = turns("user:q", "assistant:" + String(repeating: sentence, count: 9))
        #expect(try drop("min_turns: 1", chat) == nil)
        #expect(try drop("max_repetition: 0.5", chat) == "repetitive_answer")
        let fine = turns("user:q", "assistant:one two three four five six seven eight nine ten")
        #expect(try drop("max_repetition: 0.5", fine) == nil)
    }

    @Test func `an answer in another language goes when asked for`() throws {
        let english = "Could you please explain how the water cycle works in simple words?"
        let german = "Das Wasser verdunstet im Meer, steigt auf und fällt als Regen auf das Land."
        let answer = "Water evaporates from the sea, rises, and falls on the land as rain."
        let mixed = turns("user:\(english)", "assistant:\(german)")
        #expect(try drop("min_turns: 1", mixed) == nil)
        #expect(try drop("other_languages: false", mixed) == "other_language")
        #expect(
            try drop("other_languages: false", turns("user:\(english)", "assistant:\(answer)"))
                == nil)
        // Too short to tell: no reason to drop.
        #expect(
            try drop("other_languages: false", turns("user:\(english)", "assistant:Ja.")) == nil)
    }
}

/// The documents with keys in their order.
private func keyed(_ chats: [Document]) -> [Document] {
    chats.enumerated().map { place, chat in
        var document = Document(
            key: DocumentKey(file: 0, place: place), offset: 0, id: chat.id, text: chat.text)
        document.content = chat.content
        return document
    }
}

@Suite struct ChatPartsTests {
    @Test func `conversations are compared by what users say, or whole`() throws {
        let chats = [
            turns("system:s", "user:q", "assistant:a"), turns("user:q", "assistant:b"),
            turns("user:q", "assistant:a"), turns("user:p", "assistant:a"),
        ]
        func kept(_ by: String) throws -> [Bool] {
            try CorpusProbe("exact_dedup: { by: \(by) }").run([keyed(chats)])
                .map { $0.drop == nil }
        }
        #expect(try kept("prompt") == [true, false, false, true])
        #expect(try kept("conversation") == [true, true, true, true])
        #expect(try kept("text") == [true, true, true, true])
    }

    @Test func `near-duplicate prompts are found whatever the answers are`() throws {
        let prompt = (1...60).map { "word\($0)" }.joined(separator: " ")
        let chats = [
            turns("user:\(prompt) x", "assistant:one answer to this"),
            turns("user:\(prompt) y", "assistant:quite another reply, at length and different"),
            turns("user:something else is asked here by a user", "assistant:fine"),
        ]
        let results = try CorpusProbe("minhash_dedup: { part: prompt }").run([keyed(chats)])
        #expect(results.map { $0.drop == nil } == [true, false, true])
    }

    @Test func `items of benchmarks are searched for in prompts`() throws {
        let scratch = try ScratchDirectory()
        let item = (1...20).map { "w\($0)" }.joined(separator: " ")
        try scratch.write(#"{"id": 1, "q": "\#(item)"}"#, to: "quiz.jsonl")
        func rule(_ part: String, _ chat: Document) throws -> String? {
            try StageProbe(
                "decontaminate: { benchmarks: [{ path: quiz.jsonl }], part: \(part) }",
                baseFolder: scratch.path
            ).run(chat).drop?.rule
        }
        let asked = turns("user:\(item)", "assistant:a")
        let answered = turns("user:q", "assistant:\(item)")
        #expect(try rule("prompt", asked) == "contaminated")
        #expect(try rule("prompt", answered) == nil)
        #expect(try rule("conversation", answered) == "contaminated")
        #expect(throws: (any Error).self) {
            try StageProbe(
                "decontaminate: { benchmarks: [{ path: quiz.jsonl }], part: prompt, action: cut }",
                baseFolder: scratch.path)
        }
    }

    @Test func `rows of OASST are read as a conversation for each tree`() throws {
        func row(_ tree: String, _ id: String, _ parent: String?) -> String {
            let parent = parent.map { "\"\($0)\"" } ?? "null"
            let role = parent == "null" ? "prompter" : "assistant"
            return
                #"{"message_id":"\#(id)","parent_id":\#(parent),"text":"\#(id)","role":"\#(role)","#
                + #""rank":null,"deleted":false,"message_tree_id":"\#(tree)"}"#
        }
        let rows = [
            row("t", "1", nil), row("t", "2", "1"), row("u", "3", nil), "", "no row",
            row("u", "4", "3"), row("t", "5", "2"),
        ]
        let batch = try ReaderProbe(
            "messages: { FILES }", [("rows.jsonl", Array(rows.joined(separator: "\n").utf8))])
        #expect(batch.documents.map { String(decoding: $0.id, as: UTF8.self) } == ["t", "u"])
        #expect(
            batch.documents.map { String(decoding: $0.text, as: UTF8.self) } == [
                turns("user:1", "assistant:2").textString,
                turns("user:3", "assistant:4").textString,
            ])
        // A line that is no row, and a row that comes back when its tree has ended.
        #expect(batch.badRecords.count == 2)
        #expect(batch.badRecords.last?.reason.contains("follow one another") == true)
    }
}
