// One histogram as an inline SVG.
import PipelineCore

/// Draws bins as bars and thresholds as lines, in a fixed box.
struct HistogramDrawing {
    let bins: [Int: Int]
    let unit: MeasurementUnit
    let thresholds: [Double]

    private static let width = 260.0
    private static let height = 70.0

    var svg: String {
        let parts = bars + lines + [axis]
        return "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height) + 14)\" role=\"img\">"
            + parts.joined() + "</svg>"
    }

    /// The bins shown: all that hold something, and those of the thresholds.
    private var range: ClosedRange<Int> {
        let shown = Array(bins.keys) + thresholds.map { Histogram.bin(of: $0, unit) }
        return (shown.min() ?? 0)...(shown.max() ?? 0)
    }

    private var step: Double { Self.width / Double(range.count) }

    private var bars: [String] {
        let most = Double(bins.values.max() ?? 1)
        return bins.sorted { $0.key < $1.key }.map { bin, count in
            let tall = max(1, Self.height * Double(count) / most)
            let x = Double(bin - range.lowerBound) * step
            return "<rect x=\"\(fixed(x, 1))\" y=\"\(fixed(Self.height - tall, 1))\" "
                + "width=\"\(fixed(max(step - 0.5, 0.5), 1))\" height=\"\(fixed(tall, 1))\"/>"
        }
    }

    private var lines: [String] {
        thresholds.map { threshold in
            let x = fixed(position(of: threshold), 1)
            return "<line x1=\"\(x)\" x2=\"\(x)\" y1=\"0\" y2=\"\(Int(Self.height))\"/>"
        }
    }

    /// Where a value lies between the borders of its bin.
    private func position(of value: Double) -> Double {
        let bin = Histogram.bin(of: value, unit)
        let low = Histogram.lowerBound(of: bin, unit)
        let high = Histogram.lowerBound(of: bin + 1, unit)
        let share: Double = high > low ? min(max((value - low) / (high - low), 0), 1) : 0
        return (Double(bin - range.lowerBound) + share) * step
    }

    private var axis: String {
        let low = short(Histogram.lowerBound(of: range.lowerBound, unit))
        let high = short(Histogram.lowerBound(of: range.upperBound + 1, unit))
        return "<text x=\"0\" y=\"\(Int(Self.height) + 11)\">\(low)</text>"
            + "<text x=\"\(Int(Self.width))\" y=\"\(Int(Self.height) + 11)\" "
            + "text-anchor=\"end\">\(high)</text>"
    }

    private func short(_ value: Double) -> String {
        let isWhole = unit != .fraction && unit != .score
        return isWhole || abs(value) >= 100 ? grouped(Int(value.rounded())) : fixed(value, 2)
    }
}
