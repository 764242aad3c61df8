// `make bench`: kernels, formats, stages and whole pipelines, each against a floor of the same run.
import Foundation

@main
enum Benchmarks {
    /// Every area, in the order of the table. A new area is one file and one line here.
    static let areas: [BenchmarkArea] = [
        kernelBenchmarks, dedupBenchmarks, formatBenchmarks, htmlBenchmarks, stageBenchmarks,
        filterBenchmarks, tokenizerBenchmarks, shardBenchmarks, pipelineBenchmarks,
    ]

    static func main() throws {
        let words = CommandLine.arguments
        if words.count == 4 && words[1] == "--encode" {
            return try printEncodeTimes(tokenizer: words[2], texts: words[3])
        }
        if words.count == 4 && words[1] == "--parquet" {
            return try printParquetTimes(file: words[2], column: words[3])
        }
        guard let options = BenchmarkOptions(CommandLine.arguments.dropFirst()) else {
            print(BenchmarkOptions.usage)
            exit(64)
        }
        let inputs = BenchmarkInputs()
        print("inputs: \(inputs.origin)\n\n\(BenchmarkTable.head)")
        var results: [BenchmarkResult] = []
        for area in areas {
            for benchmark in try area.rows(inputs) {
                let name = "\(area.name)/\(benchmark.name)"
                guard options.wants(name) else { continue }
                let result = try BenchmarkResult(name, benchmark, seconds: options.seconds)
                results.append(result)
                print(BenchmarkTable.line(result))
                fflush(nil)
                fflush(nil)
            }
        }
        if let path = options.json { try BenchmarkTable.write(results, inputs.origin, to: path) }
    }
}

/// The command line of winnow-bench.
struct BenchmarkOptions {
    static let usage = """
        usage: winnow-bench [--filter TEXT] [--seconds N] [--json FILE]
               winnow-bench --encode TOKENIZER TEXTS
               winnow-bench --parquet FILE COLUMN
          --filter   only rows whose name holds TEXT
          --seconds  processor seconds to spend on each row (default 0.5)
          --json     write the results there too
          --parquet  time reading a column of a Parquet file, and writing it again
          --encode   time the encoder alone, three passes over a file of texts with NULs between
        """

    var filter = ""
    var seconds = 0.5
    var json: String?

    init?(_ arguments: ArraySlice<String>) {
        var rest = arguments
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { return nil }
            switch name {
            case "--filter": filter = value
            case "--json": json = value
            case "--seconds":
                guard let number = Double(value), number > 0 else { return nil }
                seconds = number
            default: return nil
            }
        }
    }

    func wants(_ name: String) -> Bool { filter.isEmpty || name.contains(filter) }
}
