// A row of the benchmarks, and how it is measured: processor time, best of many, beside its floor.
import Glibc

/// The rows of one area, such as all kernels.
struct BenchmarkArea: Sendable {
    let name: String
    /// Makes the rows; what they need is loaded here, outside of what is timed.
    let rows: @Sendable (BenchmarkInputs) throws -> [Benchmark]
}

/// One row: work over a known number of bytes.
///
///     Benchmark("xxhash64", bytes: text.count, floor: .copying(text)) {
///         keep(xxHash64(text.span))
///     }
struct Benchmark {
    let name: String
    /// Bytes that `work` goes through each time it is called.
    let bytes: Int
    /// The least that any program would have to do with these bytes.
    let floor: Floor?
    let work: () throws -> Void

    init(_ name: String, bytes: Int, floor: Floor? = nil, work: @escaping () throws -> Void) {
        self.name = name
        self.bytes = bytes
        self.floor = floor
        self.work = work
    }

    struct Floor {
        let name: String
        let work: () throws -> Void
    }
}

extension Benchmark.Floor {
    /// memcpy of the same bytes.
    static func copying(_ bytes: [UInt8]) -> Benchmark.Floor {
        let target = UnsafeMutableRawPointer.allocate(byteCount: max(1, bytes.count), alignment: 64)
        return Benchmark.Floor(name: "memcpy") {
            bytes.withUnsafeBytes { target.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
            keep(target.load(as: UInt8.self))
        }
    }
}

/// What one row measured.
struct BenchmarkResult: Encodable {
    let name: String
    let bytes: Int
    /// Million bytes per second of processor time, all threads together: the best repetition.
    let megabytesPerSecond: Double
    let floor: String?
    /// How many times the floor's processor time the row took; their repetitions alternate.
    let timesFloor: Double?

    init(_ name: String, _ benchmark: Benchmark, seconds: Double) throws {
        var best = Double.infinity
        var bestFloor = Double.infinity
        var spent = 0.0
        var rounds = 0
        while spent < seconds || (rounds < 3 && spent < 20 * seconds) {
            let (taken, calls) = try steadyTime(benchmark.work)
            best = min(best, taken)
            if let floor = benchmark.floor {
                bestFloor = min(bestFloor, try steadyTime(floor.work).perCall)
            }
            spent += taken * Double(calls)
            rounds += 1
        }
        self.name = name
        bytes = benchmark.bytes
        megabytesPerSecond = Double(benchmark.bytes) / max(best, 1e-9) / 1e6
        floor = benchmark.floor?.name
        timesFloor = benchmark.floor == nil ? nil : best / max(bestFloor, 1e-9)
    }
}

/// The time of one call, measured over enough calls for the clock's grain.
private func steadyTime(_ work: () throws -> Void) throws -> (perCall: Double, calls: Int) {
    var calls = 1
    while true {
        let taken = try processorTime { for _ in 0..<calls { try work() } }
        if taken > 2e-3 || calls >= 1024 { return (taken / Double(calls), calls) }
        calls *= 4
    }
}

/// Seconds of processor time that all threads of this process spend on `work`.
func processorTime(_ work: () throws -> Void) rethrows -> Double {
    let start = processorSeconds()
    try work()
    return processorSeconds() - start
}

private func processorSeconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
}

/// Keeps a result that nothing else uses from being optimised away.
@inline(never)
func keep<T>(_ value: T) {}
