// The n-grams of a text that occur more than once, for one n after the other.
import ByteKernels

/// Walks from single words to longer n-grams, and keeps those that repeat.
///
/// An n-gram can only repeat where both the shorter ones in it do, so that most text has few
/// places to look at from n = 3 on. Exact but for the words' 64-bit hashes.
struct RepeatedNGrams: ~Copyable {
    private var table = FirstSeenTable()
    private var places: [UInt32] = []
    private var firsts: [UInt32] = []
    private var times: [UInt32] = []
    private var isLater: [Bool] = []
    private var pairs: [UInt64] = []
    private var counts: [UInt32] = []
    private(set) var n = 1

    /// Begins with single words, by their hashes.
    mutating func start(_ hashes: UnsafeBufferPointer<UInt64>) {
        n = 1
        let seen = table.prepare(hashes.count)
        clear()
        for i in hashes.indices {
            note(i, first: seen.first(hashes[i], i) { hashes[$0] == hashes[i] }, at: UInt32(i))
        }
        keepRepeats()
    }

    /// From n to n + 1.
    mutating func lengthen() {
        n += 1
        let seen = table.prepare(places.count)
        let (oldPlaces, oldFirsts) = (places, firsts)
        pairs.removeAll(keepingCapacity: true)
        clear()
        for k in oldPlaces.indices.dropLast() where oldPlaces[k + 1] == oldPlaces[k] + 1 {
            let pair = UInt64(oldFirsts[k]) << 32 | UInt64(oldFirsts[k + 1])
            let index = pairs.count
            pairs.append(pair)
            let first = seen.first(foldedMultiply(pair, 0x9E37_79B9_7F4A_7C15), index) {
                pairs[$0] == pair
            }
            note(index, first: first, at: oldPlaces[k])
        }
        keepRepeats()
    }

    private mutating func clear() {
        places.removeAll(keepingCapacity: true)
        firsts.removeAll(keepingCapacity: true)
        isLater.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
    }

    private mutating func note(_ index: Int, first: Int, at place: UInt32) {
        places.append(place)
        firsts.append(UInt32(first))
        isLater.append(first != index)
        counts.append(0)
        counts[first] += 1
    }

    private mutating func keepRepeats() {
        times.removeAll(keepingCapacity: true)
        var kept = 0
        for i in places.indices where counts[Int(firsts[i])] > 1 {
            times.append(counts[Int(firsts[i])])
            (places[kept], firsts[kept], isLater[kept]) = (places[i], firsts[i], isLater[i])
            kept += 1
        }
        places.removeLast(places.count - kept)
        firsts.removeLast(firsts.count - kept)
        isLater.removeLast(isLater.count - kept)
    }

    /// How often the most frequent n-gram occurs; 1 when none repeats.
    var most: Int { Int(times.max() ?? 1) }

    /// The word at which the first of the most frequent n-grams begins.
    var mostFrequent: Int {
        let most = UInt32(self.most)
        return times.firstIndex(of: most).map { Int(places[$0]) } ?? 0
    }

    /// Code points of the most frequent n-gram's words, the longest of several, times its count;
    /// 0 when none repeats. `points[i]` code points stand before word i.
    func longestMostFrequent(_ points: UnsafePointer<UInt32>) -> Int {
        guard let most = times.max() else { return 0 }
        var longest = 0
        for i in places.indices where times[i] == most {
            longest = max(longest, Int(points[Int(places[i]) + n] - points[Int(places[i])]))
        }
        return longest * Int(most)
    }

    /// Code points of the words that stand in any n-gram that occurs twice.
    func coveredCodePoints(_ points: UnsafePointer<UInt32>) -> Int {
        var (covered, end) = (0, 0)
        for place in places {
            let from = max(Int(place), end)
            end = Int(place) + n
            covered += Int(points[end] - points[from])
        }
        return covered
    }

    /// Code points of the words in second and later occurrences, and of the spaces in and before
    /// them; none counted twice.
    func laterCodePoints(_ points: UnsafePointer<UInt32>) -> Int {
        var (covered, end) = (0, 0)
        for i in places.indices where isLater[i] {
            let place = Int(places[i])
            let from = max(place, end)
            end = place + n
            covered += Int(points[end] - points[from]) + min(end - from, n - 1)
        }
        return covered
    }
}
