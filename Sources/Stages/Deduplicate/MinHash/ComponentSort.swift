// Connected components without a table in memory: rounds over sorted files of edges.
import FileFormats
import PipelineCore

/// Turns a graph into stars by alternating two steps until nothing changes ("large-star" and
/// "small-star": Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii, "Connected Components in
/// MapReduce and Beyond", 2014). Each step is one external sort; the rounds grow with the square of
/// the logarithm of the longest path at most.
package struct ComponentSort {
    let task: TaskContext
    let pairs: [String]

    package init(task: TaskContext, pairs: [String]) {
        self.task = task
        self.pairs = pairs
    }

    /// Writes (node, smallest node of its component) in the order of nodes.
    package func run(to path: String) throws {
        var edges = try store { add in
            let merge = try RecordMerge<CandidatePair>(pairs, memory: task.memory / 4)
            while let pair = try merge.next() { try add(pair.second, pair.first) }
        }
        while true {
            try task.checkCancelled()
            let large = try step(edges.path, isLarge: true)
            let small = try step(large.path, isLarge: false)
            let isStable = small.digest == edges.digest && large.digest == edges.digest
            removeFile(edges.path)
            removeFile(large.path)
            edges = small
            if isStable { break }
        }
        try writeLabels(of: edges.path, to: path)
    }

    /// Edges from a larger node to a smaller one, sorted and distinct, and a sum over them.
    private struct EdgeFile {
        let path: String
        let digest: UInt64
    }

    private func store(
        _ fill: ((UInt64, UInt64) throws -> Void) throws -> Void
    ) throws -> EdgeFile {
        let sorter = RecordSorter<KeyRecord>(
            prefix: task.uniquePath("edges"), memory: task.memory / 4)
        try fill { try sorter.add(KeyRecord(key: $0, value: $1)) }
        let path = task.uniquePath("edges")
        try mergeDistinctRuns(of: [sorter], to: path, memory: task.memory / 4)
        var digest: UInt64 = 0
        let cursor = try RecordCursor<KeyRecord>(path)
        while let edge = cursor.current {
            digest &+= (edge.key &* 0x9E37_79B9_7F4A_7C15 ^ edge.value) &* 0xBF58_476D_1CE4_E5B9
            try cursor.advance()
        }
        return EdgeFile(path: path, digest: digest)
    }

    /// Large: every larger neighbour of a node is tied to the node's smallest neighbour, itself
    /// included. Small: the node and its smaller neighbours are tied to the smallest.
    private func step(_ path: String, isLarge: Bool) throws -> EdgeFile {
        let source = isLarge ? try bothWays(path) : path
        let result = try store { add in
            let cursor = try RecordCursor<KeyRecord>(source)
            var (node, least): (UInt64?, UInt64) = (nil, 0)
            while let edge = cursor.current {
                if edge.key != node {
                    node = edge.key
                    least = min(edge.key, edge.value)
                    if !isLarge { try add(edge.key, least) }
                }
                if isLarge ? edge.value > edge.key : edge.value != least {
                    try add(edge.value, least)
                }
                try cursor.advance()
            }
        }
        if isLarge { removeFile(source) }
        return result
    }

    private func bothWays(_ path: String) throws -> String {
        try store { add in
            let cursor = try RecordCursor<KeyRecord>(path)
            while let edge = cursor.current {
                try add(edge.key, edge.value)
                try add(edge.value, edge.key)
                try cursor.advance()
            }
        }.path
    }

    private func writeLabels(of edges: String, to path: String) throws {
        let labels = try store { add in
            let cursor = try RecordCursor<KeyRecord>(edges)
            while let edge = cursor.current {
                try add(edge.key, edge.value)
                try add(edge.value, edge.value)
                try cursor.advance()
            }
        }
        let cursor = try RecordCursor<KeyRecord>(labels.path)
        let output = try RecordOutput<KeyRecord>(path)
        while let label = cursor.current {
            try output.append(label)
            try cursor.advance()
        }
        try output.commit()
        removeFile(labels.path)
    }
}
