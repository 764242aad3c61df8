// Large numbers as people write them.
import PipelineCore
import Testing

private struct Options: StageOptions {
    var amount = Amount(7)

    static let help: KeyValuePairs = ["amount": "how many"]
}

private func amount(_ text: String) throws -> Int {
    let file = try PipelineFile(
        yaml: "input: [a]\noutput: [b]\nstages: [c: { amount: \(text) }]", file: "f")
    return try Options.decode(file.stages[0].options, file: "f").amount.count
}

@Suite struct AmountTests {
    @Test(arguments: [
        ("0", 0), ("12", 12), ("1_000_000", 1_000_000), ("500K", 500_000), ("1.5M", 1_500_000),
        ("2B", 2_000_000_000), ("0.25T", 250_000_000_000), ("'3K'", 3000),
    ])
    func `amounts take thousands, millions and more`(text: String, count: Int) throws {
        #expect(try amount(text) == count)
    }

    @Test(arguments: ["-1", "1.5", "2G", "2 B", "B", "1e9", "nan", "10000T", "[1]", "''", "1,000"])
    func `what is no amount is refused with its place`(text: String) throws {
        let error = #expect(throws: ConfigError.self) { try amount(text) }
        #expect(error.map { "\($0)".contains("f:3:") && "\($0)".contains("amount") } == true)
    }

    @Test func `without a word of the user's the default stands`() throws {
        #expect(try Options.decode(nil).amount == Amount(7))
        #expect(try Options.describe()[0].defaultValue == "7")
    }
}
