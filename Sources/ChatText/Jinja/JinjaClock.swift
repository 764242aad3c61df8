// What `strftime_now` reads.
import Glibc

/// A moment in local time.
public struct JinjaClock: Sendable {
    /// Seconds since 1970-01-01 00:00 UTC.
    public var seconds: Int
    public var microseconds = 0

    public init(seconds: Int) { self.seconds = seconds }

    public static func now() -> JinjaClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        var clock = JinjaClock(seconds: time.tv_sec)
        clock.microseconds = time.tv_nsec / 1000
        return clock
    }

    /// The day `yyyy-mm-dd`, at noon; `nil` where that is no day.
    public static func day(_ text: String) -> JinjaClock? {
        let parts = text.split(separator: "-").compactMap { Int32($0) }
        guard parts.count == 3, text.utf8.count == 10 else { return nil }
        var time = tm()
        (time.tm_year, time.tm_mon, time.tm_mday) = (parts[0] - 1900, parts[1] - 1, parts[2])
        (time.tm_hour, time.tm_isdst) = (12, -1)
        let seconds = mktime(&time)
        guard time.tm_mday == parts[2], time.tm_mon == parts[1] - 1 else { return nil }
        return JinjaClock(seconds: seconds)
    }

    /// Python's `datetime.strftime` of a time without a zone.
    func formatted(_ format: String) -> String {
        if format.isEmpty { return "" }
        var time = time_t(seconds)
        var local = tm()
        localtime_r(&time, &local)
        let digits = String(microseconds)
        let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        var own = ""
        var isDirective = false
        for character in format {
            if isDirective {
                isDirective = false
                switch character {
                case "f": own += padded
                case "z", "Z": break
                default: own += "%" + String(character)
                }
            } else if character == "%" {
                isDirective = true
            } else {
                own.append(character)
            }
        }
        if isDirective { own += "%" }
        var buffer = [CChar](repeating: 0, count: 256 + own.utf8.count * 16)
        let length = strftime(&buffer, buffer.count, own, &local)
        return String(decoding: buffer.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
