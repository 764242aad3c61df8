// Counting words within bounds: what does not fit in memory waits on disk as sorted runs.
import BytePairEncoding
import FileFormats

/// A counter that writes its words to disk when they need too much memory. Not for two threads.
public final class SpillingWordCounter {
    public let words: WordCounter
    /// The files written so far.
    public private(set) var runs: [String] = []
    private let memory: Int
    private let newPath: () -> String

    /// - Parameters:
    ///   - memory: bytes that the words may take; a growing table takes up to 1.5 times as much.
    ///   - newPath: gives a path for one more file.
    public init(_ words: WordCounter, memory: Int, newPath: @escaping () -> String) {
        self.words = words
        self.memory = memory
        self.newPath = newPath
    }

    /// Counts the pretokens of a text, each `weight` times.
    public func add(_ text: Span<UInt8>, weight: UInt64 = 1) throws {
        words.add(text, weight: weight)
        if words.memoryBytes > memory { try spill() }
    }

    /// Writes the words to a file and forgets them.
    public func spill() throws {
        if words.wordCount == 0 { return }
        let path = newPath()
        try WordRunFiles.write(to: path) { try words.visitSorted($0) }
        runs.append(path)
        words.removeAll()
    }
}

/// Sorted runs of word counts in files.
public enum WordRunFiles {
    /// How many runs are read at once; each takes a file and a buffer.
    private static let fanIn = 64
    private static let bufferSize = 1 << 16

    /// The words of all runs as one. Where there are very many, some are merged first, into files
    /// at paths that `newPath` gives; these are the caller's to remove.
    public static func merged(_ paths: [String], newPath: () -> String) throws -> WordRunMerge {
        var paths = paths[...]
        while paths.count > fanIn {
            let path = newPath()
            let merge = readers(of: Array(paths.prefix(fanIn)))
            try write(to: path) { try merge.visit($0) }
            paths = paths.dropFirst(fanIn) + [path]
        }
        return readers(of: Array(paths))
    }

    /// Writes one run of the words that `visit` gives in byte order.
    public static func write(
        to path: String,
        _ visit: ((UnsafeBufferPointer<UInt8>, UInt64) throws -> Void) throws -> Void
    ) throws {
        let file = try AtomicFile(path: path)
        var run = WordRunWriter()
        try visit { word, count in
            run.append(word, count: count)
            if run.bytes.count > bufferSize { try file.write(run.takeBytes()) }
        }
        try file.write(run.takeBytes())
        try file.commit()
    }

    private static func readers(of paths: [String]) -> WordRunMerge {
        WordRunMerge {
            try paths.map { path in
                let stream = try ByteStream(path: path)
                return WordRunReader {
                    var chunk: [UInt8] = []
                    _ = try stream.read(into: &chunk, atMost: bufferSize)
                    return chunk
                }
            }
        }
    }
}
