// First records of ranges that could not be found by looking: where ranges did not fit together.
import FileStore
import PipelineCore

/// What is known of where some ranges of inputs begin.
///
/// A range's reader looks for its first record. What it finds is checked against where the range
/// before ended; where the two differ, the range is read again from there.
package struct RangeEntries: Codable, Sendable {
    /// By task, then by the piece's index in it; a record of a negative member: nothing begins
    /// in the range.
    package var known: [Int: [Int: RecordBorder]] = [:]

    package init() {}

    package init(of folder: RunFolder) throws {
        let file = Self.file(folder)
        guard try file.exists() else { return }
        self = try decoded(file)
    }

    package func write(to folder: RunFolder) throws {
        try Self.file(folder).write(SealedJSON.encode(self))
    }

    private static func file(_ folder: RunFolder) -> StoredFile {
        folder.work.file("entries.json")
    }

    /// A task's pieces with what is known of them.
    package func pieces(of task: ReadTask) -> [InputPiece] {
        guard let entries = known[task.index] else { return task.pieces }
        return task.pieces.enumerated().compactMap { index, piece in
            guard let entry = entries[index] else { return piece }
            if entry.member < 0 { return nil }
            return InputPiece(
                input: piece.input,
                range: StoredRange(start: piece.range.start, end: piece.range.end, entry: entry))
        }
    }
}

/// Checks that the ranges of each file fit together.
package struct RangeCheck {
    private let plan: Plan

    package init(_ plan: Plan) { self.plan = plan }

    /// The first range that does not begin where the one before it ended: its task, its index
    /// among the task's pieces, and where it ought to begin; `nil` where all fit.
    package func misfit(
        _ records: [Int: CompletionRecord], _ entries: RangeEntries
    ) -> (task: Int, piece: Int, entry: RecordBorder)? {
        var input = -1
        var end: RecordBorder?
        for task in plan.tasks {
            for (index, piece) in task.pieces.enumerated() where !piece.range.isWhole {
                let extent = extent(of: piece, records[task.index])
                if piece.input == input {
                    let expected = entry(expected: end, in: piece.range)
                    if extent.entered != expected {
                        let wanted = expected ?? RecordBorder(member: -1, within: 0)
                        let isKnown = entries.known[task.index]?[index] == wanted
                        if !isKnown { return (task.index, index, wanted) }
                    }
                }
                if piece.input != input || extent.entered != nil { end = extent.left }
                input = piece.input
            }
        }
        return nil
    }

    /// The record that a range has to begin with, given the one that the ranges before it left.
    private func entry(expected: RecordBorder?, in range: StoredRange) -> RecordBorder? {
        guard let expected, !range.ends(before: expected.member) else { return nil }
        return expected
    }

    private func extent(of piece: InputPiece, _ record: CompletionRecord?) -> ReadExtent {
        record?.pieces?.first {
            $0.input == piece.input && $0.range.start == piece.range.start
        }?.extent ?? ReadExtent()
    }
}
