// Counts of a measurement's values in fixed bins, so that parts can be added in any order.
import Foundation
import PipelineCore

/// How many documents measured what.
///
/// Fractions have 50 bins of equal width. Other numbers have four bins per doubling of
/// `|value| + 1`, so that counts from 0 to billions fit without knowing the range beforehand.
public struct Histogram: Codable, Sendable, Equatable {
    public private(set) var bins: [Int: Int] = [:]

    public init() {}

    /// - Parameter counts: of the bins in order, that of bin 0 at `offset`.
    init(_ counts: [Int], offset: Int) {
        for place in counts.indices where counts[place] > 0 {
            bins[place - offset] = counts[place]
        }
    }

    public mutating func add(_ value: Double, unit: MeasurementUnit) {
        bins[Self.bin(of: value, unit), default: 0] += 1
    }

    package mutating func merge(_ other: Histogram) {
        bins.merge(other.bins, uniquingKeysWith: +)
    }

    /// The bin of a value.
    package static func bin(of value: Double, _ unit: MeasurementUnit) -> Int {
        switch unit {
        case .fraction: return Int((min(max(value, 0), 1) * 50).rounded(.down))
        case .flag: return value == 0 ? 0 : 1
        default:
            let magnitude = min(abs(value), 1e18)
            let bin = Int((4 * log2(magnitude + 1)).rounded(.down))
            return value < 0 ? -1 - bin : bin
        }
    }

    /// The smallest value of a bin.
    package static func lowerBound(of bin: Int, _ unit: MeasurementUnit) -> Double {
        switch unit {
        case .fraction: Double(bin) / 50
        case .flag: Double(bin)
        default: bin < 0 ? -(exp2(Double(-bin) / 4) - 1) : exp2(Double(bin) / 4) - 1
        }
    }
}
