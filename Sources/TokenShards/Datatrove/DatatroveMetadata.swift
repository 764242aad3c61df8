// The three lines of NAME.ds.metadata.

/// Which tokenizer, how many bytes a token and how many tokens; the last line is for people.
struct DatatroveMetadata {
    var tokenizer: String
    var width: Int
    var tokens: Int

    var bytes: [UInt8] { Array("\(tokenizer)|\(width)\n\(tokens)\n\(humanCount(tokens))".utf8) }
}

extension DatatroveMetadata {
    /// Reads the first two lines; a tokenizer's name may hold `|` itself.
    init(reading bytes: [UInt8], file: String) throws(ShardError) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .prefix(2).map { String(decoding: $0, as: UTF8.self) }
        guard lines.count == 2, let bar = lines[0].lastIndex(of: "|"),
            let width = Int(lines[0][lines[0].index(after: bar)...]), let tokens = Int(lines[1])
        else {
            throw ShardError(
                .damagedIndex, file, "its lines are not 'tokenizer|bytes' and a count of tokens")
        }
        self.init(tokenizer: String(lines[0][..<bar]), width: width, tokens: tokens)
    }

    /// SHA-256 of the tokenizer's file in hex, where that is how it is named.
    var tokenizerSHA256: String? {
        tokenizer.hasPrefix("sha256:") ? String(tokenizer.dropFirst(7)) : nil
    }
}

/// `1.23 MT`: three significant digits and an SI prefix, as datatrove writes counts of tokens.
package func humanCount(_ count: Int) -> String {
    var exponent = String(count).utf8.count - 1
    var value = Double(count)
    for _ in 0..<exponent / 3 { value /= 1000 }
    if exponent % 3 == 2 && value >= 999.5 {
        value /= 1000
        exponent += 1
    }
    let decimals = 2 - exponent % 3
    let scale = [1, 10, 100][decimals]
    let scaled = Int((value * Double(scale)).rounded(.toNearestOrEven))
    let digits = String(scaled % scale)
    let zeros = String(repeating: "0", count: max(0, decimals - digits.utf8.count))
    let fraction = decimals == 0 ? "" : "." + zeros + digits
    return "\(scaled / scale)\(fraction) \(["", "k", "M", "G", "T", "P", "E"][exponent / 3])T"
}
