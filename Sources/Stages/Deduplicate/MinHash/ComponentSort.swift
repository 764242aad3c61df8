// Connected components without a table in memory: rounds over sorted files of edges.
import FileFormats
import FileStore
import PipelineCore

/// Turns a graph into stars by alternating two steps until nothing changes ("large-star" and
/// "small-star": Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii, "Connected Components in
/// MapReduce and Beyond", 2014). Each step is one external sort; the rounds grow with the square of
/// the logarithm of the longest path at most.
package struct ComponentSort {
    let task: TaskContext
    let pairs: [StoredFile]

    package init(task: TaskContext, pairs: [StoredFile]) {
        self.task = task
        self.pairs = pairs
    }

    /// Writes (node, smallest node of its component) in the order of nodes.
    package func run(to target: StoredFile) throws {
        var edges = try store { add in
            let merge = try RecordMerge<CandidatePair>(pairs, memory: task.memory / 4)
            while let pair = try merge.next() { try add(pair.second, pair.first) }
        }
        while true {
            try task.checkCancelled()
            let large = try step(edges.file, isLarge: true)
            let small = try step(large.file, isLarge: false)
            let isStable = small.digest == edges.digest && large.digest == edges.digest
            try edges.file.remove()
            try large.file.remove()
            edges = small
            if isStable { break }
        }
        try writeLabels(of: edges.file, to: target)
    }

    /// Edges from a larger node to a smaller one, sorted and distinct, and a sum over them.
    private struct EdgeFile {
        let file: StoredFile
        let digest: UInt64
    }

    private func store(
        _ fill: ((UInt64, UInt64) throws -> Void) throws -> Void
    ) throws -> EdgeFile {
        let sorter = RecordSorter<KeyRecord>(
            "edges", in: task.folder.scratch, memory: task.memory / 4)
        try fill { try sorter.add(KeyRecord(key: $0, value: $1)) }
        let file = task.folder.scratch.file("edges")
        try mergeDistinctRuns(of: [sorter], to: file, memory: task.memory / 4)
        var digest: UInt64 = 0
        let cursor = try RecordCursor<KeyRecord>(file)
        while let edge = cursor.current {
            digest &+= (edge.key &* 0x9E37_79B9_7F4A_7C15 ^ edge.value) &* 0xBF58_476D_1CE4_E5B9
            try cursor.advance()
        }
        return EdgeFile(file: file, digest: digest)
    }

    /// Large: every larger neighbour of a node is tied to the node's smallest neighbour, itself
    /// included. Small: the node and its smaller neighbours are tied to the smallest.
    private func step(_ edges: StoredFile, isLarge: Bool) throws -> EdgeFile {
        let source = isLarge ? try bothWays(edges) : edges
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
        if isLarge { try source.remove() }
        return result
    }

    private func bothWays(_ edges: StoredFile) throws -> StoredFile {
        try store { add in
            let cursor = try RecordCursor<KeyRecord>(edges)
            while let edge = cursor.current {
                try add(edge.key, edge.value)
                try add(edge.value, edge.key)
                try cursor.advance()
            }
        }.file
    }

    private func writeLabels(of edges: StoredFile, to target: StoredFile) throws {
        let labels = try store { add in
            let cursor = try RecordCursor<KeyRecord>(edges)
            while let edge = cursor.current {
                try add(edge.key, edge.value)
                try add(edge.value, edge.value)
                try cursor.advance()
            }
        }
        let cursor = try RecordCursor<KeyRecord>(labels.file)
        let output = try RecordOutput<KeyRecord>(target)
        while let label = cursor.current {
            try output.append(label)
            try cursor.advance()
        }
        try output.commit()
        try labels.file.remove()
    }
}
