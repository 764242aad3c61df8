// The length and SHA-256 of bytes as they come.
import FileFormats

/// What a file holds.
public struct RawContent: Equatable, Sendable {
    var bytes: Int
    var sha256: [UInt8]
}

/// Adds up what a file holds while it is made.
final class RunningDigest {
    private var hash = SHA256()
    private var bytes = 0

    func update(_ added: [UInt8]) {
        hash.update(added.span)
        bytes += added.count
    }

    /// What was added since the start or the last finish.
    func finish() -> RawContent {
        var whole = SHA256()
        swap(&whole, &hash)
        let content = RawContent(bytes: bytes, sha256: whole.finish())
        bytes = 0
        return content
    }
}
