// Counting words for training: in parallel, within bounds, with a sample held back.
import BytePairEncoding
import FileFormats
import Foundation

/// Counts the words of all texts on several threads; spills to disk when memory is short.
final class WordCount {
    /// Texts held back, with their groups; at most `heldBackLimit` bytes of them.
    private(set) var heldBack: [(text: [UInt8], group: String?)] = []
    private(set) var texts = 0
    private(set) var bad = 0
    private(set) var bytes: UInt64 = 0
    /// Files of word counts that did not fit in memory.
    private(set) var spilled: [String] = []
    private let command: TokenizerTrain
    private let counters: [WordCounter]
    private let limit: Int
    private var free: [WordCounter]
    private var heldBackBytes = 0
    private let lock = NSLock()
    private static let heldBackLimit = 32 << 20

    init(_ command: TokenizerTrain, _ parts: TokenizerParts, _ memory: Int) throws {
        self.command = command
        let workers = command.workers ?? ProcessInfo.processInfo.activeProcessorCount
        counters = (0..<workers).map { _ in
            WordCounter(parts.preTokenizer, normalizer: parts.normalizer)
        }
        free = counters
        limit = memory / (2 * workers)
    }

    /// One block's held-back texts, which must be kept in order, and its numbers.
    private struct BlockResult {
        var heldBack: [(text: [UInt8], group: String?)] = []
        var texts = 0
        var bad = 0
    }

    /// A worker's counter and scanner.
    private struct Scratch {
        let counter: WordCounter
        var scanner: TextScanner
    }

    func run() throws {
        let blocks = try TextBlocks(command.texts)
        let weights = try command.texts.files().map { try command.weight(of: $0) }
        try processInOrder(
            workers: counters.count, next: blocks.next,
            scratch: { Scratch(counter: free.removeLast(), scanner: TextScanner(command.texts)) },
            work: { try self.count($0, weights[$0.file], &$1) },
            emit: { (result: BlockResult) in keep(result) })
        bytes = counters.reduce(0) { $0 &+ $1.byteCount }
    }

    private func count(
        _ block: TextBlock, _ weight: UInt64, _ scratch: inout Scratch
    ) throws -> BlockResult {
        var result = BlockResult()
        let counter = scratch.counter
        result.bad = try scratch.scanner.visit(block) { item, text, json in
            result.texts += 1
            if isHeldBack(item, block) {
                let group = group(of: item, in: block, &json)
                result.heldBack.append((text.withUnsafeBufferPointer(Array.init), group))
            } else {
                counter.add(text, weight: weight)
            }
        }
        if counter.memoryBytes > limit { try spill(counter) }
        return result
    }

    /// The texts to hold back are told by their place, so that they are always the same.
    private func isHeldBack(_ item: TextScanner.Item, _ block: TextBlock) -> Bool {
        if command.holdBack == 0 { return false }
        let place = UInt64(block.file) << 40 | UInt64(item.ordinal)
        let mixed = (place &+ 1).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return (mixed.high ^ mixed.low) % UInt64(command.holdBack) == 0
    }

    private func group(
        of item: TextScanner.Item, in block: TextBlock, _ scanner: inout JSONScanner
    ) -> String? {
        guard let by = command.by, let line = item.json else { return nil }
        return fieldText(by, in: block.lines.bytes.span.extracting(line), &scanner)
    }

    private func keep(_ result: BlockResult) {
        texts += result.texts
        bad += result.bad
        for item in result.heldBack where heldBackBytes < Self.heldBackLimit {
            heldBack.append(item)
            heldBackBytes += item.text.count
        }
    }

    /// Writes a counter's words to a file and forgets them.
    private func spill(_ counter: WordCounter) throws {
        if counter.wordCount == 0 { return }
        let path = lock.withLock { () -> String in
            spilled.append("\(command.output)/.words-\(getpid())-\(spilled.count)")
            return spilled[spilled.count - 1]
        }
        let file = try AtomicFile(path: path)
        var run = WordRunWriter()
        try counter.visitSorted { word, count in
            run.append(word, count: count)
            if run.bytes.count > 1 << 20 { try file.write(run.takeBytes()) }
        }
        try file.write(run.takeBytes())
        try file.commit()
        counter.removeAll()
    }

    /// All words: of one counter, or of the runs on disk when there are any.
    func words() throws -> any WordCounts {
        if spilled.isEmpty {
            for other in counters.dropFirst() {
                counters[0].merge(other)
                other.removeAll()
            }
            return counters[0]
        }
        for counter in counters { try spill(counter) }
        let paths = spilled
        return WordRunMerge {
            try paths.map { path in
                let stream = try ByteStream(path: path)
                return WordRunReader {
                    var chunk: [UInt8] = []
                    _ = try stream.read(into: &chunk, atMost: 1 << 16)
                    return chunk
                }
            }
        }
    }

    deinit { for path in spilled { unlink(path) } }
}
