// Counts of parts add up to the same whole in any order and any grouping.
import Execution
import Foundation
import PipelineCore
import TestSupport
import Testing

private let units: [MeasurementUnit] = [.fraction, .flag, .bytes]

private func randomStatistics(_ random: inout SeededGenerator) -> RunStatistics {
    var part = RunStatistics()
    part.records = .random(in: 0..<1000, using: &random)
    part.recordBytes = .random(in: 0..<1000, using: &random)
    part.bad = .random(in: 0..<10, using: &random)
    part.kept = .random(in: 0..<1000, using: &random)
    part.keptBytes = .random(in: 0..<1000, using: &random)
    part.tokens = .random(in: 0..<1000, using: &random)
    for reason in ["empty", "other"] where Bool.random(using: &random) {
        part.skipped[reason] = .random(in: 1..<9, using: &random)
    }
    for stage in 0..<3 where Bool.random(using: &random) {
        var counts = RunStatistics.StageCounts()
        counts.seen = .random(in: 0..<99, using: &random)
        counts.dropped["rule\(Int.random(in: 0..<2, using: &random))"] = 3
        part.stages[stage] = counts
        var histogram = Histogram()
        for _ in 0..<20 { histogram.add(.random(in: -9...999, using: &random), unit: units[stage]) }
        part.histograms[stage] = histogram
    }
    part.badSamples = randomSamples(&random)
    part.samples["stage.rule\(Int.random(in: 0..<2, using: &random))"] = randomSamples(&random)
    return part
}

/// Few ranks and identifiers, so that many samples tie.
private func randomSamples(_ random: inout SeededGenerator) -> [DropSample] {
    (0..<Int.random(in: 0...5, using: &random)).map { _ in
        DropSample(
            rank: .random(in: 0..<3, using: &random),
            id: "id\(Int.random(in: 0..<2, using: &random))", url: "",
            value: "\(Int.random(in: 0..<9, using: &random))", excerpt: "text")
    }
}

private func sum(_ parts: [RunStatistics]) -> RunStatistics {
    parts.reduce(into: RunStatistics()) { $0.merge($1) }
}

@Test(arguments: 1...20)
func `statistics add up the same in any order and any grouping`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let parts = (0..<9).map { _ in randomStatistics(&random) }
    let whole = sum(parts)
    #expect(whole.records == parts.reduce(0) { $0 + $1.records })
    #expect(whole.skipped["empty"] ?? 0 == parts.reduce(0) { $0 + ($1.skipped["empty"] ?? 0) })
    for _ in 0..<10 {
        #expect(sum(parts.shuffled(using: &random)) == whole)
        let cut = Int.random(in: 0...parts.count, using: &random)
        #expect(sum([sum(Array(parts[..<cut])), sum(Array(parts[cut...]))]) == whole)
    }
}

@Test(arguments: units)
func `histograms of parts add up to the histogram of all values`(unit: MeasurementUnit) {
    var random = SeededGenerator(seed: 4)
    var (whole, merged) = (Histogram(), Histogram())
    for _ in 0..<30 {
        var part = Histogram()
        for _ in 0..<Int.random(in: 0..<40, using: &random) {
            let value = Double.random(in: -2...2, using: &random)
            let large = value * 1e6 * Double.random(in: 0...1, using: &random)
            for value in [value, large] {
                part.add(value, unit: unit)
                whole.add(value, unit: unit)
            }
        }
        merged.merge(part)
    }
    #expect(merged == whole)
}

@Test(arguments: units)
func `a value lies between its bin's bound and the next one's`(unit: MeasurementUnit) {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<2000 {
        let scale = exp2(Double.random(in: 0...50, using: &random))
        let value =
            switch unit {
            case .fraction: Double.random(in: 0...1, using: &random)
            case .flag: Double(Int.random(in: 0...1, using: &random))
            default: Double.random(in: 0...scale, using: &random)
            }
        let bin = Histogram.bin(of: value, unit)
        #expect(Histogram.lowerBound(of: bin, unit) <= value * (1 + 1e-12), "\(value)")
        #expect(value <= Histogram.lowerBound(of: bin + 1, unit) * (1 + 1e-12), "\(value)")
    }
}

@Test func `values without measure stay within the bins`() {
    for value in [Double.infinity, -.infinity, .greatestFiniteMagnitude, 1e300, -1e300, -0.0] {
        for unit in units { _ = Histogram.bin(of: value, unit) }
    }
    #expect(Histogram.bin(of: 7, .fraction) == 50 && Histogram.bin(of: -7, .fraction) == 0)
}
