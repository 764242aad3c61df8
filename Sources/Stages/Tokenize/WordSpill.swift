// Counting words within bounds: what does not fit in memory waits on disk as sorted runs.
import BytePairEncoding
import FileFormats
import FileStore

/// A counter that writes its words to disk when they need too much memory. Not for two threads.
public final class SpillingWordCounter {
    public let words: WordCounter
    /// The files written so far.
    public private(set) var runs: [StoredFile] = []
    private let memory: Int
    private let scratch: ScratchFolder

    /// - Parameters:
    ///   - memory: bytes that the words may take; a growing table takes up to 1.5 times as much.
    ///   - scratch: where words are written to.
    public init(_ words: WordCounter, memory: Int, in scratch: ScratchFolder) {
        self.words = words
        self.memory = memory
        self.scratch = scratch
    }

    /// Counts the pretokens of a text, each `weight` times.
    public func add(_ text: Span<UInt8>, weight: UInt64 = 1) throws {
        words.add(text, weight: weight)
        if words.memoryBytes > memory { try spill() }
    }

    /// Writes the words to a file and forgets them.
    public func spill() throws {
        if words.wordCount == 0 { return }
        let run = scratch.file("words")
        try WordRunFiles.write(to: run) { try words.visitSorted($0) }
        runs.append(run)
        words.removeAll()
    }
}

/// Sorted runs of word counts in files.
public enum WordRunFiles {
    /// How many runs are read at once; each takes a file and a buffer.
    private static let fanIn = 64
    private static let bufferSize = 1 << 16

    /// The words of all runs as one. Where there are very many, some are merged first, into files
    /// of passage.
    public static func merged(
        _ runs: [StoredFile], in scratch: ScratchFolder
    ) throws -> WordRunMerge {
        var runs = runs[...]
        while runs.count > fanIn {
            let run = scratch.file("merged")
            let merge = readers(of: Array(runs.prefix(fanIn)))
            try write(to: run) { try merge.visit($0) }
            runs = runs.dropFirst(fanIn) + [run]
        }
        return readers(of: Array(runs))
    }

    /// Writes one run of the words that `visit` gives in byte order.
    public static func write(
        to target: StoredFile,
        _ visit: ((UnsafeBufferPointer<UInt8>, UInt64) throws -> Void) throws -> Void
    ) throws {
        let file = try target.create()
        var run = WordRunWriter()
        try visit { word, count in
            run.append(word, count: count)
            if run.bytes.count > bufferSize { try file.write(run.takeBytes()) }
        }
        try file.write(run.takeBytes())
        try file.commit()
    }

    private static func readers(of runs: [StoredFile]) -> WordRunMerge {
        WordRunMerge {
            try runs.map { run in
                let stream = try ByteStream(run)
                return WordRunReader {
                    var chunk: [UInt8] = []
                    _ = try stream.read(into: &chunk, atMost: bufferSize)
                    return chunk
                }
            }
        }
    }
}
