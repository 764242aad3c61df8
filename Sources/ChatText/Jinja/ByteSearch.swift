// Finding bytes in bytes.
import Glibc

enum ByteSearch {
    /// Whether a stretch of `text` is `pattern`.
    static func stands(_ pattern: [UInt8], in text: [UInt8], at range: Range<Int>) -> Bool {
        guard range.count == pattern.count, range.upperBound <= text.count else { return false }
        return text.withUnsafeBufferPointer { text in
            guard let base = text.baseAddress, !pattern.isEmpty else { return pattern.isEmpty }
            return memcmp(base + range.lowerBound, pattern, pattern.count) == 0
        }
    }

    /// Where `pattern` first stands in `text` from `start` on.
    static func first(_ pattern: [UInt8], in text: [UInt8], from start: Int = 0) -> Int? {
        guard let first = pattern.first else { return start <= text.count ? start : nil }
        let last = text.count - pattern.count
        return text.withUnsafeBufferPointer { haystack -> Int? in
            var place = start
            while place <= last, let base = haystack.baseAddress {
                guard let found = memchr(base + place, Int32(first), last - place + 1) else {
                    return nil
                }
                place = UnsafeRawPointer(found) - UnsafeRawPointer(base)
                if memcmp(base + place, pattern, pattern.count) == 0 { return place }
                place += 1
            }
            return nil
        }
    }

    /// Where `pattern` last stands in `text` before `end`.
    static func last(_ pattern: [UInt8], in text: [UInt8], before end: Int) -> Int? {
        var place = end - pattern.count
        while place >= 0 {
            if text[place..<place + pattern.count].elementsEqual(pattern) { return place }
            place -= 1
        }
        return nil
    }

    /// Where `pattern` stands, without overlaps, at most `limit` times.
    static func all(_ pattern: [UInt8], in text: [UInt8], limit: Int = .max) -> [Int] {
        var places: [Int] = []
        var start = 0
        while places.count < limit, let place = first(pattern, in: text, from: start) {
            places.append(place)
            start = place + pattern.count
        }
        return places
    }
}
