// The length and SHA-256 of bytes as they come.
import FileFormats

/// Adds up what a file holds while it is made.
final class RunningDigest {
    private var hash = SHA256()
    private var bytes = 0

    func update(_ added: [UInt8]) {
        hash.update(added.span)
        bytes += added.count
    }

    /// What was added since the start or the last finish.
    func finish() -> (bytes: Int, sha256: [UInt8]) {
        var whole = SHA256()
        swap(&whole, &hash)
        let content = (bytes, whole.finish())
        bytes = 0
        return content
    }
}
