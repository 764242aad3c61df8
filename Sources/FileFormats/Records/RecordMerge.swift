// Merges sorted files of records into one order.

/// Merges any number of cursors; equal records come in the order of the cursors.
public final class RecordMerge<Record: FixedRecord> {
    private let cursors: [RecordCursor<Record>]
    /// A heap of indices into `cursors`, the smallest record first.
    private var heap: [Int] = []

    public init(_ cursors: [RecordCursor<Record>]) {
        self.cursors = cursors
        heap = cursors.indices.filter { cursors[$0].current != nil }
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(index) }
    }

    /// Merges whole files; `memory` is shared by the cursors' blocks.
    public convenience init(_ paths: [String], memory: Int) throws {
        let share = min(1 << 20, max(4096, memory / max(1, paths.count)))
        self.init(try paths.map { try RecordCursor($0, memory: share) })
    }

    /// The next record; `nil` at the end.
    public func next() throws -> Record? {
        guard let top = heap.first, let record = cursors[top].current else { return nil }
        try cursors[top].advance()
        if cursors[top].current == nil {
            heap[0] = heap[heap.count - 1]
            heap.removeLast()
        }
        if !heap.isEmpty { sink(0) }
        return record
    }

    /// Writes all that is left to a file.
    public func write(to path: String) throws {
        let file = try AtomicFile(path: path)
        var block: [Record] = []
        while let record = try next() {
            block.append(record)
            if block.count == 8192 { try flush(&block, file) }
        }
        try flush(&block, file)
        try file.commit()
    }

    private func flush(_ block: inout [Record], _ file: AtomicFile) throws {
        try file.write(records: block)
        block.removeAll(keepingCapacity: true)
    }

    private func precedes(_ a: Int, _ b: Int) -> Bool {
        guard let first = cursors[a].current, let second = cursors[b].current else { return false }
        return first < second || (first == second && a < b)
    }

    private func sink(_ start: Int) {
        var parent = start
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if precedes(heap[child], heap[smallest]) { smallest = child }
            }
            if smallest == parent { return }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
