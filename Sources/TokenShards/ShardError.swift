// The one error of this module: what is wrong with a shard, or with what was to be written into one.
import FileFormats
import FileStore

/// Why tokens could not be written to or read from a shard.
public struct ShardError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        /// A file of the shard is missing or can't be read.
        case unreadable
        /// The index doesn't parse or contradicts itself.
        case damagedIndex = "damaged_index"
        /// The zstd frames or the table of them are broken.
        case damagedFrames = "damaged_frames"
        /// A file's length, checksum or content is not what is recorded of it.
        case wrongContent = "wrong_content"
        /// A token is outside the vocabulary.
        case tokenOutsideVocabulary = "token_outside_vocabulary"
        /// A mask holds something else than 0 and 1, or not one byte for each token.
        case wrongMask = "wrong_mask"
        /// A document or a range that the shard doesn't have.
        case outOfRange = "out_of_range"
        /// The format can't hold it, or it is a form of the format that isn't read.
        case unsupported
    }

    public var code: Code
    /// The file or folder it concerns.
    public var file: String
    /// What was found there, with its place.
    public var found: String

    public init(_ code: Code, _ file: String, _ found: String) {
        self.code = code
        self.file = file
        self.found = found
    }

    /// What a file error means for a shard.
    init(_ error: FileError, in part: String? = nil) {
        let place = [part, error.offset.map { "at byte \($0)" }].compactMap(\.self)
        self.init(
            error.isDamage ? .damagedFrames : .unreadable, error.path,
            (place + [error.reason]).joined(separator: ": "))
    }

    public var description: String { "\(file): \(found) [\(code.rawValue)]" }
}
