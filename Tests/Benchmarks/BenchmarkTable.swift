// The results as a table for people and as JSON for scripts.
import Execution
import Foundation

enum BenchmarkTable {
    static let head =
        padded("", 44) + leading("size", 11) + leading("MB/s·core", 12) + leading("× floor", 10)

    static func line(_ result: BenchmarkResult) -> String {
        let rate = fixed(result.megabytesPerSecond, result.megabytesPerSecond < 10 ? 2 : 0)
        var line = padded(result.name, 44) + leading(bytes(result.bytes), 11) + leading(rate, 12)
        if let times = result.timesFloor, let floor = result.floor {
            line += leading(fixed(times, 2), 10) + "  \(floor)"
        }
        return line
    }

    static func write(_ results: [BenchmarkResult], _ inputs: String, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let all = Report(inputs: inputs, results: results)
        try (try encoder.encode(all) + Data("\n".utf8)).write(to: URL(filePath: path))
    }

    private struct Report: Encodable {
        let inputs: String
        let results: [BenchmarkResult]
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private static func leading(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(1, width - text.count)) + text
    }
}
