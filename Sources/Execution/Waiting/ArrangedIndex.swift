// Which frames of waiting documents are for which writing task.
import FileStore

/// `arranged.index`: the frames of one task's documents, by the task that will write them.
struct ArrangedIndex {
    static let fileName = "arranged.index"
    static let framesName = "arranged.frames"
    private static let entryBytes = 32
    private static let headBytes = 8

    struct Entry: Sendable {
        let task: Int
        let packedCount: Int
        let offset: Int
        let rawCount: Int
        let tokens: Int
    }

    /// In the order in which they were written.
    var entries: [Entry] = []

    /// u64 tokens of all, then the entries, those of one task together: u32 task, u32 stored size,
    /// u64 offset, u32 size, u32 0, u64 tokens.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(integer: UInt64(entries.reduce(0) { $0 + $1.tokens }))
        for entry in entries.sorted(by: { ($0.task, $0.offset) < ($1.task, $1.offset) }) {
            bytes.append(integer: UInt32(entry.task))
            bytes.append(integer: UInt32(entry.packedCount))
            bytes.append(integer: UInt64(entry.offset))
            bytes.append(integer: UInt32(entry.rawCount))
            bytes.append(integer: UInt32(0))
            bytes.append(integer: UInt64(entry.tokens))
        }
        return bytes
    }

    /// Tokens of all documents of a task.
    static func tokens(in folder: StoredFolder) throws -> Int {
        var bytes: [UInt8] = []
        try folder.file(fileName).openRanges().read(0..<headBytes, into: &bytes)
        var reader = ByteReader(bytes)
        return Int(try reader.integer(UInt64.self))
    }

    /// The frames for one writing task, in the order of the documents.
    static func entries(of task: Int, in folder: StoredFolder) throws -> [Entry] {
        let file = try folder.file(fileName).openRanges()
        let count = (file.count - headBytes) / entryBytes
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if try entry(middle, of: file).task < task { low = middle + 1 } else { high = middle }
        }
        var found: [Entry] = []
        for number in low..<count {
            let entry = try entry(number, of: file)
            if entry.task != task { break }
            found.append(entry)
        }
        return found
    }

    private static func entry(_ number: Int, of file: any RangedFile) throws -> Entry {
        let start = headBytes + number * entryBytes
        var bytes: [UInt8] = []
        try file.read(start..<start + entryBytes, into: &bytes)
        var reader = ByteReader(bytes)
        let task = Int(try reader.integer(UInt32.self))
        let packedCount = Int(try reader.integer(UInt32.self))
        let offset = Int(try reader.integer(UInt64.self))
        let rawCount = Int(try reader.integer(UInt32.self))
        _ = try reader.integer(UInt32.self)
        return Entry(
            task: task, packedCount: packedCount, offset: offset, rawCount: rawCount,
            tokens: Int(try reader.integer(UInt64.self)))
    }
}
