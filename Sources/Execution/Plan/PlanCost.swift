// What a plan will need in temporary disk and memory, and whether it is there.
import Foundation
import PipelineCore

/// The estimates of all corpus stages that make one.
public struct PlanCost: Sendable {
    public let size: CorpusSize
    public let stages: [(label: String, cost: CostEstimate)]
    /// Compressed documents that wait at barriers.
    public let waitingBytes: Int
    /// Bytes of the largest record that a reader takes.
    public let largestRecord: Int

    /// Bytes of a document where nothing is known: crawled text runs from 2 to 4 KB.
    private static let documentBytes = 2500
    /// How far text shrinks in gzip and zstd files.
    private static let compression = 4

    public init(_ plan: Plan) {
        let text = Self.textBytes(of: plan.inputs)
        let size = CorpusSize(
            textBytes: text, documents: text / Self.documentBytes, tasks: plan.tasks.count)
        self.size = size
        largestRecord = plan.readers.reduce(0) { max($0, $1.reader.largestRecord) }
        // Fast zstd halves text at least.
        waitingBytes = text / 2 * (plan.segments.count - (plan.arrangement == nil ? 1 : 0))
        stages = plan.stages.compactMap { stage in
            (stage.barrier as? any Estimating).map { (stage.label, $0.estimate(size)) }
        }
    }

    /// Bytes of text in some inputs, as their names let expect.
    static func textBytes(of inputs: [PlannedInput]) -> Int {
        inputs.reduce(0) { $0 + textBytes(of: $1.file.path, $1.file.size) }
    }

    private static func textBytes(of path: String, _ bytes: Int) -> Int {
        let isPacked = [".gz", ".zst", ".bz2", ".xz"].contains { path.hasSuffix($0) }
        return isPacked ? bytes * compression : bytes
    }

    /// Temporary files of all stages: they stay until the run is whole.
    public var diskBytes: Int { stages.reduce(waitingBytes) { $0 + $1.cost.diskBytes } }

    public var leastMemory: Int { stages.reduce(0) { max($0, $1.cost.leastMemory) } }

    /// Throws ``RunError`` when memory or the disk of `folder` can't hold what is needed, and
    /// ``ConfigError`` when memory can't hold the records that the readers take.
    public func check(_ engine: EngineSettings, folder: String) throws {
        try checkRecords(engine)
        if stages.isEmpty { return }
        guard engine.memory >= leastMemory else {
            throw RunError(
                .disk,
                "this plan needs --memory \((leastMemory + (1 << 20) - 1) >> 20)M at least, and has "
                    + "\(engine.memory >> 20)M\n  Give it more, or fewer --workers and input files."
            )
        }
        guard let free = freeBytes(of: folder), free < diskBytes else { return }
        throw RunError(
            .disk,
            "this plan needs about \(diskBytes >> 20) MiB of temporary disk, and \(folder) has "
                + "\(free >> 20) MiB\n  Choose an --output on another disk, or run a share of the "
                + "input at a time: about \(share(free)) % of it would fit.")
    }

    /// How many times its size a document takes on its way through the stages: all worst cases of
    /// lines, words and elements are below 25 for a few workers at a time.
    private static let recordCost = 16

    private func checkRecords(_ engine: EngineSettings) throws {
        let affordable = engine.memory / (Self.recordCost * engine.workers)
        guard largestRecord > max(usualLargestRecord, affordable) else { return }
        let needed = largestRecord * Self.recordCost * engine.workers
        throw ConfigError(
            "records of up to \(largestRecord >> 20) MiB may take \(needed >> 20) MiB with "
                + "\(engine.workers) workers, and --memory is \(engine.memory >> 20)M",
            suggestion: "Give --memory \(needed >> 20)M, fewer --workers, or a smaller "
                + "max_megabytes, max_line_megabytes or max_record_megabytes.")
    }

    private func share(_ free: Int) -> Int { free / max(1, diskBytes / 100) }
}

/// Bytes that a user may still write to the file system of a path; `nil` when it doesn't tell.
private func freeBytes(of path: String) -> Int? {
    var info = statvfs()
    var folder = URL(filePath: path).standardizedFileURL
    while statvfs(folder.path, &info) != 0 {
        guard errno == ENOENT, folder.pathComponents.count > 1 else { return nil }
        folder.deleteLastPathComponent()
    }
    return Int(info.f_bavail) * Int(info.f_frsize)
}
