// Counts the tokens of a whole corpus on several threads.
import BytePairEncoding
import FileFormats

/// A count of texts, bytes, characters, words and tokens.
package struct TextCounting {
    package let tokenizer: Tokenizer
    package var options = EncodingOptions()
    package var workers = 1

    package init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

    private struct Result {
        var statistics = TextStatistics()
        var bad = 0
    }

    /// One worker's encoder and scanner.
    private struct Scratch {
        let encoder: TokenEncoder
        var scanner: TextScanner
    }

    /// The counts, and how many lines had no text.
    package func run(
        _ source: TextSource, warn: @escaping (String) -> Void
    ) throws -> (statistics: TextStatistics, bad: Int) {
        let blocks = try TextBlocks(source, warn: warn)
        var total = Result()
        try processInOrder(
            workers: workers, next: blocks.next,
            scratch: {
                Scratch(encoder: TokenEncoder(tokenizer), scanner: TextScanner(source))
            },
            work: { (block: TextBlock, scratch: inout Scratch) in
                try count(block, &scratch)
            },
            emit: { (result: Result) in
                total.statistics.add(result.statistics)
                total.bad += result.bad
            })
        try blocks.checkTexts(found: total.statistics.documents, without: total.bad)
        return (total.statistics, total.bad)
    }

    private func count(_ block: TextBlock, _ scratch: inout Scratch) throws -> Result {
        var result = Result()
        let encoder = scratch.encoder
        result.bad = try scratch.scanner.visit(block) { _, text, _ in
            result.statistics.add(text, tokens: try encoder.count(text, options: options))
        }
        return result
    }
}
