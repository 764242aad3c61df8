// Merges sorted files of records into one order.
import FileStore

/// Merges any number of cursors; equal records come in the order of the cursors.
///
/// A tree of losers: a record costs one comparison for each level of a binary tree over the
/// cursors (Knuth, The Art of Computer Programming, volume 3, section 5.4.1).
public final class RecordMerge<Record: FixedRecord> {
    @usableFromInline let cursors: [RecordCursor<Record>]
    /// The record at hand of each cursor, stale once the cursor has ended.
    @exclusivity(unchecked) @usableFromInline var heads: [Record]
    @exclusivity(unchecked) @usableFromInline var isOpen: [Bool]
    /// The cursor that lost at each node; at node 0 the one that won.
    @exclusivity(unchecked) @usableFromInline var losers: [Int]

    public init(_ cursors: [RecordCursor<Record>]) {
        self.cursors = cursors.filter { $0.current != nil }
        heads = self.cursors.compactMap(\.current)
        isOpen = Array(repeating: true, count: heads.count)
        losers = Array(repeating: 0, count: heads.count)
        if !heads.isEmpty { losers[0] = play(1) }
    }

    /// Merges whole files; `memory` is shared by the cursors' blocks.
    public convenience init(_ files: [StoredFile], memory: Int) throws {
        let share = min(1 << 20, max(4096, memory / max(1, files.count)))
        self.init(try files.map { try RecordCursor($0, memory: share) })
    }

    /// The next record; `nil` at the end.
    @inlinable
    public func next() throws -> Record? {
        guard let winner = losers.first, isOpen[winner] else { return nil }
        let record = heads[winner]
        try cursors[winner].advance()
        if let head = cursors[winner].current {
            heads[winner] = head
        } else {
            isOpen[winner] = false
        }
        replay(winner)
        return record
    }

    /// Writes all that is left to a file.
    @inlinable
    public func write(to target: StoredFile) throws {
        let file = try target.create()
        var block: [Record] = []
        while let record = try next() {
            block.append(record)
            if block.count == 8192 {
                try file.write(records: block)
                block.removeAll(keepingCapacity: true)
            }
        }
        try file.write(records: block)
        try file.commit()
    }

    /// Plays the matches below a node and gives the winner. Node `n` has the children `2n` and
    /// `2n + 1`; from `losers.count` on they are the cursors.
    private func play(_ node: Int) -> Int {
        if node >= losers.count { return node - losers.count }
        let left = play(2 * node)
        let right = play(2 * node + 1)
        let leftWins = precedes(left, right)
        losers[node] = leftWins ? right : left
        return leftWins ? left : right
    }

    /// Plays the matches from a cursor that moved on up to the top.
    @inlinable
    func replay(_ cursor: Int) {
        var winner = cursor
        var node = (cursor + losers.count) / 2
        while node > 0 {
            let loser = losers[node]
            if precedes(loser, winner) {
                losers[node] = winner
                winner = loser
            }
            node /= 2
        }
        losers[0] = winner
    }

    @inlinable
    func precedes(_ a: Int, _ b: Int) -> Bool {
        guard isOpen[a], isOpen[b] else { return isOpen[a] }
        if heads[a] < heads[b] { return true }
        return a < b && !(heads[b] < heads[a])
    }
}
