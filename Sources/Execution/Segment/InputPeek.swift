// The first records of a plan's inputs, read as a run would read them.
import FileFormats
import FileStore
import PipelineCore

/// What the beginnings of some input files hold: the first chunk of each, a few MiB.
public struct InputPeek: Sendable {
    /// One file's beginning.
    public struct Beginning: Sendable {
        public let path: String
        /// The reader's name.
        public let reader: String
        /// Documents in it, and the bytes of their texts.
        public var documents = 0
        public var textBytes = 0
        public var bad = 0
        /// What the first bad record says.
        public var badReason: String?
        /// Records that are none of the documents asked for, by reason.
        public var skipped: [String: Int] = [:]
        /// The names of the first document's other fields.
        public var fields: [String] = []

        /// Whether a run would lose more than half of such records, or find none.
        public var isLost: Bool { bad * 2 > bad + documents }
    }

    public let beginnings: [Beginning]
    /// How many files were not looked at.
    public let others: Int

    /// Whether files were looked at, and no document was among their first records.
    public var holdsNothing: Bool {
        !beginnings.isEmpty && beginnings.allSatisfy { $0.documents == 0 }
    }

    /// - Parameter files: how many files of each reader are looked at, spread over its inputs.
    ///   Standard input and pipes are left alone: what is read of them is gone.
    public init(_ plan: Plan, files: Int = 8) throws {
        let stored = plan.inputs.indices.filter { !plan.inputs[$0].version.isEmpty }
        let chosen = plan.readers.indices.flatMap { reader in
            spread(stored.filter { plan.inputs[$0].reader == reader }, files)
        }
        let readers = plan.readers.map { workers(of: $0.reader, count: 1) }
        for reader in readers { try reader.prepare(worker: 0) }
        beginnings = try chosen.map { try beginning(of: $0, plan, readers) }
        others = plan.inputs.count - chosen.count
    }
}

/// The first, and others at even distances.
private func spread(_ items: [Int], _ count: Int) -> [Int] {
    let taken = min(items.count, count)
    return (0..<taken).map { items[$0 * items.count / taken] }
}

private func beginning(
    of input: Int, _ plan: Plan, _ readers: [any ReaderWorkers]
) throws -> InputPeek.Beginning {
    let planned = plan.inputs[input]
    var found = InputPeek.Beginning(
        path: planned.file.path,
        reader: plan.readers[planned.reader].built.entry.info.name)
    let source = FileSource(plan.inputs, readers, [InputPiece(input: input, range: .whole)])
    guard let chunk = try source.next() else { return found }
    let batch = try chunk.parse(worker: 0)
    found.documents = batch.documents.count
    found.textBytes = batch.documents.reduce(0) { $0 + $1.text.count }
    found.bad = batch.badRecords.count
    found.badReason = batch.badRecords.first?.reason
    found.skipped = batch.skipped
    found.fields = batch.documents.first.map { names(ofMembers: $0.fields) } ?? []
    return found
}

/// The names of raw members, `"lang":"en","score":0.5`.
private func names(ofMembers members: [UInt8]) -> [String] {
    var scanner = JSONScanner()
    guard (try? scanner.scanMembers(members.span)) != nil else { return [] }
    return scanner.fields.map {
        String(decoding: JSONString.text($0.key, of: members.span), as: UTF8.self)
    }
}
