// Counting words for training: in parallel, within bounds, with a sample held back.
import BytePairEncoding
import FileFormats
import FileStore
import Foundation

/// What to count and how.
package struct WordCountOptions {
    /// Names that are no words where texts have them.
    package var skippedNames: [[UInt8]] = []
    /// How often the texts of each file count.
    package var weights: (_ paths: [String]) throws -> [UInt64] = { $0.map { _ in 1 } }
    /// One text in this many is held back; 0 for none.
    package var holdBack = 1000
    /// Fields of JSON lines to group the texts held back by.
    package var by: [String] = []
    package var workers = 1
    /// Bytes that the words may take.
    package var memory = 1 << 30
    /// Where words wait that do not fit in memory.
    package var folder = "."

    package init() {}
}

/// Counts the words of all texts on several threads; spills to disk when memory is short.
package final class WordCount {
    package typealias HeldBack = (text: [UInt8], groups: [TokenizerComparison.Group])

    /// Texts held back, with their groups; at most `heldBackLimit` bytes of them.
    package private(set) var heldBack: [HeldBack] = []
    package private(set) var input = TrainingReport.Input()
    private let options: WordCountOptions
    private let counters: [SpillingWordCounter]
    private let scratch: ScratchFolder
    private var free: [SpillingWordCounter]
    private var heldBackBytes = 0
    private static let heldBackLimit = 32 << 20

    package init(_ options: WordCountOptions, _ parts: TokenizerParts) throws {
        self.options = options
        let scratch = try ScratchFolder("\(options.folder)/.words-\(getpid())")
        counters = (0..<options.workers).map { _ in
            SpillingWordCounter(
                WordCounter(
                    parts.preTokenizer, normalizer: parts.normalizer,
                    skipping: options.skippedNames),
                memory: options.memory / options.workers, in: scratch)
        }
        self.scratch = scratch
        free = counters
    }

    /// One block's held-back texts, which must be kept in order, and its numbers.
    private struct BlockResult {
        var heldBack: [HeldBack] = []
        var texts = 0
        var bad = 0
    }

    /// A worker's counter and scanner.
    private struct Scratch {
        let counter: SpillingWordCounter
        var scanner: TextScanner
    }

    /// Throws ``FileError`` where there is no text to learn from.
    package func run(_ source: TextSource, warn: @escaping (String) -> Void) throws {
        let blocks = try TextBlocks(source, warn: warn)
        let weights = try options.weights(source.files())
        try processInOrder(
            workers: counters.count, next: blocks.next,
            scratch: { Scratch(counter: free.removeLast(), scanner: TextScanner(source)) },
            work: { try self.count($0, weights[$0.file], &$1) },
            emit: { (result: BlockResult) in keep(result) })
        try blocks.checkTexts(found: input.texts, without: input.linesWithoutText)
        if input.texts == 0 {
            throw FileError(
                .notFound, path: source.inputs.joined(separator: " "),
                reason: "there is no text to learn from")
        }
        input.bytes = counters.reduce(0) { $0 &+ $1.words.byteCount }
        input.heldBackTexts = heldBack.count
    }

    private func count(
        _ block: TextBlock, _ weight: UInt64, _ scratch: inout Scratch
    ) throws -> BlockResult {
        var result = BlockResult()
        let counter = scratch.counter
        result.bad = try scratch.scanner.visit(block) { item, text, json in
            result.texts += 1
            if isHeldBack(item, block) {
                let groups = textGroups(of: item, in: block, by: options.by, &json)
                result.heldBack.append((text.withUnsafeBufferPointer(Array.init), groups))
            } else {
                try counter.add(text, weight: weight)
            }
        }
        return result
    }

    /// The texts to hold back are told by their place, so that they are always the same.
    private func isHeldBack(_ item: TextScanner.Item, _ block: TextBlock) -> Bool {
        if options.holdBack == 0 { return false }
        let place = UInt64(block.file) << 40 | UInt64(item.ordinal)
        let mixed = (place &+ 1).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return (mixed.high ^ mixed.low) % UInt64(options.holdBack) == 0
    }

    private func keep(_ result: BlockResult) {
        input.texts += result.texts
        input.linesWithoutText += result.bad
        for item in result.heldBack where heldBackBytes < Self.heldBackLimit {
            heldBack.append(item)
            heldBackBytes += item.text.count
        }
    }

    /// All words: of one counter, or of the runs on disk when there are any.
    package func words() throws -> any WordCounts {
        if counters.allSatisfy(\.runs.isEmpty) {
            for other in counters.dropFirst() {
                counters[0].words.merge(other.words)
                other.words.removeAll()
            }
            return CountedWords(counter: counters[0].words)
        }
        for counter in counters { try counter.spill() }
        return try WordRunFiles.merged(counters.flatMap(\.runs), in: scratch)
    }
}

/// A counter's words, which are forgotten once training has them.
private struct CountedWords: WordCounts {
    let counter: WordCounter

    func visit(_ body: (UnsafeBufferPointer<UInt8>, UInt64) throws -> Void) throws {
        try counter.visit(body)
    }

    func release() { counter.removeAll() }
}
