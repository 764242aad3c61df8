// Conversations written back as JSON: the `messages` schema in one fixed form.
import FileFormats

extension Conversation {
    /// Appends the conversation as an object in the `messages` schema.
    ///
    /// Whatever schema it came from, this is the form in which it waits for its template;
    /// ``MessagesSchema`` reads it back as it was.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("messages")
        writer.beginArray()
        for message in messages { message.write(to: &writer) }
        writer.endArray()
        if !tools.isEmpty {
            writer.key("tools")
            writer.raw(tools.span)
        }
        writer.endObject()
    }
}

extension Message {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("role")
        writer.string(role.rawValue)
        writer.key("content")
        writer.string(content.span)
        if !toolCalls.isEmpty {
            writer.key("tool_calls")
            writer.raw(toolCalls.span)
        }
        if trains != (role == .assistant) {
            writer.key("train")
            writer.bool(trains)
        }
        writer.endObject()
    }
}
