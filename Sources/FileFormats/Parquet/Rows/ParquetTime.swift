// Dates and times as text, in the form of ISO 8601.
import ByteKernels

/// Stored dates and times as people read them: `2024-02-29T23:59:59.000001`.
package enum ParquetTime {
    private static let secondsPerDay: Int64 = 86_400
    /// The Julian day of 1970-01-01.
    private static let julianEpoch: Int64 = 2_440_588

    /// Days since 1970-01-01.
    package static func date(_ days: Int64) -> String {
        // Days since 0000-03-01, in eras of 400 years (H. Hinnant, "chrono-Compatible Low-Level Date
        // Algorithms").
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let day = shifted - era * 146_097
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
        let civilMonth = month < 10 ? month + 3 : month - 9
        let civilYear = year + era * 400 + (civilMonth <= 2 ? 1 : 0)
        return "\(yearText(civilYear))-\(two(civilMonth))-\(two(dayOfMonth))"
    }

    private static func yearText(_ year: Int64) -> String {
        let digits = "\(year.magnitude)"
        let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return (year < 0 ? "-" : year > 9999 ? "+" : "") + padded
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Units since midnight.
    package static func timeOfDay(_ value: Int64, _ unit: ParquetTimeUnit) -> String {
        let seconds = floored(value, unit.perSecond)
        return clock(seconds.quotient, nanoseconds(seconds.rest, unit))
    }

    /// Units since 1970-01-01.
    package static func timestamp(_ value: Int64, _ unit: ParquetTimeUnit) -> String {
        let seconds = floored(value, unit.perSecond)
        return point(seconds: seconds.quotient, nanoseconds: nanoseconds(seconds.rest, unit))
    }

    /// Nanoseconds of a day, then the day's Julian number.
    static func text(int96 bytes: UnsafeRawBufferPointer) -> String {
        let nanoseconds = bytes.littleEndian(at: 0, as: Int64.self)
        let days = Int64(bytes.littleEndian(at: 8, as: Int32.self)) - julianEpoch
        let seconds = floored(nanoseconds, 1_000_000_000)
        return point(
            seconds: days * secondsPerDay + seconds.quotient, nanoseconds: seconds.rest)
    }

    private static func point(seconds: Int64, nanoseconds: Int64) -> String {
        let days = floored(seconds, secondsPerDay)
        return "\(date(days.quotient))T\(clock(days.rest, nanoseconds))"
    }

    private static func floored(
        _ value: Int64, _ divisor: Int64
    ) -> (quotient: Int64, rest: Int64) {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }

    private static func nanoseconds(_ rest: Int64, _ unit: ParquetTimeUnit) -> Int64 {
        rest * (1_000_000_000 / unit.perSecond)
    }

    /// Seconds and nanoseconds; no digits of a fraction that is none, six where they are enough.
    private static func clock(_ seconds: Int64, _ nanoseconds: Int64) -> String {
        let hours = "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        if nanoseconds == 0 { return hours }
        let digits = String("\(nanoseconds + 1_000_000_000)".dropFirst())
        return "\(hours).\(nanoseconds % 1000 == 0 ? String(digits.prefix(6)) : digits)"
    }
}
