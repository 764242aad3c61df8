// What a run counts: documents, bytes, tokens, drops by rule, histograms, samples.
import Foundation
import PipelineCore

/// Counts of one segment's task, or of a whole run; adding them up is independent of order.
public struct RunStatistics: Codable, Sendable, Equatable {
    /// Documents and bad records that came out of the readers.
    public var records = 0
    public var recordBytes = 0
    /// Records that were no documents the readers were asked for, by reason.
    public var skipped: [String: Int] = [:]
    public var bad = 0
    /// Further records that were lost with bad ones, as their files count them.
    public var lost = 0
    /// Paths of files that could not be read, or not to their end, sorted.
    public var badFiles: [String] = []
    public var kept = 0
    public var keptBytes = 0
    public var tokens = 0
    public var stages: [Int: StageCounts] = [:]
    public var histograms: [Int: Histogram] = [:]
    /// Some dropped documents of every rule, by `stage.rule`; chosen by key, not by time.
    public var samples: [String: [DropSample]] = [:]
    public var badSamples: [DropSample] = []
    /// What packing did; nil where nothing was packed.
    public var packing: PackingCounts?
    /// What was taken of every input; nil where nothing was mixed.
    public var mixture: Mixture?

    public struct StageCounts: Codable, Sendable, Equatable {
        public var seen = 0
        /// Drops by the rule's name.
        public var dropped: [String: Int] = [:]

        package init() {}
    }

    package init() {}

    public var dropped: Int { records - bad - kept }

    /// What became of the documents, for progress and completion records.
    var counts: TaskCounts {
        var counts = TaskCounts()
        counts.records = records
        counts.kept = kept
        counts.bad = bad
        counts.lost = lost == 0 ? nil : lost
        counts.badFiles = badFiles.isEmpty ? nil : badFiles
        counts.tokens = tokens
        counts.dropped = stages.values.reduce(0) { $0 + $1.dropped.values.reduce(0, +) }
        return counts
    }

    package mutating func merge(_ other: RunStatistics) {
        records += other.records
        recordBytes += other.recordBytes
        skipped.merge(other.skipped, uniquingKeysWith: +)
        bad += other.bad
        lost += other.lost
        if !other.badFiles.isEmpty { badFiles = Set(badFiles + other.badFiles).sorted() }
        kept += other.kept
        keptBytes += other.keptBytes
        tokens += other.tokens
        for (stage, counts) in other.stages {
            stages[stage, default: StageCounts()].seen += counts.seen
            stages[stage]?.dropped.merge(counts.dropped, uniquingKeysWith: +)
        }
        for (column, histogram) in other.histograms {
            histograms[column, default: Histogram()].merge(histogram)
        }
        for (rule, found) in other.samples {
            samples[rule] = DropSample.best(of: samples[rule, default: []] + found)
        }
        badSamples = DropSample.best(of: badSamples + other.badSamples)
        if let more = other.packing {
            packing = packing ?? PackingCounts()
            packing?.add(more)
        }
    }
}

/// A dropped document, for people who want to see what a rule does.
public struct DropSample: Codable, Sendable, Equatable {
    /// A hash of the identifier: the samples kept are those with the smallest.
    public let rank: UInt64
    public let id: String
    public let url: String
    public let value: String
    /// The first few hundred bytes of its text.
    public let excerpt: String

    package init(rank: UInt64, id: String, url: String, value: String, excerpt: String) {
        self.rank = rank
        self.id = id
        self.url = url
        self.value = value
        self.excerpt = excerpt
    }

    static let kept = 5

    /// The first samples in an order that leaves no ties, so that it is no matter which came first.
    static func best(of samples: [DropSample]) -> [DropSample] {
        Array(samples.sorted { $0.place < $1.place }.prefix(kept))
    }

    private var place: (UInt64, String, String, String, String) { (rank, id, url, value, excerpt) }
}

/// Gathers one batch's statistics on a worker, without allocation per document.
final class StatisticsGatherer {
    private let units: [MeasurementUnit]
    private let columnsOfStage: [Range<Int>]
    private let labels: [String]
    private var statistics = RunStatistics()
    /// How many documents each stage saw.
    private var seen: [Int]
    /// Of each column, how many values were in each bin, by the bin's number and this many more; none
    /// before the first value.
    private var bins: [[Int]]
    private static let binOffset = 256

    init(plan: Plan) {
        units = plan.columns.map(\.measurement.unit)
        columnsOfStage = plan.stages.map {
            $0.firstColumn..<($0.firstColumn + $0.built.entry.measurements.count)
        }
        labels = plan.stages.map(\.label)
        seen = Array(repeating: 0, count: plan.stages.count)
        bins = Array(repeating: [], count: plan.columns.count)
    }

    func take() -> RunStatistics {
        for stage in seen.indices where seen[stage] > 0 {
            statistics.stages[stage, default: .init()].seen += seen[stage]
            seen[stage] = 0
        }
        for column in bins.indices where !bins[column].isEmpty {
            statistics.histograms[column] = Histogram(bins[column], offset: Self.binOffset)
            bins[column] = []
        }
        defer { statistics = RunStatistics() }
        return statistics
    }

    func skipped(_ counts: [String: Int]) {
        statistics.skipped.merge(counts, uniquingKeysWith: +)
    }

    func read(_ document: Document) {
        statistics.records += 1
        statistics.recordBytes += document.text.count
    }

    func lost(records: Int) { statistics.lost += records }

    func lost(file path: String) { statistics.badFiles.append(path) }

    /// A stage saw a document and measured it.
    func saw(_ document: Document, stage: Int) {
        seen[stage] += 1
        for column in columnsOfStage[stage] where units[column] != .label {
            let value = document.values[column]
            if value.isNaN { continue }
            if bins[column].isEmpty {
                bins[column] = Array(repeating: 0, count: 2 * Self.binOffset)
            }
            bins[column][Histogram.bin(of: value, units[column]) + Self.binOffset] += 1
        }
    }

    func ended(_ document: Document, _ fate: Fate) {
        switch fate {
        case .kept:
            statistics.kept += 1
            statistics.keptBytes += document.text.count
            statistics.tokens += document.tokens?.ids.count ?? 0
        case .bad(let reason):
            statistics.bad += 1
            addBadSample(document.id, reason: reason, text: document.text)
        case .dropped(let drop):
            statistics.stages[drop.stage, default: .init()].dropped[drop.rule, default: 0] += 1
            addSample(of: document, drop)
        }
    }

    private func addSample(of document: Document, _ drop: Drop) {
        let name = "\(labels[drop.stage]).\(drop.rule)"
        let rank = sampleRank(document.id)
        let known = statistics.samples[name, default: []]
        if known.count == DropSample.kept, rank > known[known.count - 1].rank { return }
        statistics.samples[name] = DropSample.best(
            of: known + [
                DropSample(
                    rank: rank, id: String(decoding: document.id, as: UTF8.self),
                    url: String(decoding: document.url, as: UTF8.self),
                    value: drop.value.description, excerpt: excerpt(document.text))
            ])
    }

    private func addBadSample(_ id: [UInt8], reason: String, text: [UInt8]) {
        let rank = sampleRank(id)
        let known = statistics.badSamples
        if known.count == DropSample.kept, rank > known[known.count - 1].rank { return }
        statistics.badSamples = DropSample.best(
            of: known + [
                DropSample(
                    rank: rank, id: String(decoding: id, as: UTF8.self), url: "", value: reason,
                    excerpt: excerpt(text))
            ])
    }

    private func excerpt(_ text: [UInt8]) -> String {
        String(decoding: text.prefix(400), as: UTF8.self)
    }
}

/// FNV-1a of the identifier, mixed: samples come from all over the corpus, whatever its order.
private func sampleRank(_ id: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in id { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return (hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15
}

extension MeasuredValue: CustomStringConvertible {
    public var description: String {
        switch self {
        case .label(let text): text
        case .number(let number):
            number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
        }
    }
}
