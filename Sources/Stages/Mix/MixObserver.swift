// What a mixture must know of every document: its source, group, place by chance, and size.
import ByteKernels
import FileFormats
import PipelineCore

/// One document that may be written.
struct MixRecord: FixedRecord {
    /// The input, or 0 where all inputs are one source.
    let source: UInt64
    /// The hash of its group's name; 0: it has none.
    let group: UInt64
    /// Its place by chance.
    let rank: UInt64
    let key: UInt64
    /// Twice the size in tokens or bytes, and 1 more for a document that may be repeated.
    private let sizeAndKind: UInt64

    init(source: Int, group: UInt64, rank: UInt64, key: UInt64, size: Int, mayRepeat: Bool) {
        (self.source, self.group, self.rank, self.key) = (UInt64(source), group, rank, key)
        sizeAndKind = UInt64(size) << 1 | (mayRepeat ? 1 : 0)
    }

    var size: Int { Int(sizeAndKind >> 1) }
    var mayRepeat: Bool { sizeAndKind & 1 == 1 }

    static func < (a: MixRecord, b: MixRecord) -> Bool {
        (a.source, a.group, a.rank, a.key, a.sizeAndKind)
            < (b.source, b.group, b.rank, b.key, b.sizeAndKind)
    }
}

/// A group's name, as far as it fits: the first byte is its length.
struct GroupName: KeyedRecord {
    private static let mostBytes = 55

    /// The hash of the whole name.
    let key: UInt64
    private let words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

    init(hash: UInt64, _ name: [UInt8]) {
        key = hash
        let kept = name.prefix(Self.mostBytes)
        let bytes =
            [UInt8(kept.count)] + kept
            + Array(repeating: 0, count: Self.mostBytes - kept.count)
        let words = (0..<7).map { word in
            bytes[(8 * word)..<(8 * word + 8)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        self.words = (words[0], words[1], words[2], words[3], words[4], words[5], words[6])
    }

    var text: String {
        let all = [words.0, words.1, words.2, words.3, words.4, words.5, words.6].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) }
        }
        let count = min(Int(all[0]), Self.mostBytes)
        return String(decoding: all[1..<(1 + count)], as: UTF8.self)
    }

    static func < (a: GroupName, b: GroupName) -> Bool {
        if a.key != b.key { return a.key < b.key }
        let (x, y) = (a.words, b.words)
        if (x.0, x.1, x.2, x.3) != (y.0, y.1, y.2, y.3) {
            return (x.0, x.1, x.2, x.3) < (y.0, y.1, y.2, y.3)
        }
        return (x.4, x.5, x.6) < (y.4, y.5, y.6)
    }

    static func == (a: GroupName, b: GroupName) -> Bool { !(a < b) && !(b < a) }
}

/// Notes one worker's documents of one task.
public final class MixObserver: CorpusObserver {
    let documents: RecordSorter<MixRecord>
    let names: RecordSorter<GroupName>
    private var groups: MixGroups
    private let unit: MixRecipe.Unit
    private let readers: [Int]
    private let trained: (column: Int, part: [UInt8])?
    private let seed: UInt64
    /// Groups whose names are noted already, as far as memory is spent on them.
    private var noted: Set<UInt64> = []
    private static let mostNoted = 1 << 16

    /// - Parameter readers: the source of each input file; none where all are one source.
    init(
        _ grouping: MixGrouping, unit: MixRecipe.Unit, readers: [Int],
        trained: (column: Int, part: [UInt8])?, seed: UInt64, _ task: TaskContext
    ) {
        groups = MixGroups(grouping)
        (self.unit, self.readers, self.trained, self.seed) = (unit, readers, trained, seed)
        documents = RecordSorter("documents", in: task.folder.scratch, memory: task.memory / 4 * 3)
        names = RecordSorter("names", in: task.folder.scratch, memory: task.memory / 4)
    }

    public func observe(_ document: Document, in shared: DocumentScratch) throws {
        let name = try groups.name(of: document)
        try documents.add(
            MixRecord(
                source: readers.isEmpty ? 0 : readers[document.key.file],
                group: try group(name), rank: xxHash64(document.id.span, seed: seed),
                key: document.key.rawValue, size: size(of: document),
                mayRepeat: isTrained(document)))
    }

    private func group(_ name: [UInt8]) throws -> UInt64 {
        if name.isEmpty { return 0 }
        let hash = max(1, xxHash64(name.span))
        if noted.contains(hash) { return hash }
        if noted.count == Self.mostNoted { noted.removeAll(keepingCapacity: true) }
        noted.insert(hash)
        try names.add(GroupName(hash: hash, name))
        return hash
    }

    private func size(of document: Document) -> Int {
        unit == .bytes ? document.text.count : document.tokens?.ids.count ?? 0
    }

    /// What is to be validated or tested on is written once at most.
    private func isTrained(_ document: Document) -> Bool {
        guard let trained else { return true }
        return document.labels.contains { $0.column == trained.column && $0.text == trained.part }
    }
}
