// Connected components of the graph of duplicates, in memory where it fits and by sorting beyond.
import FileFormats
import FileStore
import PipelineCore

/// Groups documents that duplicates connect; a group is named by its smallest key, so it depends on
/// the pairs alone.
package struct DuplicateComponents {
    let task: TaskContext
    /// Files of pairs.
    let pairs: [StoredFile]

    package init(task: TaskContext, pairs: [StoredFile]) {
        self.task = task
        self.pairs = pairs
    }

    /// Writes (document, group) for every document of a pair to a file, in key order.
    package func run(to target: StoredFile) throws {
        let nodes = try writeNodes()
        let count = try recordCount(of: nodes, NodeRecord.self)
        // A parent for each node, and the look-up of nodes is sorted on disk.
        if count < Int(UInt32.max), 4 * count <= task.memory / 4 {
            try unite(nodes, count, to: target)
        } else {
            try ComponentSort(task: task, pairs: pairs).run(to: target)
        }
    }

    private func merge(_ share: Int) throws -> RecordMerge<CandidatePair> {
        try RecordMerge<CandidatePair>(pairs, memory: task.memory / share)
    }

    private func writeNodes() throws -> StoredFile {
        let sorter = RecordSorter<NodeRecord>(
            "nodes", in: task.folder.scratch, memory: task.memory / 4)
        let merge = try merge(4)
        while let pair = try merge.next() {
            try sorter.add(NodeRecord(key: pair.first))
            try sorter.add(NodeRecord(key: pair.second))
        }
        let nodes = task.folder.scratch.file("nodes")
        try mergeDistinctRuns(of: [sorter], to: nodes, memory: task.memory / 2)
        return nodes
    }

    /// Union-find over the nodes' ranks: four bytes for each.
    private func unite(_ nodes: StoredFile, _ count: Int, to target: StoredFile) throws {
        var forest = RankForest(count)
        let halves = RecordSorter<KeyRecord>(
            "halves", in: task.folder.scratch, memory: task.memory / 4)
        var ranks = try RankWalk(nodes)
        let merge = try merge(4)
        while let pair = try merge.next() {
            try halves.add(
                KeyRecord(key: pair.second, value: UInt64(try ranks.rank(of: pair.first))))
        }
        try halves.spill()
        let other = try RecordMerge<KeyRecord>(halves.runs, memory: task.memory / 4)
        ranks = try RankWalk(nodes)
        while let half = try other.next() {
            forest.unite(UInt32(half.value), UInt32(try ranks.rank(of: half.key)))
        }
        let cursor = try RecordCursor<NodeRecord>(nodes)
        let output = try RecordOutput<KeyRecord>(target)
        var rank: UInt32 = 0
        while let node = cursor.current {
            try output.append(KeyRecord(key: node.key, value: UInt64(forest.root(rank))))
            try cursor.advance()
            rank += 1
        }
        try output.commit()
    }
}

/// The rank of keys among the nodes, for keys that rise.
private struct RankWalk {
    private let cursor: RecordCursor<NodeRecord>
    private var position = 0

    init(_ nodes: StoredFile) throws {
        cursor = try RecordCursor(nodes)
    }

    mutating func rank(of key: UInt64) throws -> Int {
        while let node = cursor.current, node.key < key {
            try cursor.advance()
            position += 1
        }
        return position
    }
}

/// Union-find whose roots are the smallest of their trees, with path halving.
struct RankForest {
    private var parents: [UInt32]

    init(_ count: Int) {
        parents = Array(0..<UInt32(count))
    }

    mutating func root(_ node: UInt32) -> UInt32 {
        var node = node
        while parents[Int(node)] != node {
            parents[Int(node)] = parents[Int(parents[Int(node)])]
            node = parents[Int(node)]
        }
        return node
    }

    mutating func unite(_ a: UInt32, _ b: UInt32) {
        let (x, y) = (root(a), root(b))
        if x < y { parents[Int(y)] = x } else { parents[Int(x)] = y }
    }
}
