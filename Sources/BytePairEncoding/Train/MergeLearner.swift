// The second half of training: finds and applies the most frequent pair, again and again.
import ByteKernels

/// Learns merges over counted words.
///
/// Only pairs that occur at least `threshold` times are indexed. A pair's count only falls, so a
/// pair below the threshold cannot come first while one above it is left; when none is, the index
/// is made anew with a lower threshold. This keeps the many rare pairs out of memory.
struct MergeLearner: ~Copyable {
    private(set) var vocabulary: Vocabulary
    private(set) var merges: [Merge] = []
    private let symbols: WordSymbols
    private let options: BPETrainerOptions
    private var threshold: Int64 = .max
    private var table = PairTable()
    private var heap = PriorityHeap<PairCandidate>()
    /// Places of words, by candidate.
    private var places: [UInt32] = []
    private var step = MergeStep()
    private var lastCount: Int64 = 0

    init(
        _ words: some WordCounts, vocabulary: Vocabulary, options: BPETrainerOptions,
        symbols: some FirstSymbols
    ) throws {
        self.options = options
        self.vocabulary = vocabulary
        self.symbols = try WordSymbols(words, symbols, options)
    }

    mutating func run(until size: Int, progress: (Int) -> Void) {
        while vocabulary.idBound < size {
            guard let best = next() else { return }
            merge(best)
            if merges.count % 1024 == 0 { progress(vocabulary.idBound) }
        }
    }

    /// The tokenizer with what is known about its tokens.
    func result(_ tokenizer: Tokenizer) -> TrainingResult {
        var counts = [UInt64](repeating: 0, count: tokenizer.vocabulary.idBound)
        symbols.visitSymbols { id, count in counts[Int(id)] &+= UInt64(count) }
        return TrainingResult(
            tokenizer: tokenizer, tokenCounts: counts, leastWordCount: symbols.leastCount,
            lastPairCount: UInt64(lastCount))
    }

    /// The pair to merge now; nil when none is frequent enough.
    private mutating func next() -> PairCandidate? {
        while true {
            guard var top = heap.pop() else {
                if !lowerThreshold() { return nil }
                continue
            }
            let count = table.count(top.pair)
            if count == top.count { return top }
            top.count = count
            if count >= threshold { heap.push(top) }
        }
    }

    /// Indexes the pairs at a lower threshold; false when it cannot be lower.
    private mutating func lowerThreshold() -> Bool {
        let least = Int64(clamping: max(options.minFrequency, 1))
        if threshold <= least { return false }
        var sketch = PairSketch()
        symbols.visitPairs { pair, count, _ in sketch.add(count, to: pair) }
        if threshold == .max { threshold = sketch.largest &+ 1 }
        threshold = max(least, min(threshold / 8, sketch.largest / 8))
        index(sketch)
        return true
    }

    /// Counts the pairs that the sketch lets through and keeps those that are frequent enough.
    private mutating func index(_ sketch: borrowing PairSketch) {
        let threshold = threshold
        var counts = PairTable()
        var events = PairTable()
        symbols.visitPairs { pair, count, _ in
            if sketch.mayReach(threshold, pair) && fits(pair) {
                counts.add(count, to: pair)
                events.add(1, to: pair)
            }
        }
        table = PairTable()
        heap = PriorityHeap<PairCandidate>()
        step.reset(ids: options.vocabularySize)
        var firsts = PairTable()
        var size = 0
        counts.visit { pair, count in
            if count < threshold { return }
            table.add(count, to: pair)
            firsts.add(Int64(size), to: pair)
            size += Int(events.count(pair))
        }
        fillPlaces(size, &firsts, sketch)
    }

    /// Whether the two together are not too long for a token.
    @inline(__always)
    private func fits(_ pair: UInt64) -> Bool {
        guard let longest = options.maxTokenLength else { return true }
        let left = vocabulary.byteCount(UInt32(pair >> 32))
        return left + vocabulary.byteCount(UInt32(truncatingIfNeeded: pair)) <= longest
    }

    /// Lists the words of every pair in the table and makes candidates of them. `firsts` says
    /// where a pair's list begins, and then where it goes on.
    private mutating func fillPlaces(
        _ size: Int, _ firsts: inout PairTable, _ sketch: borrowing PairSketch
    ) {
        let threshold = threshold
        var filled = [UInt32](repeating: 0, count: size)
        var starts = PairTable()
        firsts.visit { starts.add($1, to: $0) }
        symbols.visitPairs { pair, _, place in
            guard sketch.mayReach(threshold, pair), let next = firsts.find(pair) else { return }
            let at = Int(next.pointee)
            // A word that has the pair twice is listed once.
            if at > 0, filled[at - 1] == UInt32(place), at > Int(starts.count(pair)) { return }
            filled[at] = UInt32(place)
            next.pointee += 1
        }
        places = filled
        table.visit { pair, count in
            let list = Int(starts.count(pair))..<Int(firsts.count(pair))
            heap.push(PairCandidate(count: count, pair: pair, places: list))
        }
    }

    private mutating func merge(_ best: PairCandidate) {
        lastCount = best.count
        let left = UInt32(best.pair >> 32)
        let right = UInt32(truncatingIfNeeded: best.pair)
        let bytes = Array(vocabulary[left]) + Array(vocabulary[right])
        let known = vocabulary.id(of: bytes)
        if known == nil { vocabulary.append(bytes) }
        let id = known ?? UInt32(vocabulary.idBound - 1)
        merges.append(Merge(left: left, right: right, result: id))
        step.begin(left, right, id, longest: options.maxTokenLength ?? .max, vocabulary)
        places.withUnsafeBufferPointer { places in
            for index in best.places {
                if index &+ 8 < best.places.upperBound {
                    prefetch(symbols.base + Int(places[index &+ 8]))
                }
                step.apply(to: Int(places[index]), in: symbols, &table)
            }
        }
        if known != nil {
            // A token made in a second way brings pairs back that were counted before.
            step.forget()
            reindex()
        } else {
            step.finish(threshold, &table, &heap, &places)
        }
    }

    private mutating func reindex() {
        var sketch = PairSketch()
        symbols.visitPairs { pair, count, _ in sketch.add(count, to: pair) }
        index(sketch)
    }
}

/// Upper bounds of pairs' counts in little memory: pairs that hash alike share a sum.
struct PairSketch {
    private static let size = 1 << 20
    private var sums = [Int64](repeating: 0, count: size)

    @inline(__always)
    mutating func add(_ count: Int64, to pair: UInt64) {
        sums.withUnsafeMutableBufferPointer {
            $0[PairTable.hash(pair) & (Self.size &- 1)] &+= count
        }
    }

    @inline(__always)
    func mayReach(_ threshold: Int64, _ pair: UInt64) -> Bool {
        sums[PairTable.hash(pair) & (Self.size &- 1)] >= threshold
    }

    var largest: Int64 { sums.max() ?? 0 }
}

/// One merge over all words that have the pair, and the new pairs that it makes.
struct MergeStep {
    private var left: UInt32 = 0
    private var right: UInt32 = 0
    private var id: UInt32 = 0
    /// By id: the slot of the new pair with that id on the other side, plus one.
    private var before: [UInt32] = []
    private var after: [UInt32] = []
    private var pairs: [UInt64] = []
    private var counts: [Int64] = []
    private var events: [(slot: UInt32, place: UInt32)] = []
    /// By id, whether the new token may have it for a neighbour in a pair.
    private var longest = Int.max
    private var lengths: [Int] = []
    private var length = 0

    mutating func reset(ids: Int) {
        if before.count < ids {
            before = [UInt32](repeating: 0, count: ids)
            after = before
        }
    }

    mutating func begin(
        _ left: UInt32, _ right: UInt32, _ id: UInt32, longest: Int, _ vocabulary: Vocabulary
    ) {
        self.left = left
        self.right = right
        self.id = id
        self.longest = longest
        length = vocabulary.byteCount(id)
        while lengths.count < vocabulary.idBound {
            lengths.append(vocabulary.byteCount(UInt32(lengths.count)))
        }
        pairs.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
        events.removeAll(keepingCapacity: true)
    }

    /// Merges the pair in one word.
    @inline(__always)
    mutating func apply(to place: Int, in symbols: borrowing WordSymbols, _ table: inout PairTable)
    {
        let ids = symbols.base + (place &+ WordSymbols.header)
        let length = symbols.length(at: place)
        let count = symbols.count(at: place)
        var read = 0
        var write = 0
        while read < length {
            if ids[read] != left || read &+ 1 >= length || ids[read &+ 1] != right {
                ids[write] = ids[read]
                read &+= 1
            } else {
                if write > 0 { follow(ids[write &- 1], count, place, &table) }
                if read &+ 2 < length { precede(ids[read &+ 2], count, place, &table) }
                ids[write] = id
                read &+= 2
            }
            write &+= 1
        }
        if write < length { symbols.setLength(write, at: place) }
    }

    /// The new token follows `other`, where `left` did.
    @inline(__always)
    private mutating func follow(
        _ other: UInt32, _ count: Int64, _ place: Int, _ table: inout PairTable
    ) {
        if other == id {
            add(-count, after: left, place)
            add(count, after: id, place)
        } else {
            table.subtract(count, from: pairKey(other, left))
            add(count, before: other, place)
        }
    }

    /// The new token precedes `other`, where `right` did.
    @inline(__always)
    private mutating func precede(
        _ other: UInt32, _ count: Int64, _ place: Int, _ table: inout PairTable
    ) {
        table.subtract(count, from: pairKey(right, other))
        add(count, after: other, place)
    }

    @inline(__always)
    private mutating func add(_ count: Int64, after other: UInt32, _ place: Int) {
        if lengths[Int(other)] > longest &- length { return }
        var slot = after[Int(other)]
        if slot == 0 {
            pairs.append(pairKey(id, other))
            counts.append(0)
            slot = UInt32(pairs.count)
            after[Int(other)] = slot
        }
        counts[Int(slot) &- 1] &+= count
        events.append((slot &- 1, UInt32(truncatingIfNeeded: place)))
    }

    @inline(__always)
    private mutating func add(_ count: Int64, before other: UInt32, _ place: Int) {
        if lengths[Int(other)] > longest &- length { return }
        var slot = before[Int(other)]
        if slot == 0 {
            pairs.append(pairKey(other, id))
            counts.append(0)
            slot = UInt32(pairs.count)
            before[Int(other)] = slot
        }
        counts[Int(slot) &- 1] &+= count
        events.append((slot &- 1, UInt32(truncatingIfNeeded: place)))
    }

    /// Makes candidates of the new pairs that reach the threshold.
    mutating func finish(
        _ threshold: Int64, _ table: inout PairTable, _ heap: inout PriorityHeap<PairCandidate>,
        _ places: inout [UInt32]
    ) {
        var sizes = [Int](repeating: 0, count: pairs.count)
        for event in events { sizes[Int(event.slot)] += 1 }
        var next = [Int](repeating: -1, count: pairs.count)
        var first = places.count
        for slot in pairs.indices where counts[slot] >= threshold {
            next[slot] = first
            first += sizes[slot]
        }
        let starts = next
        places.append(contentsOf: repeatElement(0, count: first - places.count))
        for event in events {
            let slot = Int(event.slot)
            let at = next[slot]
            if at < 0 || (at > starts[slot] && places[at - 1] == event.place) { continue }
            places[at] = event.place
            next[slot] = at + 1
        }
        for slot in pairs.indices where counts[slot] >= threshold {
            table.add(counts[slot], to: pairs[slot])
            heap.push(
                PairCandidate(
                    count: counts[slot], pair: pairs[slot], places: starts[slot]..<next[slot]))
        }
        forget()
    }

    mutating func forget() {
        for pair in pairs {
            before[Int(pair >> 32)] = 0
            after[Int(UInt32(truncatingIfNeeded: pair))] = 0
        }
    }
}
