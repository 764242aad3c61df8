// The digests that a data set's index has of its shards.
import ByteKernels
import FileFormats
import FileStore

extension ShardReport {
    /// Files up to this size are read whole for the digests that are made of whole files.
    private static var largestWhole: Int { 1 << 30 }

    /// Compares a file's digests; those of unknown names are told as unchecked.
    mutating func check(
        _ hashes: [(name: String, value: String)], of path: String,
        in store: any FileStore = LocalFiles.shared, toldBy teller: String = "its index"
    ) {
        // Those that aren't known are told one by one.
        hasDigest = hasDigest || !hashes.isEmpty
        let file = StoredFile(path, in: store)
        for hash in hashes {
            do throws(FileError) {
                guard let found = try Self.digest(hash.name, of: file) else {
                    add(unchecked: hash.name)
                    continue
                }
                guard found != hash.value else { continue }
                add(
                    ShardError(
                        .wrongContent, path, "\(hash.name) \(found), \(teller) says \(hash.value)")
                )
            } catch {
                add(ShardError(error))
            }
        }
    }

    /// Nil for a digest that isn't known, or that would need a larger file in memory.
    private static func digest(
        _ name: String, of file: StoredFile
    ) throws(FileError) -> String? {
        if name == "sha256" { return try SHA256.hex(of: file) }
        guard name == "sha1" || name == "xxh64" else { return nil }
        guard try file.size() <= largestWhole else { return nil }
        let bytes = try file.contents(limit: largestWhole)
        if name == "sha1" { return sha1Hex(of: bytes.span) }
        let digits = String(xxHash64(bytes.span), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
