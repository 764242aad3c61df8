// Makes one flat token file of the parts that tasks left.
import FileFormats
import FileStore

/// Joins parts, in order, to `NAME.bin` or `NAME.npy` and the files beside it.
struct FlatJoin {
    static let tokensPart = ".tokens.part"
    static let maskPart = ".mask.part"
    static let endsPart = ".ends.part"

    let layout: ShardLayout
    /// Whether the file is a numpy array.
    let isArray: Bool
    /// The parts' common paths.
    let parts: [(folder: StoredFolder, name: String)]

    /// The parts that the tasks left in their folders, under names that begin like the tasks'.
    init(
        isArray: Bool, _ layout: ShardLayout,
        of tasks: [(folder: StoredFolder, name: String)]
    ) throws(FileError) {
        self.layout = layout
        self.isArray = isArray
        var parts: [(StoredFolder, String)] = []
        for task in tasks {
            let slash = task.name.lastIndex(of: "/").map(task.name.index(after:))
            let inner = task.name[..<(slash ?? task.name.startIndex)]
            let stem = task.name.dropFirst(inner.count) + "-"
            let place = inner.isEmpty ? task.folder : task.folder.folder(String(inner.dropLast()))
            let names = try place.entries().map(\.name)
                .filter { $0.hasPrefix(stem) && $0.hasSuffix(Self.tokensPart) }
                .map { $0.dropLast(Self.tokensPart.count) }
                .sorted { ($0.utf8.count, String($0)) < ($1.utf8.count, String($1)) }
            parts += names.map { (place, String($0)) }
        }
        self.parts = parts
    }

    /// Writes the files into a folder; what the manifest says of them, nil where there is no part.
    func write(_ name: String, into folder: StoredFolder) throws -> ShardRecord? {
        if parts.isEmpty { return nil }
        let tokens = try sizes(Self.tokensPart).reduce(0, +) / layout.width.rawValue
        let header = isArray ? NumpyHeader.bytes(layout.width, count: tokens) : []
        var record = layout.record(name, DocumentEnds([tokens]))
        record.documents = try sizes(Self.endsPart).reduce(0, +) / 8
        record.files.append(
            try copy(
                Self.tokensPart, to: name + FlatFiles.ending(isArray: isArray), in: folder,
                after: header))
        record.files.append(try ends(name + FlatFiles.ends, in: folder))
        if layout.hasMask {
            record.files.append(
                try copy(Self.maskPart, to: name + FlatFiles.mask, in: folder, after: []))
        }
        record.files.append(try facts(of: record, name, in: folder))
        return record
    }

    private func sizes(_ ending: String) throws(FileError) -> [Int] {
        var sizes: [Int] = []
        for part in parts { sizes.append(try part.folder.file(part.name + ending).size()) }
        return sizes
    }

    private func copy(
        _ ending: String, to name: String, in folder: StoredFolder, after header: [UInt8]
    ) throws(FileError) -> ShardRecord.File {
        let output = try FlatOutput(name, in: folder)
        try output.append(header)
        for part in parts {
            let file = try part.folder.file(part.name + ending).openRanges()
            try FlatOutput.forEachBlock(of: file) { bytes throws(FileError) in
                try output.append(bytes)
            }
        }
        return try output.complete()
    }

    /// The parts' ends count from the parts' starts.
    private func ends(_ name: String, in folder: StoredFolder) throws(FileError) -> ShardRecord.File
    {
        let output = try FlatOutput(name, in: folder)
        let lengths = try sizes(Self.tokensPart)
        var start: UInt64 = 0
        for (part, length) in zip(parts, lengths) {
            let file = try part.folder.file(part.name + Self.endsPart).openRanges()
            try FlatOutput.forEachBlock(of: file) { bytes throws(FileError) in
                var moved: [UInt8] = []
                moved.reserveCapacity(bytes.count)
                for place in stride(from: 0, to: bytes.count - 7, by: 8) {
                    moved.append(littleEndian: bytes.littleEndian(at: place) &+ start)
                }
                try output.append(moved)
            }
            start += UInt64(length / layout.width.rawValue)
        }
        return try output.complete()
    }

    private func facts(
        of record: ShardRecord, _ name: String, in folder: StoredFolder
    ) throws(FileError) -> ShardRecord.File {
        var facts = FlatFacts()
        facts.dtype = record.dtype
        facts.tokens = record.tokens
        facts.documents = record.documents
        facts.vocabularySize = record.vocabularySize
        facts.tokenizerSHA256 = record.tokenizerSHA256
        facts.sequenceLength = layout.sequenceLength
        facts.digests = record.files.map { (String($0.name.dropFirst(name.count)), $0.sha256) }
        let output = try FlatOutput(name + FlatFiles.facts, in: folder)
        try output.append(facts.bytes)
        return try output.complete()
    }
}

/// A plain file while it is written.
private final class FlatOutput {
    private let name: String
    private let file: any FileCreation
    private let digest = RunningDigest()

    init(_ name: String, in folder: StoredFolder) throws(FileError) {
        self.name = name
        file = try folder.file(name).create()
    }

    func append(_ bytes: [UInt8]) throws(FileError) {
        try file.write(bytes)
        digest.update(bytes)
    }

    func complete() throws(FileError) -> ShardRecord.File {
        try file.commit()
        let content = digest.finish()
        return ShardRecord.File(
            name: name, bytes: content.bytes, sha256: hexDigits(content.sha256),
            rawBytes: content.bytes)
    }

    static func forEachBlock(
        of file: any RangedFile, _ body: ([UInt8]) throws(FileError) -> Void
    ) throws(FileError) {
        var place = 0
        while place < file.count {
            let end = min(file.count, place + (1 << 20))
            var bytes: [UInt8] = []
            try file.read(place..<end, into: &bytes)
            try body(bytes)
            place = end
        }
    }
}
