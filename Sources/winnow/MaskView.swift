// A conversation's text for people, with what carries loss marked.
import ChatText
import FileFormats
import Glibc
import PipelineCore

/// Shows rendered conversations: what carries loss in green on terminals, between ⟦ and ⟧ elsewhere.
struct MaskView {
    private let renderer: ChatRenderer
    private let isTerminal = isatty(STDOUT_FILENO) == 1
    private let opening: [UInt8]
    private let closing: [UInt8]

    init(_ renderer: ChatRenderer) {
        self.renderer = renderer
        opening = Array((isTerminal ? "\u{1B}[32m" : "⟦").utf8)
        closing = Array((isTerminal ? "\u{1B}[0m" : "⟧").utf8)
    }

    /// The text of a record, or why it has none; then an empty line.
    func text(
        of record: Span<UInt8>, _ scanner: inout JSONScanner
    ) -> (text: [UInt8], isRefused: Bool) {
        do {
            try scanner.scan(record)
            let conversation = try ConversationReader().read(record, scannedBy: scanner)
            return (marked(try renderer.render(conversation.conversation)) + [0x0A, 0x0A], false)
        } catch {
            return (shown(Array("refused: \(error)\n\n".utf8)[...]), true)
        }
    }

    /// `{"text": …, "loss": [[start, end], …]}` for a record, or `{"error": …}`.
    func line(
        for record: Span<UInt8>, _ scanner: inout JSONScanner
    ) -> (text: [UInt8], isRefused: Bool) {
        var writer = JSONWriter()
        writer.beginObject()
        var isRefused = false
        do {
            try scanner.scan(record)
            let read = try ConversationReader().read(record, scannedBy: scanner)
            write(try renderer.render(read.conversation), to: &writer)
        } catch {
            isRefused = true
            writer.key("error")
            writer.string("\(error)")
        }
        writer.endObject()
        writer.endLine()
        return (writer.bytes, isRefused)
    }

    private func write(_ chat: RenderedChat, to writer: inout JSONWriter) {
        writer.key("text")
        writer.string(chat.text.span)
        writer.key("loss")
        writer.beginArray()
        for (index, range) in chat.lossRanges.enumerated() {
            writer.beginArray()
            writer.int(range.lowerBound)
            writer.int(range.upperBound)
            if !chat.lossWeights.isEmpty { writer.double(Double(chat.lossWeights[index])) }
            writer.endArray()
        }
        writer.endArray()
    }

    private func marked(_ chat: RenderedChat) -> [UInt8] {
        var text: [UInt8] = []
        var start = 0
        for (index, range) in chat.lossRanges.enumerated() {
            text += shown(chat.text[start..<range.lowerBound])
            let weight = chat.lossWeights.isEmpty ? 1 : chat.lossWeights[index]
            let note = weight == 1 ? "" : "×\(weight) "
            text += opening + Array(note.utf8) + shown(chat.text[range]) + closing
            start = range.upperBound
        }
        return text + shown(chat.text[start...])
    }

    /// Somebody's words; between our colours they can't steer the terminal.
    private func shown(_ words: ArraySlice<UInt8>) -> [UInt8] {
        isTerminal ? Array(printable(String(decoding: words, as: UTF8.self)).utf8) : Array(words)
    }
}
