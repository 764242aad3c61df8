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
    /// A run was done in which nothing was kept, or more than half of the records are bad.
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
    static func exit(_ error: any Error) -> Never {
        guard let (text, status) = describe(error) else { Winnow.exit(withError: error) }
        printError("winnow: " + text)
        Foundation.exit(status)
    }

    private static func describe(_ error: any Error) -> (String, Int32)? {
        switch error {
        case let error as ConfigError: ("\(error)", ExitStatus.configuration)
        case let error as RunError: (error.message, status(of: error))
        case let error as FileError: ("\(error)", ExitStatus.failure)
        case let error as FastTextError: (error.detail, ExitStatus.failure)
        case let error as DataError: (error.reason, ExitStatus.failure)
        case let error as ShardError: ("\(error)", ExitStatus.failure)
        case let error as TokenizerError: ("\(error)", ExitStatus.failure)
        case let error as ChatTemplateError: ("\(error)", ExitStatus.configuration)
        case let error as JinjaError: ("the template: \(error)", ExitStatus.configuration)
        case is any ParsingFailure, is ExitCode: nil
        case let error as CocoaError:
            (error.localizedDescription + reason(of: error), ExitStatus.failure)
        default: nil
        }
    }

    private static func reason(of error: CocoaError) -> String {
        error.underlying.map { ": \($0.localizedDescription)" } ?? ""
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

/// The argument parser's own errors, which it prints itself.
private protocol ParsingFailure {}
extension ValidationError: ParsingFailure {}

func printError(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Ends the program where standard output can't be written, such as on a full disk.
func printOutput(_ bytes: [UInt8]) {
    do {
        try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    } catch {
        failOutput()
    }
}

/// Writes what `print` has buffered. To be called at the end: `print` itself reports nothing.
func flushOutput() {
    if fflush(nil) != 0 { failOutput() }
}

private func failOutput() -> Never {
    printError("winnow: cannot write to standard output: \(String(cString: strerror(errno)))")
    exit(ExitStatus.failure)
}
