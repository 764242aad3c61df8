// Sorting fixed-width records of 64-bit words, without comparing until a handful is left.

/// Sorts records of `wordsPerRecord` words each (1 to 8), by their first word, then their second,
/// and so on, as unsigned numbers.
///
/// Radix sort from the most significant byte down, back and forth between `records` and `scratch`,
/// which grows to the size of the records and can be used again. A record's place among equals
/// can't be told, so the result depends on the records alone.
public func radixSort(
    _ records: inout [UInt64], wordsPerRecord: Int, scratch: inout [UInt64]
) {
    records.withUnsafeMutableBufferPointer {
        radixSort($0, wordsPerRecord: wordsPerRecord, scratch: &scratch)
    }
}

/// Sorts records that consist of one to eight `UInt64` properties, by these as they are declared.
public func radixSort<Record: BitwiseCopyable>(
    _ records: inout [Record], scratch: inout [UInt64]
) {
    precondition(MemoryLayout<Record>.stride % 8 == 0, "a record consists of 64-bit words")
    records.withUnsafeMutableBytes { bytes in
        bytes.withMemoryRebound(to: UInt64.self) {
            radixSort($0, wordsPerRecord: MemoryLayout<Record>.stride / 8, scratch: &scratch)
        }
    }
}

private func radixSort(
    _ records: UnsafeMutableBufferPointer<UInt64>, wordsPerRecord: Int, scratch: inout [UInt64]
) {
    precondition(records.count % wordsPerRecord == 0, "the words do not make whole records")
    if scratch.count < records.count {
        scratch = [UInt64](repeating: 0, count: records.count)
    }
    scratch.withUnsafeMutableBufferPointer { spare in
        guard let data = records.baseAddress, let spare = spare.baseAddress else { return }
        sort(data, spare, records.count / wordsPerRecord, wordsPerRecord)
    }
}

private func sort(
    _ data: UnsafeMutablePointer<UInt64>, _ spare: UnsafeMutablePointer<UInt64>, _ count: Int,
    _ words: Int
) {
    switch words {
    case 1: RadixSorter<1>.sort(data, spare, count)
    case 2: RadixSorter<2>.sort(data, spare, count)
    case 3: RadixSorter<3>.sort(data, spare, count)
    case 4: RadixSorter<4>.sort(data, spare, count)
    case 5: RadixSorter<5>.sort(data, spare, count)
    case 6: RadixSorter<6>.sort(data, spare, count)
    case 7: RadixSorter<7>.sort(data, spare, count)
    case 8: RadixSorter<8>.sort(data, spare, count)
    default: preconditionFailure("a record has 1 to 8 words")
    }
}

/// The sort for one record size, so that a record moves in registers.
private struct RadixSorter<let words: Int> {
    typealias Record = InlineArray<words, UInt64>
    typealias Records = UnsafeMutablePointer<Record>

    /// Fewer records than this are sorted by insertion.
    private static var small: Int { 24 }

    /// Where the buckets of each level end, 256 a level.
    private let ends: UnsafeMutablePointer<Int>

    static func sort(
        _ data: UnsafeMutablePointer<UInt64>, _ spare: UnsafeMutablePointer<UInt64>, _ count: Int
    ) {
        let ends = UnsafeMutablePointer<Int>.allocate(capacity: words * 8 * 256)
        defer { ends.deallocate() }
        RadixSorter(ends: ends).sort(
            UnsafeMutableRawPointer(data).assumingMemoryBound(to: Record.self),
            UnsafeMutableRawPointer(spare).assumingMemoryBound(to: Record.self), count, level: 0,
            staysInPlace: true)
    }

    /// Sorts by the bytes from `level` on; the result is in `data`, or else in `spare`.
    private func sort(
        _ data: Records, _ spare: Records, _ count: Int, level: Int, staysInPlace: Bool
    ) {
        if count <= Self.small || level == words * 8 {
            insertionSort(data, level == words * 8 ? 1 : count)
            if !staysInPlace { spare.update(from: data, count: count) }
            return
        }
        let ends = self.ends + level * 256
        if isOneBucket(data, count, level, ends) {
            return sort(data, spare, count, level: level + 1, staysInPlace: staysInPlace)
        }
        scatter(data, to: spare, count, level, ends)
        var start = 0
        for bucket in 0..<256 {
            let end = ends[bucket]
            if end > start {
                sort(
                    spare + start, data + start, end - start, level: level + 1,
                    staysInPlace: !staysInPlace)
            }
            start = end
        }
    }

    /// Counts the level's byte and turns the counts into starts; true when all bytes are equal.
    private func isOneBucket(
        _ data: Records, _ count: Int, _ level: Int, _ starts: UnsafeMutablePointer<Int>
    ) -> Bool {
        starts.update(repeating: 0, count: 256)
        for index in 0..<count { starts[byte(of: data[index], level)] &+= 1 }
        if starts[byte(of: data[0], level)] == count { return true }
        var start = 0
        for bucket in 0..<256 {
            let size = starts[bucket]
            starts[bucket] = start
            start += size
        }
        return false
    }

    /// Moves every record to its bucket; the starts become ends.
    private func scatter(
        _ data: Records, to target: Records, _ count: Int, _ level: Int,
        _ starts: UnsafeMutablePointer<Int>
    ) {
        for index in 0..<count {
            let record = data[index]
            let bucket = byte(of: record, level)
            let place = starts[bucket]
            target[place] = record
            starts[bucket] = place &+ 1
        }
    }

    @inline(__always)
    private func byte(of record: Record, _ level: Int) -> Int {
        let shift = UInt64(56 &- (level & 7) &* 8)
        return Int(truncatingIfNeeded: record[level &>> 3] &>> shift & 0xFF)
    }

    private func insertionSort(_ data: Records, _ count: Int) {
        var next = 1
        while next < count {
            let record = data[next]
            var place = next
            while place > 0, precedes(record, data[place &- 1]) {
                data[place] = data[place &- 1]
                place &-= 1
            }
            data[place] = record
            next &+= 1
        }
    }

    @inline(__always)
    private func precedes(_ a: Record, _ b: Record) -> Bool {
        for word in 0..<words where a[word] != b[word] { return a[word] < b[word] }
        return false
    }
}
