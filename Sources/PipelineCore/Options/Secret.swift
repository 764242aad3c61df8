// An option's value that no file of a run may hold.
import CCrypto

/// Text that stages use and that is never written: plans, manifests and reports hold its SHA-256.
///
/// In a pipeline file it is best written as `${NAME}`; a run that is resumed then asks the
/// environment again and compares.
public struct Secret: Codable, Sendable, Equatable, OptionTypeProviding {
    public static let optionType = OptionType.secret
    /// What stands before the digest where the value was.
    static let digestPrefix = "sha256:"

    public let bytes: [UInt8]

    public init(_ text: String = "") { bytes = Array(text.utf8) }

    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the digest; nothing stays nothing.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bytes.isEmpty ? "" : digest)
    }

    public var isEmpty: Bool { bytes.isEmpty }

    /// `sha256:` and 64 hex digits.
    var digest: String {
        // A digest of its own, so that it can't be looked up among those of common words.
        let text = Array("winnow secret\n".utf8) + bytes
        var digest = [UInt8](repeating: 0, count: 32)
        let result = EVP_Digest(text, text.count, &digest, nil, EVP_sha256(), nil)
        precondition(result == 1, "libcrypto refuses the digest")
        let digits = digest.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return Self.digestPrefix + digits.joined()
    }
}
