// What can go wrong with a file: a code, the place, and what to do about it.
import Glibc

/// A file that cannot be opened, read, understood or written.
///
/// `offset` counts bytes of the file as it is stored, `decodedOffset` bytes of its decompressed
/// content. `isDamage` tells broken content, which costs some records, from trouble with the file
/// itself, which ends the work on it.
public struct FileError: Error, Equatable, Sendable {
    public enum Code: String, Sendable {
        case notFound = "not_found"
        case noMatch = "no_match"
        case permissionDenied = "permission_denied"
        case isDirectory = "is_directory"
        case noSpace = "no_space"
        case readOnly = "read_only"
        case inputOutput = "input_output"
        case badPattern = "bad_pattern"
        case unsupported
        case truncated
        case corrupt
        case tooLarge = "too_large"
        /// Bytes that are no member of a compressed file, behind a member that is whole.
        case garbage
    }

    public let code: Code
    public let path: String
    public let offset: Int?
    public let decodedOffset: Int?
    /// One clause that says what is wrong and, where something can be done, what.
    public let reason: String

    public init(
        _ code: Code, path: String, offset: Int? = nil, decodedOffset: Int? = nil, reason: String
    ) {
        self.code = code
        self.path = path
        self.offset = offset
        self.decodedOffset = decodedOffset
        self.reason = reason
    }

    /// Whether the content is broken (rather than the file out of reach).
    public var isDamage: Bool {
        [.truncated, .corrupt, .tooLarge, .garbage].contains(code)
    }

    /// The error of a system call that just failed on `path`; `action` completes "cannot …".
    public static func system(_ action: String, path: String, errno number: Int32 = errno)
        -> FileError
    {
        let text = String(cString: strerror(number))
        let (code, advice) = advice(number)
        let hint = advice.isEmpty ? "" : "; \(advice)"
        return FileError(code, path: path, reason: "cannot \(action): \(text)\(hint)")
    }

    private static func advice(_ number: Int32) -> (Code, String) {
        switch number {
        case ENOENT, ENOTDIR: (.notFound, "check the path")
        case EACCES, EPERM: (.permissionDenied, "check the owner and the permissions")
        case EISDIR: (.isDirectory, "name a file in it")
        case ENOSPC, EDQUOT: (.noSpace, "free some space or choose another disk, then resume")
        case EROFS: (.readOnly, "choose a folder that can be written")
        case EMFILE, ENFILE: (.inputOutput, "raise the limit on open files (ulimit -n)")
        default: (.inputOutput, "")
        }
    }
}

extension FileError: CustomStringConvertible {
    public var description: String {
        "\(path)\(place): \(reason)"
    }

    private var place: String {
        switch (offset, decodedOffset) {
        case (let stored?, let decoded?) where stored != decoded:
            " at byte \(stored) (byte \(decoded) of its decompressed content)"
        case (let stored?, _): " at byte \(stored)"
        case (nil, let decoded?): " at byte \(decoded) of its decompressed content"
        case (nil, nil): ""
        }
    }
}
