// Candidate pairs: documents that share a bucket, without ever pairing all with all.
import FileFormats
import FileStore
import PipelineCore

/// Walks the documents of each bucket in order and says with which of those before each is to be
/// compared: never more than six, so the work is linear whatever the buckets hold.
///
/// In a bucket, documents come ordered by another minimum of theirs and then by key (see
/// ``MinHashObserver``). Each is paired with the four before it, the first of the bucket, and the
/// first with the same other minimum; in a long stretch with the same other minimum, which is
/// mostly copies of one text, with the one before it and the first of the stretch. Buckets of up
/// to six documents so give all their pairs. Without verification every document is paired with
/// the first of its bucket, which makes the same clusters as all pairs would.
package struct BucketWalk {
    private let neighbourBits: UInt64
    private var bucket: UInt64 = 0
    private var stretch: UInt64 = 0
    private var bucketFirst: UInt64 = 0
    private var stretchFirst: UInt64 = 0
    private var inBucket = 0
    private var inStretch = 0
    private var recent: [UInt64] = [0, 0, 0, 0]

    package init(neighbourBits: UInt64) {
        self.neighbourBits = neighbourBits
    }

    /// Takes the next record; calls `emit` with each document to compare it with.
    package mutating func take(_ record: KeyRecord, emit: (UInt64) throws -> Void) throws {
        let (bucket, stretch) = (record.key >> neighbourBits, record.key)
        if inBucket == 0 || bucket != self.bucket { begin(bucket, record.value) }
        if inStretch == 0 || stretch != self.stretch {
            self.stretch = stretch
            stretchFirst = record.value
            inStretch = 0
        }
        if inBucket > 0 { try pair(record.value, emit) }
        recent[inBucket & 3] = record.value
        inBucket += 1
        inStretch += 1
    }

    private mutating func begin(_ bucket: UInt64, _ key: UInt64) {
        self.bucket = bucket
        bucketFirst = key
        inBucket = 0
        inStretch = 0
    }

    private func pair(_ key: UInt64, _ emit: (UInt64) throws -> Void) throws {
        // What an index holds was compared when it was made.
        func offer(_ other: UInt64) throws {
            if min(other, key) < SketchedDocument.indexed { try emit(other) }
        }
        if neighbourBits == 0 { return try offer(bucketFirst) }
        let window = inStretch >= 8 ? 1 : min(4, inBucket)
        var seesFirst = false
        for distance in 1...window {
            let other = recent[(inBucket - distance) & 3]
            seesFirst = seesFirst || other == bucketFirst
            try offer(other)
        }
        if !seesFirst && inStretch < 8 { try offer(bucketFirst) }
        if inStretch > window { try offer(stretchFirst) }
    }
}

extension MinHashDedup {
    /// Bucket hashes are matched, and pairs compared, in this many tasks: sixteen, and one for each
    /// sixteen input tasks of a large corpus. Outcomes don't depend on it.
    package static func partitions(_ observedTasks: Int) -> Int {
        var count = 16
        while count < 4096, 16 * count < observedTasks { count *= 2 }
        return count
    }

    /// Leaves the distinct candidate pairs of one partition of the buckets.
    func match(_ task: TaskContext, _ observedTasks: Int) throws {
        let merge = try buckets(of: task, observedTasks)
        let sorter = RecordSorter<CandidatePair>(
            "pairs", in: task.folder.scratch, memory: task.memory / 2)
        var walk = BucketWalk(neighbourBits: settings.neighbourBits)
        while let record = try merge.next() {
            try walk.take(record) { other in
                try sorter.add(CandidatePair(other, record.value))
            }
        }
        try mergeDistinctRuns(of: [sorter], to: task.folder.file("pairs"), memory: task.memory)
    }

    /// The partition's bucket hashes, of every observed task and of the index.
    private func buckets(
        of task: TaskContext, _ observedTasks: Int
    ) throws -> RecordMerge<KeyRecord> {
        let index = try IndexSnapshot(of: task.folder.earlier)
        let observed = task.folder.earlier.files("buckets", of: .observe, tasks: observedTasks)
        let files = observed + index.segments.map { $0.stored.file("buckets") }
        let partition = HashPartition(task.index, of: Self.partitions(observedTasks))
        return try partition.merge(
            files, memory: task.memory / 2, checkCancelled: task.checkCancelled
        ) { number in
            if number < observed.count { return nil }
            let base = index.segments[number - observed.count].base
            return { KeyRecord(key: $0.key, value: $0.value | base) }
        }
    }
}
