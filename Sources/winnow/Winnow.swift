// The program's entry point and its list of commands.
import ArgumentParser

@main
struct Winnow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "winnow",
        abstract: "Raw text to training-ready token files, every drop explained.")
}
