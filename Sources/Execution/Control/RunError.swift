// What can go wrong with a run itself: its folder, its lock, its disk.

/// Trouble with the run itself, rather than with its pipeline or its input.
public struct RunError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case folder
        case locked
        /// The plan, or a file that decides what stages do, is another than when the run began.
        case changed
        /// An input isn't what it was when the run was planned.
        case inputChanged
        case exists
        case cancelled
        case disk
        case tooManyBadRecords
        case noRun
        case damaged
        case engine
        /// A setting of the pipeline or the machine that only the work showed to be impossible.
        case setting
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
