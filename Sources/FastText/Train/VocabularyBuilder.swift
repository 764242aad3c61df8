// Counts the words and labels of a training text.

/// Counts tokens in one pass; the rarest go when there are more than a limit.
struct VocabularyBuilder {
    private var text: [UInt8] = []
    private var entries: [Entry] = []
    private var slots: [Int32] = Array(repeating: -1, count: 1 << 16)
    private(set) var tokenCount: Int64 = 0
    private let limit: Int
    private var floor: Int64 = 1

    private struct Entry {
        var start: Int
        var length: Int32
        var hash: UInt32
        var isLabel: Bool
        var count: Int64
    }

    init(limit: Int) { self.limit = limit }

    /// Counts every token of `text`, each line feed as `</s>`.
    mutating func count(_ text: UnsafeBufferPointer<UInt8>) {
        var position = 0
        while position < text.count {
            let byte = text[position]
            guard !FeatureExtractor.isBlank(byte) else {
                position += 1
                if byte == 0x0A {
                    Vocabulary.endOfLine.withUnsafeBufferPointer { add($0) }
                }
                continue
            }
            let start = position
            repeat {
                position += 1
            } while position < text.count
                && !FeatureExtractor.isBlank(text[position])
            add(UnsafeBufferPointer(rebasing: text[start..<position]))
        }
    }

    private mutating func add(_ token: UnsafeBufferPointer<UInt8>) {
        tokenCount += 1
        let hash = WordHash.of(token)
        let slot = slot(of: token, hash: hash)
        if slots[slot] >= 0 {
            entries[Int(slots[slot])].count += 1
            return
        }
        slots[slot] = Int32(entries.count)
        entries.append(
            Entry(
                start: text.count, length: Int32(token.count), hash: hash,
                isLabel: token.starts(with: Vocabulary.labelPrefix), count: 1))
        text.append(contentsOf: token)
        if entries.count > limit { dropRarest() }
        if entries.count * 2 > slots.count { rehash(slotCount: slots.count * 2) }
    }

    private func slot(of token: UnsafeBufferPointer<UInt8>, hash: UInt32) -> Int {
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if entry.hash == hash, Int(entry.length) == token.count,
                text[entry.start..<entry.start + token.count].elementsEqual(token)
            {
                return slot
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private mutating func rehash(slotCount: Int) {
        slots = Array(repeating: -1, count: slotCount)
        for (index, entry) in entries.enumerated() {
            var slot = Int(entry.hash) & (slotCount - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slotCount - 1) }
            slots[slot] = Int32(index)
        }
    }

    /// As the original: one higher floor each time the limit is met.
    private mutating func dropRarest() {
        floor += 1
        let (least, old) = (floor, text)
        entries.removeAll { $0.count < least }
        text.removeAll(keepingCapacity: true)
        for index in entries.indices {
            let entry = entries[index]
            entries[index].start = text.count
            text.append(contentsOf: old[entry.start..<entry.start + Int(entry.length)])
        }
        rehash(slotCount: slots.count)
    }

    /// Words then labels, each by falling count, equal counts in order of appearance.
    func vocabulary(minimumCount: Int64, minimumLabelCount: Int64) -> Vocabulary {
        let kept = entries.indices.filter {
            entries[$0].count >= (entries[$0].isLabel ? minimumLabelCount : minimumCount)
        }
        let order = kept.sorted { first, second in
            let (one, other) = (entries[first], entries[second])
            if one.isLabel != other.isLabel { return other.isLabel }
            return one.count != other.count ? one.count > other.count : first < second
        }
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for index in order {
            let entry = entries[index]
            bytes.append(contentsOf: text[entry.start..<entry.start + Int(entry.length)])
            ends.append(bytes.count)
        }
        return Vocabulary(
            text: bytes, ends: ends, counts: order.map { entries[$0].count },
            wordCount: order.count { !entries[$0].isLabel }, tokenCount: tokenCount, pruned: nil)
    }
}
