// The best document of each chain of duplicates, and how similar the others are to it.
import FileFormats
import FileStore
import PipelineCore

extension MinHashDedup {
    /// Finds clusters and survivors: `twins`, in the order of the documents that stay.
    func cluster(_ task: TaskContext, _ observedTasks: Int) throws {
        let pairs = task.folder.earlier.files(
            "pairs", of: Phase.verify, tasks: Self.partitions(observedTasks))
        let groups = task.folder.scratch.file("groups")
        try DuplicateComponents(task: task, pairs: pairs).run(to: groups)
        let members = task.folder.file("members")
        try sortMembers(groups, try library(task, observedTasks), task, to: members)
        let sorter = RecordSorter<TwinRecord>(
            "twins", in: task.folder.scratch, memory: task.memory / 4)
        try forEachCluster(members) { first, size, others in
            try others { member in
                if member >= SketchedDocument.indexed { return }
                try sorter.add(
                    TwinRecord(kept: first, dropped: member, clusterSize: UInt64(size)))
            }
        }
        try mergeRuns(of: [sorter], to: task.folder.file("twins"), memory: task.memory / 2)
    }

    /// The members of all clusters, each cluster's survivor first.
    private func sortMembers(
        _ groups: StoredFile, _ library: SketchLibrary, _ task: TaskContext,
        to members: StoredFile
    ) throws {
        let sorter = RecordSorter<ClusterMember>(
            "members", in: task.folder.scratch, memory: task.memory / 4)
        let cursor = try RecordCursor<KeyRecord>(groups)
        var finder = library.makeFinder()
        while let node = cursor.current {
            let document = try finder.find(node.key).document
            // What is in the index stays whatever the policy says.
            let isIndexed = node.key >= SketchedDocument.indexed
            try sorter.add(
                ClusterMember(
                    cluster: node.value, order: isIndexed ? 0 : document.order,
                    tie: isIndexed ? 0 : document.tie, key: node.key))
            try cursor.advance()
        }
        try mergeRuns(of: [sorter], to: members, memory: task.memory / 2)
    }

    /// Walks the clusters; `body` gets the survivor, the cluster's size, and a walk over the rest.
    private func forEachCluster(
        _ members: StoredFile,
        _ body: (UInt64, Int, ((UInt64) throws -> Void) throws -> Void) throws -> Void
    ) throws {
        let (ahead, behind) = (
            try RecordCursor<ClusterMember>(members), try RecordCursor<ClusterMember>(members)
        )
        while let first = behind.current {
            var size = 0
            while let member = ahead.current, member.cluster == first.cluster {
                size += 1
                try ahead.advance()
            }
            try behind.advance()
            try body(first.key, size) { visit in
                while let member = behind.current, member.cluster == first.cluster {
                    try visit(member.key)
                    try behind.advance()
                }
            }
        }
    }

    /// Compares one share of the documents to drop with those that stay: `drops`, by their keys.
    func compare(_ task: TaskContext, _ observedTasks: Int) throws {
        let twins = task.folder.earlier.file("twins", of: Phase.cluster)
        let all = try recordCount(of: twins, TwinRecord.self)
        let partitions = Self.partitions(observedTasks)
        let share = (all + partitions - 1) / partitions
        let from = min(all, task.index * share)
        let cursor = try RecordCursor<TwinRecord>(
            twins, positions: from..<min(all, from + share), memory: 1 << 18)
        let sorter = RecordSorter<DropRecord>(
            "drops", in: task.folder.scratch, memory: task.memory / 4)
        let next = {
            let record = cursor.current
            if record != nil { try cursor.advance() }
            return record
        }
        let store = { (twin: TwinRecord, similarity: Double) in
            try sorter.add(
                DropRecord(
                    key: twin.dropped, kept: twin.kept, clusterSize: twin.clusterSize,
                    similarity: similarity.bitPattern))
        }
        if settings.threshold != nil {
            let library = try library(task, observedTasks)
            try PairComparison(library, task).run(next, keys: { ($0.kept, $0.dropped) }, store)
        } else {
            while let twin = try next() { try store(twin, .nan) }
        }
        try mergeRuns(of: [sorter], to: task.folder.file("drops"), memory: task.memory / 2)
    }

    /// Leaves `drops`, by their own keys: all of each chain but its best, or what
    /// ``SurvivorChoice`` says.
    func decide(_ task: TaskContext, _ observedTasks: Int) throws {
        let (files, parts) = (task.folder.earlier, Self.partitions(observedTasks))
        let compared = files.files("drops", of: Phase.compare, tasks: parts)
        guard let threshold = settings.threshold, !settings.isChained else {
            let merge = try RecordMerge<DropRecord>(compared, memory: task.memory)
            return try merge.write(to: task.folder.file("drops"))
        }
        let choice = SurvivorChoice(
            task: task, members: files.file("members", of: Phase.cluster),
            pairs: files.files("similar", of: Phase.verify, tasks: parts), compared: compared,
            threshold: threshold)
        try choice.run(to: task.folder.file("drops"))
    }
}
