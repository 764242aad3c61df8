// Large numbers as people write them: 500M, 2B, 1.5T.

/// How many tokens or bytes: an integer, or a number with K, M, B or T behind it. 0 stands for none.
public struct Amount: Codable, Sendable, Equatable, OptionTypeProviding {
    public static let optionType = OptionType.either([.integer, .string])
    private static let scales: [Character: Double] = ["K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12]
    /// A million of millions of millions is no corpus; doubles hold whole numbers up to here.
    private static let most = 0x1p53

    public let count: Int

    public init(_ count: Int = 0) { self.count = count }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let count = Self.count(of: text) else {
            let message =
                "expected a whole number such as 2000000 or 2M (K, M, B, T), found '\(text)'"
            throw (decoder as? OptionsDecoder)?.complaint(message) ?? ConfigError(message)
        }
        self.count = count
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(count)
    }

    private static func count(of text: String) -> Int? {
        let scale = text.last.flatMap { scales[$0] }
        let digits = scale == nil ? text[...] : text.dropLast()
        guard digits.utf8.allSatisfy({ (48...57).contains($0) || $0 == 0x2E || $0 == 0x5F }),
            let number = Double(digits.filter { $0 != "_" })
        else { return nil }
        let count = (number * (scale ?? 1)).rounded()
        return count <= most && (scale != nil || count == number) ? Int(count) : nil
    }
}
