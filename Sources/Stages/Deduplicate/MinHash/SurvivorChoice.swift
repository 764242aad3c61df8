// Who stays of a chain of duplicates, so that each that goes resembles one that stays.
import FileFormats
import FileStore
import PipelineCore

/// Decides document by document, the best first: one goes when it resembles one that stays, and
/// else it stays.
///
/// Known similarities are those of the verified pairs, and of every document with the best of its
/// chain, which so takes all that resemble it even where buckets were too full to pair all with
/// all. Of several that stay, the most similar is named. Everything is sorted on disk but for one
/// bit a document of a chain.
struct SurvivorChoice {
    let task: TaskContext
    /// ``ClusterMember``s: the documents of all chains in the order in which they are decided.
    let members: StoredFile
    /// Files of ``SimilarPair``s.
    let pairs: [StoredFile]
    /// Files of ``DropRecord``s: documents, each with the best of its chain.
    let compared: [StoredFile]
    let threshold: Double

    /// Two documents by their places in the order of decisions.
    private struct RankedPair: FixedRecord {
        let later: UInt64
        let earlier: UInt64
        let similarity: UInt64

        static func < (a: RankedPair, b: RankedPair) -> Bool {
            if a.later != b.later { return a.later < b.later }
            return a.earlier != b.earlier
                ? a.earlier < b.earlier : a.similarity < b.similarity
        }
    }

    /// Writes ``DropRecord``s in the order of keys.
    func run(to target: StoredFile) throws {
        let ranks = try writeRanks()
        let pairs = try rankedPairs(ranks)
        let drops = try decide(pairs, count: try recordCount(of: members, ClusterMember.self))
        try write(drops, to: target)
    }

    private func sorter<R: FixedRecord>(_ name: String, _ type: R.Type) -> RecordSorter<R> {
        RecordSorter<R>(name, in: task.folder.scratch, memory: task.memory / 4)
    }

    /// (key, place in the order of decisions), by key.
    private func writeRanks() throws -> StoredFile {
        let sorter = sorter("ranks", KeyRecord.self)
        let cursor = try RecordCursor<ClusterMember>(members)
        var rank: UInt64 = 0
        while let member = cursor.current {
            try sorter.add(KeyRecord(key: member.key, value: rank))
            rank += 1
            try cursor.advance()
        }
        let file = task.folder.scratch.file("ranks")
        try mergeRuns(of: [sorter], to: file, memory: task.memory / 2)
        return file
    }

    /// The pairs with ranks in the place of keys, later document by later document.
    private func rankedPairs(_ ranks: StoredFile) throws -> RecordMerge<RankedPair> {
        let halves = sorter("halves", RankedPair.self)
        var walk = try RankWalk(ranks)
        let known = try knownPairs()
        while let pair = try known.next() {
            try halves.add(
                RankedPair(
                    later: pair.second, earlier: try walk.rank(of: pair.first),
                    similarity: pair.similarity))
        }
        try halves.spill()
        let result = sorter("decisions", RankedPair.self)
        let merge = try RecordMerge<RankedPair>(halves.runs, memory: task.memory / 4)
        walk = try RankWalk(ranks)
        while let half = try merge.next() {
            let (a, b) = (half.earlier, try walk.rank(of: half.later))
            try result.add(
                RankedPair(later: max(a, b), earlier: min(a, b), similarity: half.similarity))
        }
        try result.spill()
        return try RecordMerge<RankedPair>(result.runs, memory: task.memory / 4)
    }

    /// All pairs that resemble each other, by their first document.
    private func knownPairs() throws -> RecordMerge<SimilarPair> {
        let sorter = sorter("best", SimilarPair.self)
        let merge = try RecordMerge<DropRecord>(compared, memory: task.memory / 4)
        while let drop = try merge.next() {
            if Double(bitPattern: drop.similarity) < threshold { continue }
            try sorter.add(SimilarPair(drop.kept, drop.key, similarity: drop.similarity))
        }
        try sorter.spill()
        return try RecordMerge<SimilarPair>(pairs + sorter.runs, memory: task.memory / 4)
    }

    /// Goes through the documents; what goes is told with the rank of the one that stays.
    private func decide(
        _ pairs: RecordMerge<RankedPair>, count: Int
    ) throws -> RecordSorter<RankedPair> {
        let drops = sorter("chosen", RankedPair.self)
        var goes = [UInt64](repeating: 0, count: count / 64 + 1)
        var next = try pairs.next()
        while let first = next {
            var best: RankedPair?
            while let pair = next, pair.later == first.later {
                let stays = goes[Int(pair.earlier) / 64] >> (pair.earlier % 64) & 1 == 0
                // Similarities are at least 0, whose bits are ordered as numbers are.
                if stays, pair.similarity > best?.similarity ?? 0 { best = pair }
                next = try pairs.next()
            }
            guard let best else { continue }
            goes[Int(best.later) / 64] |= 1 << (best.later % 64)
            try drops.add(best)
        }
        try drops.spill()
        return drops
    }

    /// Gives the documents their keys back, and how many one stays for.
    private func write(_ drops: RecordSorter<RankedPair>, to target: StoredFile) throws {
        let byKept = sorter("kept", SimilarPairOfKept.self)
        var keys = try MemberWalk(members)
        let merge = try RecordMerge<RankedPair>(drops.runs, memory: task.memory / 4)
        while let drop = try merge.next() {
            try byKept.add(
                SimilarPairOfKept(
                    kept: drop.earlier, key: try keys.key(at: drop.later),
                    similarity: drop.similarity))
        }
        let sorted = task.folder.scratch.file("kept")
        try mergeRuns(of: [byKept], to: sorted, memory: task.memory / 2)
        let output = sorter("drops", DropRecord.self)
        let (ahead, behind) = (
            try RecordCursor<SimilarPairOfKept>(sorted), try RecordCursor<SimilarPairOfKept>(sorted)
        )
        keys = try MemberWalk(members)
        while let first = behind.current {
            var size: UInt64 = 1
            while let one = ahead.current, one.kept == first.kept {
                size += 1
                try ahead.advance()
            }
            let kept = try keys.key(at: first.kept)
            while let one = behind.current, one.kept == first.kept {
                try output.add(
                    DropRecord(
                        key: one.key, kept: kept, clusterSize: size, similarity: one.similarity))
                try behind.advance()
            }
        }
        try mergeRuns(of: [output], to: target, memory: task.memory / 2)
    }

    /// A document that goes, by the rank of the one that stays.
    private struct SimilarPairOfKept: FixedRecord {
        let kept: UInt64
        let key: UInt64
        let similarity: UInt64

        static func < (a: SimilarPairOfKept, b: SimilarPairOfKept) -> Bool {
            if a.kept != b.kept { return a.kept < b.kept }
            return a.key != b.key ? a.key < b.key : a.similarity < b.similarity
        }
    }

    /// Ranks of keys that rise.
    private struct RankWalk {
        private let cursor: RecordCursor<KeyRecord>

        init(_ ranks: StoredFile) throws { cursor = try RecordCursor(ranks) }

        mutating func rank(of key: UInt64) throws -> UInt64 {
            while let known = cursor.current, known.key < key { try cursor.advance() }
            guard let known = cursor.current, known.key == key else {
                preconditionFailure("a pair names a document of no chain")
            }
            return known.value
        }
    }

    /// Keys of ranks that rise.
    private struct MemberWalk {
        private let cursor: RecordCursor<ClusterMember>
        private var rank: UInt64 = 0

        init(_ members: StoredFile) throws { cursor = try RecordCursor(members) }

        mutating func key(at rank: UInt64) throws -> UInt64 {
            while self.rank < rank {
                try cursor.advance()
                self.rank += 1
            }
            guard let member = cursor.current else {
                preconditionFailure("a rank is beyond the documents of all chains")
            }
            return member.key
        }
    }
}
