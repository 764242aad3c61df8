// The digests that a data set's index has of its shards.
import ByteKernels
import FileFormats
import FileStore

extension ShardReport {
    /// Files up to this size are read whole for the digests that are made of whole files.
    private static var largestWhole: Int { 1 << 30 }

    /// Compares a file's digests; those of unknown names are told as unchecked.
    mutating func check(_ hashes: [(name: String, value: String)], of path: String) {
        // Those that aren't known are told one by one.
        hasDigest = hasDigest || !hashes.isEmpty
        for hash in hashes {
            do throws(FileError) {
                guard let found = try Self.digest(hash.name, of: path) else {
                    add(unchecked: hash.name)
                    continue
                }
                guard found != hash.value else { continue }
                add(
                    ShardError(
                        .wrongContent, path, "\(hash.name) \(found), its index says \(hash.value)")
                )
            } catch {
                add(ShardError(error))
            }
        }
    }

    /// Nil for a digest that isn't known, or that would need a larger file in memory.
    private static func digest(_ name: String, of path: String) throws(FileError) -> String? {
        if name == "sha256" { return try SHA256.hex(of: StoredFile(path)) }
        guard name == "sha1" || name == "xxh64" else { return nil }
        guard try StoredFile(path).size() <= largestWhole else { return nil }
        let file = try StoredFile(path).contents(limit: largestWhole)
        if name == "sha1" { return sha1Hex(of: file.span) }
        let digits = String(xxHash64(file.span), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
