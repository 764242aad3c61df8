// SHA-256 and SHA-1 digests, of bytes as they come and of files.
import CCrypto
import FileStore

/// An incremental digest.
///
///     var hash = SHA256()
///     hash.update(bytes.span)
///     hash.finishHex()
public struct SHA256: ~Copyable {
    private let context: OpaquePointer

    public init() { self.init(EVP_sha256()) }

    fileprivate init(_ algorithm: OpaquePointer) {
        context = EVP_MD_CTX_new()
        let result = EVP_DigestInit_ex(context, algorithm, nil)
        precondition(result == 1, "libcrypto refuses the digest")
    }

    deinit { EVP_MD_CTX_free(context) }

    public mutating func update(_ bytes: Span<UInt8>) {
        _ = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    }

    /// The digest of everything so far; the hash is used up.
    public consuming func finish() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
            var size: UInt32 = 0
            _ = EVP_DigestFinal_ex(context, buffer.baseAddress, &size)
            count = Int(size)
        }
    }

    public consuming func finishHex() -> String { hexDigits(finish()) }

    /// The digest of `bytes` as lower-case hex digits.
    public static func hex(of bytes: Span<UInt8>) -> String {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finishHex()
    }

    /// The digest of a file as it is stored, as lower-case hex digits.
    public static func hex(of file: StoredFile) throws(FileError) -> String {
        let input = StoredInput(try file.open(), path: file.path)
        var hash = SHA256()
        while true {
            try input.fill(atLeast: StoredInput.capacity / 2)
            if input.available == 0 { return hash.finishHex() }
            hash.update(input.bytes.span)
            input.consume(input.available)
        }
    }
}

/// SHA-1 in hex, which web archives use to name payloads.
public func sha1Hex(of bytes: Span<UInt8>) -> String {
    var hash = SHA256(EVP_sha1())
    hash.update(bytes)
    return hash.finishHex()
}

/// Bytes as lower-case hex digits.
public func hexDigits(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
