// Where the documents of one writing task lie, and how they are read in their order.
import FileStore
import PipelineCore

/// A frame of waiting documents.
struct PlacedFrame {
    let folder: StoredFolder
    let entry: ArrangedIndex.Entry
    /// Tokens of all documents before it; known where documents stay in order.
    var firstToken = 0

    func contents(_ unpacker: FrameUnpacker) throws -> [UInt8] {
        let file = try folder.file(ArrangedIndex.framesName).openRanges()
        var bytes: [UInt8] = []
        try file.read(entry.offset..<entry.offset + entry.packedCount, into: &bytes)
        return try unpacker.unpack(
            PackedFrame(bytes: bytes, rawCount: entry.rawCount), path: file.path)
    }
}

/// Documents of a writing task, encoded, in the order in which they are written.
protocol ArrangedStretches: AnyObject {
    /// The next stretch of encoded documents; `nil` at the end.
    func next() throws -> [UInt8]?
}

/// Documents in the order of the input: those that begin in a share of all tokens.
final class OrderedStretches: ArrangedStretches {
    private var frames: ArraySlice<PlacedFrame> = []
    private let tokens: Range<Int>
    private let unpacker = FrameUnpacker()

    /// - Parameter folders: of all tasks that left documents.
    init(task: Int, of count: Int, _ folders: [StoredFolder]) throws {
        let totals = try folders.map { try ArrangedIndex.tokens(in: $0) }
        let all = totals.reduce(0, +)
        tokens = all * task / count..<all * (task + 1) / count
        var start = 0
        for (folder, total) in zip(folders, totals) {
            defer { start += total }
            guard start < tokens.upperBound, start + total > tokens.lowerBound else { continue }
            var first = start
            for entry in try ArrangedIndex.entries(of: 0, in: folder) {
                frames.append(PlacedFrame(folder: folder, entry: entry, firstToken: first))
                first += entry.tokens
            }
        }
        frames.removeAll {
            $0.firstToken >= tokens.upperBound
                || $0.firstToken + $0.entry.tokens <= tokens.lowerBound
        }
    }

    func next() throws -> [UInt8]? {
        guard let frame = frames.popFirst() else { return nil }
        let bytes = try frame.contents(unpacker)
        var reader = ByteReader(bytes)
        var first = frame.firstToken
        var stretch: [UInt8] = []
        stretch.reserveCapacity(bytes.count)
        while !reader.isAtEnd {
            let record = try ArrangedRecord(&reader)
            if tokens.contains(first) { stretch += bytes[record.bytes] }
            first += record.tokens
        }
        return stretch
    }
}

/// Documents in the order of their ranks.
///
/// As many as memory holds are read at once: those of a range of ranks, in as many rounds as it takes.
final class SortedStretches: ArrangedStretches {
    private struct Place {
        let rank: UInt64
        let key: UInt64
        let bytes: Range<Int>
    }

    private static let stretchBytes = 4 << 20
    private let taskCount: Int
    private let frames: [PlacedFrame]
    private let rounds: Int
    private var round = 0
    private var held: [UInt8] = []
    private var places: ArraySlice<Place> = []
    private let unpacker = FrameUnpacker()

    init(task: Int, of count: Int, _ folders: [StoredFolder], memory: Int) throws {
        taskCount = count
        frames = try folders.flatMap { folder in
            try ArrangedIndex.entries(of: task, in: folder).map {
                PlacedFrame(folder: folder, entry: $0)
            }
        }
        let bytes = frames.reduce(0) { $0 + $1.entry.rawCount }
        rounds = max(1, bytes / max(1, memory) + 1)
    }

    func next() throws -> [UInt8]? {
        while places.isEmpty {
            if round == rounds { return nil }
            try load()
            round += 1
        }
        var stretch: [UInt8] = []
        while stretch.count < Self.stretchBytes, let place = places.popFirst() {
            stretch += held[place.bytes]
        }
        return stretch
    }

    private func load() throws {
        held.removeAll(keepingCapacity: true)
        var found: [Place] = []
        for frame in frames {
            let bytes = try frame.contents(unpacker)
            var reader = ByteReader(bytes)
            while !reader.isAtEnd {
                let record = try ArrangedRecord(&reader)
                guard round(of: record.rank) == round else { continue }
                var key = ByteReader(Array(bytes[record.bytes].prefix(8)))
                let start = held.count
                held += bytes[record.bytes]
                found.append(
                    Place(
                        rank: record.rank, key: try key.integer(UInt64.self),
                        bytes: start..<held.count))
            }
        }
        found.sort { ($0.rank, $0.key) < ($1.rank, $1.key) }
        places = found[...]
    }

    /// Rounds follow one another in the order of ranks.
    private func round(of rank: UInt64) -> Int {
        let within = rank.multipliedFullWidth(by: UInt64(taskCount)).low
        return Int(within.multipliedFullWidth(by: UInt64(rounds)).high)
    }
}
