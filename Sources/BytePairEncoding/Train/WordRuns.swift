// Sorted runs of word counts: how counters travel between workers and to disk and back.
//
// A run lists words in byte order, each as four fields: how many bytes it shares with the word
// before it, how many follow, those, and its count; numbers in LEB128. Equal counts give equal
// runs.

/// Gives words with their counts, as often as asked.
public protocol WordCounts {
    /// Calls `body` with every word once; the bytes are only lent. Throws what `body` throws, and
    /// when the counts can't be read.
    func visit(_ body: (UnsafeBufferPointer<UInt8>, UInt64) throws -> Void) throws

    /// Says that training has taken over all words: their memory may go.
    func release()
}

extension WordCounts {
    public func release() {}
}

/// Writes a run, word by word in byte order.
public struct WordRunWriter {
    /// What was written and not taken yet.
    public private(set) var bytes: [UInt8] = []
    private var previous: [UInt8] = []

    public init() {}

    public mutating func append(_ word: UnsafeBufferPointer<UInt8>, count: UInt64) {
        var shared = 0
        while shared < min(previous.count, word.count) && previous[shared] == word[shared] {
            shared += 1
        }
        appendLEB128(UInt64(shared), to: &bytes)
        appendLEB128(UInt64(word.count - shared), to: &bytes)
        bytes.append(contentsOf: word[shared...])
        appendLEB128(count, to: &bytes)
        previous.removeAll(keepingCapacity: true)
        previous.append(contentsOf: word)
    }

    /// Gives away what was written so far.
    public mutating func takeBytes() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }
}

/// Reads a run from chunks of bytes.
public final class WordRunReader {
    /// The word that ``next()`` stepped to.
    public private(set) var word: [UInt8] = []
    public private(set) var count: UInt64 = 0
    private let more: () throws -> [UInt8]
    private var chunk: [UInt8] = []
    private var at = 0

    /// `more` gives the next bytes of the run, none at its end.
    public init(_ more: @escaping () throws -> [UInt8]) { self.more = more }

    public convenience init(_ bytes: [UInt8]) {
        var rest = bytes
        self.init {
            defer { rest = [] }
            return rest
        }
    }

    /// Steps to the next word; false at the end.
    public func next() throws -> Bool {
        guard try !isAtEnd() else { return false }
        let shared = try number()
        let added = try number()
        guard shared <= UInt64(word.count), added <= UInt64(WordCounter.longestWord),
            shared + added > 0
        else { throw damaged }
        word.removeLast(word.count - Int(shared))
        for _ in 0..<added { word.append(try byte()) }
        count = try number()
        return true
    }

    private var damaged: TokenizerError {
        TokenizerError(.damagedFile, "word counts: not a sorted run")
    }

    private func isAtEnd() throws -> Bool {
        if at < chunk.count { return false }
        chunk = try more()
        at = 0
        return chunk.isEmpty
    }

    private func byte() throws -> UInt8 {
        if try isAtEnd() { throw damaged }
        defer { at += 1 }
        return chunk[at]
    }

    private func number() throws -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try byte()
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw damaged
    }
}

/// Several sorted runs read as one: the counts of equal words are added.
public struct WordRunMerge: WordCounts {
    private let open: () throws -> [WordRunReader]

    /// `open` gives fresh readers, for each pass anew.
    public init(_ open: @escaping () throws -> [WordRunReader]) { self.open = open }

    /// Calls `body` with every word once, in byte order.
    public func visit(_ body: (UnsafeBufferPointer<UInt8>, UInt64) throws -> Void) throws {
        // A heap of readers by their word; the runs are few, their words are many.
        var heap: [WordRunReader] = []
        for reader in try open() where try reader.next() {
            heap.append(reader)
            Self.rise(&heap)
        }
        var word: [UInt8] = []
        var count: UInt64 = 0
        while let first = heap.first {
            if first.word != word {
                if count > 0 { try word.withUnsafeBufferPointer { try body($0, count) } }
                word = first.word
                count = 0
            }
            count &+= first.count
            if try !first.next() {
                heap[0] = heap[heap.count - 1]
                heap.removeLast()
            }
            Self.sink(&heap)
        }
        if count > 0 { try word.withUnsafeBufferPointer { try body($0, count) } }
    }

    private static func isBefore(_ a: WordRunReader, _ b: WordRunReader) -> Bool {
        a.word.lexicographicallyPrecedes(b.word)
    }

    private static func rise(_ heap: inout [WordRunReader]) {
        var child = heap.count - 1
        while child > 0, isBefore(heap[child], heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private static func sink(_ heap: inout [WordRunReader]) {
        var parent = 0
        while parent * 2 + 1 < heap.count {
            var child = parent * 2 + 1
            if child + 1 < heap.count && isBefore(heap[child + 1], heap[child]) { child += 1 }
            if !isBefore(heap[child], heap[parent]) { return }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}

/// Appends a number, seven bits a byte, the lowest first.
func appendLEB128(_ value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
    }
    bytes.append(UInt8(rest))
}
