// How work grows with its input: the same kind of input, four times as long.
import Foundation

/// Processor time of this thread that `body` takes, in seconds.
private func threadSeconds(_ body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let start = now()
    try body()
    return now() - start
}

/// How many times longer `work` takes on inputs four times as long: 4 where it grows with size, 16
/// where each part is looked at for each other.
///
/// Inputs grow until the work takes long enough to be told from noise, or `size` reaches `most`;
/// work that is done by then counts as fast. Only work of the calling thread is seen.
public func growth(
    from size: Int = 2000, most: Int = 2_000_000, _ work: (Int) throws -> Void
) rethrows -> Double {
    var size = size
    var short = try threadSeconds { try work(size) }
    while short <= 0.02, size * 4 <= most {
        size *= 4
        short = try threadSeconds { try work(size) }
    }
    // A machine at other work makes a measure longer, never shorter: what is too steep is tried again.
    var least = Double.infinity
    for attempt in 0..<3 where least >= steepestGrowth {
        if attempt > 0 { short = try threadSeconds { try work(size) } }
        let long = try threadSeconds { try work(size * 4) }
        least = min(least, long < 0.1 ? 1 : long / max(short, 1e-6))
    }
    return least
}

/// Growth above this is worse than n log n.
public let steepestGrowth = 9.0
