// The user's file or flags are wrong: found before any work, with a place and a suggestion.

/// A mistake in the pipeline file, its input or the command's flags.
public struct ConfigError: Error, Sendable, CustomStringConvertible {
    /// `file:line:column`, `--set …` or a flag; empty when the mistake has no place.
    public let place: String
    public let message: String
    /// What to do about it; empty when the message says it.
    public let suggestion: String

    public init(_ message: String, at place: String = "", suggestion: String = "") {
        self.place = place
        self.message = message
        self.suggestion = suggestion
    }

    public var description: String {
        (place.isEmpty ? "" : place + ": ") + message
            + (suggestion.isEmpty ? "" : "\n  " + suggestion)
    }
}

/// The entry of `names` that is nearest to a mistyped word, when one is near enough to be meant.
public func nearestName(to word: String, in names: [String]) -> String? {
    let scored = names.map { ($0, editDistance(Array(word.utf8), Array($0.utf8))) }
    guard let best = scored.min(by: { ($0.1, $0.0) < ($1.1, $1.0) }) else { return nil }
    return best.1 <= max(2, word.utf8.count / 3) ? best.0 : nil
}

/// Levenshtein distance with adjacent transpositions counted as one edit.
package func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 0..<a.count {
        var row = [i + 1] + Array(repeating: 0, count: b.count)
        for j in 0..<b.count {
            row[j + 1] = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
            }
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}
