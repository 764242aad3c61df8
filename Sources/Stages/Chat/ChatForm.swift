// What the form of a conversation shows.
import ChatText

/// Counts of what is wrong with a conversation's form.
enum ChatForm {
    /// Turns out of order: a system message that isn't first, two of a user or two answers in a row,
    /// an answer before any question, a tool that speaks without a call.
    static func roleBreaks(_ messages: [Message]) -> Int {
        var breaks = 0
        var last: Message?
        for message in messages {
            let follows =
                switch message.role {
                case .system, .developer: last == nil
                case .user: last == nil || [.system, .developer, .assistant].contains(last?.role)
                case .assistant: last?.role == .user || last?.role == .tool
                case .tool: last?.role == .tool || last?.toolCalls.isEmpty == false
                }
            if !follows { breaks += 1 }
            last = message
        }
        return breaks
    }

    /// Calls that nothing answers before the next turn, and answers beyond the calls.
    static func danglingCalls(_ messages: [Message]) -> Int {
        var dangling = 0
        var open = 0
        for message in messages {
            switch message.role {
            case .tool:
                if open == 0 { dangling += 1 } else { open -= 1 }
            default:
                dangling += open
                open = message.callCount
            }
        }
        // A last turn may call: that is then what is to be learned.
        return messages.last?.role == .tool ? dangling + open : dangling
    }

    /// Whether a code fence is opened and not closed.
    static func hasOpenFence(_ content: [UInt8]) -> Bool {
        var isOpen = false
        for line in content.split(separator: 0x0A) {
            let text = line.drop { $0 == 0x20 }
            if text.starts(with: fence) { isOpen.toggle() }
        }
        return isOpen
    }

    private static let fence = Array("```".utf8)
}
