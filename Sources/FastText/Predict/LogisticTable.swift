// The sigmoid as fastText computes it: from a table of 513 values over [-8, 8].
import Glibc

enum LogisticTable {
    private static let limit: Float = 8
    private static let size = 512
    private static let values: [Float] = (0...size).map { index in
        let x = Float(index * 16) / Float(size) - limit
        return Float(1 / (1 + Double(exp(-x))))
    }

    static func sigmoid(_ value: Float) -> Float {
        if value < -limit { return 0 }
        if value > limit { return 1 }
        // Not a number falls through both tests; the original throws there, zero is as good.
        guard value == value else { return 0 }
        return values[Int((value + limit) * Float(size) / limit / 2)]
    }
}
