// `winnow chat`: conversations and chat templates.
import ArgumentParser

/// `winnow chat`
struct ChatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "Render conversations with a model's chat template.",
        subcommands: [ChatRender.self])
}
