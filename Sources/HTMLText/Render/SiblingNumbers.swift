// The numbers of list items, and the columns of table cells.

/// For each item the number that it shows, and for each cell the column in which it begins.
struct SiblingNumbers {
    private var numbers: [Int32] = []
    /// What the next item of a list, or cell of a row, has; of a table, its columns.
    private var next: [Int32] = []
    /// The cells that reach into rows below theirs, by the table, or part of one, that they are in.
    private var reaching: [Int32: [Reach]] = [:]

    private struct Reach {
        var columns: Range<Int32>
        /// How many rows below the current one it reaches into.
        var rows: Int32
        var isFromAbove = false
    }

    /// In a row of more such cells the others don't count.
    private static let mostReaching = 64

    mutating func fill(_ tree: PageTree) {
        numbers.removeAll(keepingCapacity: true)
        next.removeAll(keepingCapacity: true)
        reaching.removeAll(keepingCapacity: true)
        for (index, node) in tree.nodes.enumerated() {
            numbers.append(0)
            next.append(0)
            switch node.tag {
            case .ol: if case .place(let start) = node.fact { next[index] = start - 1 }
            case .tr: beginRow(node)
            case .li where node.parent >= 0: number(node, index)
            case .td where node.parent >= 0, .th where node.parent >= 0:
                place(node, index, table: tree.nodes[Int(node.parent)].parent)
            default: break
            }
        }
    }

    /// An item's number or a cell's column, from 0.
    func number(_ node: Int32) -> Int { Int(numbers[Int(node)]) }

    func columns(ofTable table: Int32) -> Int { table < 0 ? 0 : Int(next[Int(table)]) }

    private mutating func number(_ item: PageNode, _ index: Int) {
        if case .place(let stated) = item.fact { next[Int(item.parent)] = stated - 1 }
        numbers[index] = next[Int(item.parent)]
        next[Int(item.parent)] += 1
    }

    private mutating func beginRow(_ row: PageNode) {
        // No cell reaches out of its group of rows.
        if row.fact == .beginsRowGroup { reaching[row.parent] = nil }
        guard let cells = reaching[row.parent] else { return }
        let left = cells.filter { $0.rows > 0 }
        reaching[row.parent] = left.map {
            Reach(columns: $0.columns, rows: $0.rows - 1, isFromAbove: true)
        }
    }

    /// Gives a cell the first column that is free in its row.
    private mutating func place(_ cell: PageNode, _ index: Int, table: Int32) {
        let row = Int(cell.parent)
        var column = next[row]
        if !reaching.isEmpty, let cells = reaching[table] {
            while let taken = cells.first(where: { $0.isFromAbove && $0.columns.contains(column) })
            {
                column = taken.columns.upperBound
            }
        }
        numbers[index] = column
        next[row] = column + 1
        defer { if table >= 0 { next[Int(table)] = max(next[Int(table)], next[row]) } }
        guard case .spans(let columns, let rows) = cell.fact else { return }
        next[row] = column + Int32(columns)
        guard rows > 1, reaching[table, default: []].count < Self.mostReaching else { return }
        reaching[table, default: []].append(
            Reach(columns: column..<next[row], rows: Int32(rows) - 1))
    }
}
