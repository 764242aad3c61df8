// `winnow chat`: conversations and chat templates.
import ArgumentParser

/// `winnow chat`
struct ChatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "Render conversations with chat templates, and check files of them.",
        subcommands: [ChatRender.self, ChatCheck.self])
}
