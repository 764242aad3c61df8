// Connected components of the graph of duplicates, in memory where it fits and by sorting beyond.
import FileFormats
import PipelineCore

/// Groups documents that duplicates connect; a group is named by its smallest key, so it depends on
/// the pairs alone.
package struct DuplicateComponents {
    let task: TaskContext
    /// Files of pairs.
    let pairs: [String]

    package init(task: TaskContext, pairs: [String]) {
        self.task = task
        self.pairs = pairs
    }

    /// Writes (document, group) for every document of a pair to a file, in key order.
    package func run(to path: String) throws {
        let nodes = try writeNodes()
        let count = try recordCount(of: nodes, NodeRecord.self)
        // A parent for each node, and the look-up of nodes is sorted on disk.
        if count < Int(UInt32.max), 4 * count <= task.memory / 4 {
            try unite(nodes, count, to: path)
        } else {
            try ComponentSort(task: task, pairs: pairs).run(to: path)
        }
    }

    private func merge(_ share: Int) throws -> RecordMerge<CandidatePair> {
        try RecordMerge<CandidatePair>(pairs, memory: task.memory / share)
    }

    private func writeNodes() throws -> String {
        let sorter = RecordSorter<NodeRecord>(
            prefix: task.uniquePath("nodes"), memory: task.memory / 4)
        let merge = try merge(4)
        while let pair = try merge.next() {
            try sorter.add(NodeRecord(key: pair.first))
            try sorter.add(NodeRecord(key: pair.second))
        }
        let path = task.uniquePath("nodes")
        try mergeDistinctRuns(of: [sorter], to: path, memory: task.memory / 2)
        return path
    }

    /// Union-find over the nodes' ranks: four bytes for each.
    private func unite(_ nodes: String, _ count: Int, to path: String) throws {
        var forest = RankForest(count)
        let halves = RecordSorter<KeyRecord>(
            prefix: task.uniquePath("halves"), memory: task.memory / 4)
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
        let output = try RecordOutput<KeyRecord>(path)
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

    init(_ path: String) throws {
        cursor = try RecordCursor(path)
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
