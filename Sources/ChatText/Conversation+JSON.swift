// Conversations written as JSON: OpenAI's messages in one fixed form.
import FileFormats

extension Conversation {
    /// Appends the conversation as an object.
    ///
    /// Whatever schema it came from, this is the form in which it waits for its template;
    /// ``ChatSchema`` reads it back as it was. Pairs have `prompt`, `chosen` and `rejected`, as TRL
    /// reads them; all others have `messages`.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        if case .pair(let chosen, let rejected) = verdict {
            Self.write(messages, as: "prompt", to: &writer)
            Self.write(chosen, as: "chosen", to: &writer)
            Self.write(rejected, as: "rejected", to: &writer)
        } else {
            Self.write(messages, as: "messages", to: &writer)
        }
        for (name, json) in [
            ("tools", tools), ("documents", documents), ("chat_template_kwargs", settings),
        ] where !json.isEmpty {
            writer.key(name)
            writer.raw(json.span)
        }
        if case .labelled(let label) = verdict {
            writer.key("label")
            writer.bool(label)
        }
        writer.endObject()
    }

    private static func write(
        _ messages: [Message], as name: String, to writer: inout JSONWriter
    ) {
        writer.key(name)
        writer.beginArray()
        for message in messages { message.write(to: &writer) }
        writer.endArray()
    }
}

extension Message.Role {
    private static let heads = allCases.map { Array(#"{"role":"\#($0.rawValue)","content":"#.utf8) }

    /// What a message begins with up to its content.
    fileprivate var writtenBeforeContent: [UInt8] { Self.heads[Int(number)] }
}

extension Message {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.raw(role.writtenBeforeContent.span)
        if hasContent { writer.string(content.span) } else { writer.null() }
        write(reasoning, as: "reasoning_content", to: &writer)
        write(toolCallID, as: "tool_call_id", to: &writer)
        write(name, as: "name", to: &writer)
        if !toolCalls.isEmpty {
            writer.key("tool_calls")
            writer.raw(toolCalls.span)
        }
        writeWeight(to: &writer)
        writer.endObject()
    }

    private func write(_ text: [UInt8], as name: String, to writer: inout JSONWriter) {
        if text.isEmpty { return }
        writer.key(name)
        writer.string(text.span)
    }

    private func writeWeight(to writer: inout JSONWriter) {
        if trains && weight < 1 {
            writer.key("weight")
            writer.double(weight)
        } else if trains != (role == .assistant) {
            writer.key("train")
            writer.bool(trains)
        }
    }
}
