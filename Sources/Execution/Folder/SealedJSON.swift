// JSON files that tell when they were damaged: a seal over the rest stands first.
import ByteKernels
import FileStore
import Foundation

/// Writes and reads objects as `{"seal":"0123456789abcdef",…}`, where the seal is the XXH64 of all
/// bytes behind it. Other programs read the file as the JSON that it is.
package enum SealedJSON {
    private static let opening = Array("{\"seal\":\"".utf8)
    private static let closing = Array("\",".utf8)

    /// - Parameter isPretty: whether people read it.
    package static func encode(_ value: some Encodable, isPretty: Bool = false) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        let rest = Array(try encoder.encode(value).dropFirst()) + [10]
        return opening + Array(hexDigits(xxHash64(rest.span)).utf8) + closing + rest
    }

    /// What a file says; `nil` where it is damaged.
    ///
    /// - Parameter mayLackSeal: whether a file without a seal is taken as it is.
    static func decode<T: Decodable>(_ bytes: [UInt8], mayLackSeal: Bool = false) -> T? {
        switch check(bytes) {
        case false: return nil
        case nil where !mayLackSeal: return nil
        default: return try? JSONDecoder().decode(T.self, from: Data(bytes))
        }
    }

    /// Whether the seal is that of the bytes behind it; `nil` where there is none.
    private static func check(_ bytes: [UInt8]) -> Bool? {
        guard bytes.starts(with: opening), bytes.count > opening.count + 18 else { return nil }
        let seal = bytes[opening.count..<(opening.count + 16)]
        let rest = Array(bytes[(opening.count + 18)...])
        return Array(seal) == Array(hexDigits(xxHash64(rest.span)).utf8)
    }
}

/// Sixteen hex digits.
func hexDigits(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}
