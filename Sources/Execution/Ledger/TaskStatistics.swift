// What a task counted, in a file of its own.
import FileStore

/// The file with a segment's task's statistics, or with their sum, which the end of a run leaves.
enum TaskStatistics {
    private static let fileName = "statistics.json"

    static func write(_ statistics: RunStatistics, to folder: StoredFolder) throws {
        try folder.file(fileName).write(SealedJSON.encode(statistics))
    }

    static func read(_ folder: StoredFolder) throws -> RunStatistics {
        try decoded(folder.file(fileName))
    }
}
