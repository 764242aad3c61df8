// The built program, run as a user runs it.
import Foundation

/// One run of `winnow`: its arguments, its folder, what it said, how it ended.
///
///     let outcome = try WinnowProcess.run(["stages"])
///     #expect(outcome.status == 0)
public final class WinnowProcess {
    private let process = Process()
    private let scratch: ScratchDirectory

    /// What a finished process left.
    public struct Outcome {
        /// The exit code; the number of the signal, negative, when one ended it.
        public let status: Int32
        public let output: [UInt8]
        public let error: String

        public var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// Runs the program to its end.
    ///
    /// - Parameter environment: variables besides those of this process.
    public static func run(
        _ arguments: [String], in folder: String = packageRoot.path, input: [UInt8] = [],
        environment: [String: String] = [:]
    ) throws -> Outcome {
        try WinnowProcess(arguments, in: folder, input: input, environment: environment).end()
    }

    /// Starts the program and leaves it running.
    public init(
        _ arguments: [String], in folder: String, input: [UInt8] = [],
        environment: [String: String] = [:]
    ) throws {
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        scratch = try ScratchDirectory()
        try scratch.write(input, to: "stdin")
        process.executableURL = try Self.program()
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: scratch("stdin")))
        process.standardOutput = try Self.file(scratch("stdout"))
        process.standardError = try Self.file(scratch("stderr"))
        try process.run()
    }

    private static func file(_ path: String) throws -> FileHandle {
        try Data().write(to: URL(filePath: path))
        return try FileHandle(forWritingTo: URL(filePath: path))
    }

    public var isRunning: Bool { process.isRunning }

    public func send(signal number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for the end; kills the program when it takes longer than `seconds`.
    public func end(within seconds: Double = 120) throws -> Outcome {
        let deadline = Date() + seconds
        while process.isRunning, Date() < deadline { usleep(2000) }
        if process.isRunning { send(signal: SIGKILL) }
        process.waitUntilExit()
        let signalled = process.terminationReason == .uncaughtSignal
        return Outcome(
            status: signalled ? -process.terminationStatus : process.terminationStatus,
            output: Array(try Data(contentsOf: URL(filePath: scratch("stdout")))),
            error: try scratch.text("stderr"))
    }

    /// `winnow` beside the running test bundle, or where `WINNOW_PROGRAM` says.
    public static func program() throws -> URL {
        let given = ProcessInfo.processInfo.environment["WINNOW_PROGRAM"].map { URL(filePath: $0) }
        let bundle = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let candidates = [
            given, bundle.deletingLastPathComponent().appending(path: "winnow"),
            packageRoot.appending(path: ".build/release/winnow"),
        ]
        for candidate in candidates.compactMap({ $0 })
        where FileManager.default.isExecutableFile(atPath: candidate.path) {
            return candidate
        }
        throw ProgramMissing()
    }
}

/// The program has to be built before it can be tested.
struct ProgramMissing: Error, CustomStringConvertible {
    var description: String { "build the program first: swift build -c release --product winnow" }
}
