// How the program ends when something is wrong: one screen on stderr and a stable exit code.
import ArgumentParser
import BytePairEncoding
import ChatText
import Execution
import FastText
import FileFormats
import FileStore
import Foundation
import PipelineCore
import TokenShards

/// The program's exit codes.
enum ExitStatus {
    /// A failure while working.
    static let failure: Int32 = 1
    /// The pipeline file, its input or a flag is wrong; nothing was done.
    static let configuration: Int32 = 64
    /// A run was done in which nothing was kept, more than half of the records are bad, or a mixture
    /// lacks what the pipeline asks for.
    static let losses: Int32 = 65
    /// There is no such run, document or file.
    static let notFound: Int32 = 66
    /// Another process holds the run's folder.
    static let locked: Int32 = 75
    /// Stopped by a signal; can be resumed.
    static let interrupted: Int32 = 130
}

/// Prints an error for people and ends the program.
enum CommandFailure {
    ///
    /// - Parameter command: the one that was running; `nil` while the words were read.
    static func exit(_ error: any Error, in command: (any ParsableCommand.Type)?) -> Never {
        guard let (text, status) = describe(error) else {
            let message = ParserMessage(error: error, command: command)
            message.show()
            Foundation.exit(message.status)
        }
        printError("winnow: " + text)
        Foundation.exit(status)
    }

    private static func describe(_ error: any Error) -> (String, Int32)? {
        switch error {
        case let error as ConfigError: ("\(error)", ExitStatus.configuration)
        case let error as RunError: (error.message, status(of: error))
        case let error as FileError: ("\(error)", status(of: error))
        case let error as FastTextError: (error.detail, ExitStatus.failure)
        case let error as DataError: (error.reason, ExitStatus.failure)
        case let error as ShardError: ("\(error)", ExitStatus.failure)
        case let error as TokenizerError: ("\(error)", ExitStatus.failure)
        case let error as ChatTemplateError: ("\(error)", ExitStatus.configuration)
        case let error as JinjaError: ("the template: \(error)", ExitStatus.configuration)
        case let error as CocoaError:
            (error.localizedDescription + reason(of: error), ExitStatus.failure)
        default: nil
        }
    }

    private static func reason(of error: CocoaError) -> String {
        error.underlying.map { ": \($0.localizedDescription)" } ?? ""
    }

    private static func status(of error: FileError) -> Int32 {
        switch error.code {
        case .notFound, .noMatch: ExitStatus.notFound
        default: ExitStatus.failure
        }
    }

    private static func status(of error: RunError) -> Int32 {
        switch error.code {
        case .cancelled: ExitStatus.interrupted
        case .locked: ExitStatus.locked
        case .exists, .changed, .folder: ExitStatus.configuration
        case .noRun: ExitStatus.notFound
        default: ExitStatus.failure
        }
    }
}

/// How the argument parser's own errors, help and versions are told.
private struct ParserMessage {
    let error: any Error
    /// The command that was running; `nil` while the words were read.
    let command: (any ParsableCommand.Type)?

    var status: Int32 { Winnow.exitCode(for: error).rawValue }

    func show() {
        if error is ExitCode { return }
        let text = Self.wrapUsage(words)
        if text.isEmpty { return }
        if status == ExitCode.success.rawValue { print(text) } else { printError(text) }
    }

    /// The parser knows the usage of the command that it was reading for, but not of one that ran.
    private var words: String {
        guard let command, let error = error as? ValidationError else {
            return Winnow.fullMessage(for: error) + meant
        }
        return "Error: \(error.message)\nUsage: " + Winnow.usageString(for: command)
    }

    /// The subcommand that a mistyped one is nearest to.
    private var meant: String {
        guard status != ExitCode.success.rawValue else { return "" }
        var commands = Winnow.configuration.subcommands
        for word in CommandLine.arguments.dropFirst() {
            guard !commands.isEmpty, !word.hasPrefix("-") else { return "" }
            let names = commands.map(Self.name)
            guard let index = names.firstIndex(of: word) else {
                return nearestName(to: word, in: names).map { "\n  Did you mean '\($0)'?" } ?? ""
            }
            commands = commands[index].configuration.subcommands
        }
        return ""
    }

    private static func name(_ command: any ParsableCommand.Type) -> String {
        command.configuration.commandName ?? ""
    }

    private static let columns = 79

    /// Breaks the lines of usage, which the parser leaves as long as they are, between arguments.
    private static func wrapUsage(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let isLong = line.lowercased().hasPrefix("usage: ") && line.count > columns
            return isLong ? wrap(line) : String(line)
        }.joined(separator: "\n")
    }

    private static func wrap(_ line: Substring) -> String {
        var depth = 0
        let words = line.split {
            if "[<(".contains($0) { depth += 1 }
            if "]>)".contains($0) { depth -= 1 }
            return $0 == " " && depth == 0
        }
        return words.dropFirst().reduce(into: (text: String(words[0]), width: words[0].count)) {
            let isFull = $0.width + 1 + $1.count > columns
            $0.text += isFull ? "\n        \($1)" : " \($1)"
            $0.width = isFull ? 8 + $1.count : $0.width + 1 + $1.count
        }.text
    }
}
