// Which numbers an option can be meant to be: the rest is refused before any work.
import Yams

/// The least and the largest number that an option takes.
///
/// Every whole number is bounded by ``count`` and every other by ``finite``, unless its options
/// declare more in ``StageOptions/bounds``.
public struct OptionBounds: Sendable, Equatable {
    public let least: Double
    public let most: Double

    public init(_ least: Double, _ most: Double) {
        self.least = least
        self.most = most
    }

    /// A part of a whole.
    public static let share = OptionBounds(0, 1)
    /// A quotient of what may outnumber the other.
    public static let ratio = OptionBounds(0, 1e6)
    /// A quotient of what seldom outnumbers the other: `80` is a percentage.
    public static let nearOne = OptionBounds(0, 10)
    /// How many or how long something may be; 2^40 is more than any document has of anything.
    public static let count = OptionBounds(0, Double(1 << 40))
    /// The same, and -1 for any number.
    public static let countOrAny = OptionBounds(-1, Double(1 << 40))
    /// The same, of which there has to be one.
    public static let positive = OptionBounds(1, Double(1 << 40))
    /// Any number that can be reckoned with.
    public static let finite = OptionBounds(-1e15, 1e15)

    public func contains(_ number: Double) -> Bool { (least...most).contains(number) }

    /// `must be from 0 to 1`, for people who wrote a number.
    func demand(for number: Double) -> String {
        switch self {
        case .finite: "must be a finite number"
        case _ where least == 0 && number < 0 && most > 1: "must not be negative"
        case _ where most == Self.count.most: "must be \(shown(least)) or more, up to 2^40"
        default: "must be from \(shown(least)) to \(shown(most))"
        }
    }

    /// What a number out of bounds may have been meant to be.
    func suggestion(for number: Double) -> String {
        guard self == .share || self == .nearOne, number > 1, number <= 100 else { return "" }
        return "A share is a part of 1: write \(shown(number / 100)) for \(shown(number)) %."
    }

    private func shown(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    }
}

/// Refuses options of which one named `min…` is above another named `max…` of the same.
func refuseCrossing(_ options: some StageOptions, _ decoder: OptionsDecoder) throws {
    guard decoder.node?.mapping != nil,
        let values = try yamlNode(of: options).mapping
    else { return }
    for (key, value) in values {
        guard let name = key.string, name.hasPrefix("min"), let least = value.number,
            let other = values.first(where: { $0.key.string == "max" + name.dropFirst(3) }),
            let most = other.value.number, least > most
        else { continue }
        let (low, high) = (snakeCase(name), snakeCase("max" + name.dropFirst(3)))
        let written = decoder.node?.mapping?.first { [low, high].contains($0.key.string) }?.value
        throw ConfigError(
            "option '\((decoder.path + [low]).joined(separator: "."))' (\(value.string ?? "")) "
                + "must not be above \(high) (\(other.value.string ?? ""))",
            at: decoder.place(of: written))
    }
}
