// What can go wrong with a fastText model, its file or its training text.

/// An error of this module: what happened, in which file, and what to do about it.
public struct FastTextError: Error, Equatable, CustomStringConvertible, Sendable {
    public enum Code: String, Sendable {
        /// The file can't be opened, read or written.
        case fileUnreadable
        case fileUnwritable
        /// The first four bytes are not fastText's, or the version is newer than 12.
        case notAModel
        /// The file ends before what it promises.
        case truncated
        /// A count, size or index that no real model has.
        case impossibleValue
        /// A word-vector model (cbow, skip-gram): it has no labels to predict.
        case notSupervised
        /// Valid, but its matrices need more memory than the reader's limit.
        case tooLarge
        /// Training text without labels or words, or options that can't be trained.
        case untrainable
    }

    public let code: Code
    public let detail: String

    public init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    public var description: String { "\(code.rawValue): \(detail)" }
}
