// `winnow tokenizer decode`.
import ArgumentParser
import BytePairEncoding
import Stages

/// `winnow tokenizer decode`
struct TokenizerDecode: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Turn token ids into text.",
        discussion: """
            Reads {"id": …, "ids": […]} lines and writes {"id": …, "text": …}; ids given as
            arguments are written as plain text. Bytes that are not UTF-8 become U+FFFD in
            JSON.

            Examples:
              winnow tokenizer decode --tokenizer gpt2.json --ids 15496,995
              winnow tokenizer decode --tokenizer gpt2.json ids.jsonl
            """)

    @OptionGroup var tokenizer: TokenizerArguments

    @Argument(help: "A file of JSON lines; '-' is stdin.")
    var input = "-"

    @Option(help: "The ids, with commas between.")
    var ids: String?

    @Flag(help: "Leave special tokens out.")
    var skipSpecial = false

    func run() throws {
        let tokenizer = try tokenizer.load()
        if let ids { return try printText(of: ids, tokenizer) }
        try TextDecoding(tokenizer, skipsSpecial: skipSpecial).run(input, write: printOutput)
    }

    private func printText(of list: String, _ tokenizer: Tokenizer) throws {
        let ids = try list.split(separator: ",", omittingEmptySubsequences: false).map { item in
            let written = item.drop { $0 == " " }
            guard let id = UInt32(written), "\(id)" == written, tokenizer.contains(id) else {
                throw ValidationError("--ids: '\(written)' is no id of the tokenizer.")
            }
            return id
        }
        var text: [UInt8] = []
        try tokenizer.decode(ids, into: &text, skippingSpecial: skipSpecial)
        printOutput(text + [10])
    }
}
