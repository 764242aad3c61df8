// Records come out sorted whatever the memory, and sorted files can be merged and searched.
import FileFormats
import FileStore
import TestSupport
import Testing

@Suite struct RecordSorterTests {
    let scratch = Scratch()
    let passage: ScratchFolder

    init() throws { passage = try ScratchFolder("\(scratch.path)/passage") }

    private func random(_ count: Int, seed: UInt64, mask: UInt64) -> [KeyRecord] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            KeyRecord(key: generator.next() & mask, value: generator.next() & mask)
        }
    }

    private func contents(_ file: StoredFile) throws -> [KeyRecord] {
        let cursor = try RecordCursor<KeyRecord>(file, memory: 100)
        var records: [KeyRecord] = []
        while let record = cursor.current {
            records.append(record)
            try cursor.advance()
        }
        #expect(try records.count == recordCount(of: file, KeyRecord.self))
        return records
    }

    private func write(_ records: [KeyRecord], to name: String) throws -> StoredFile {
        let sorter = RecordSorter<KeyRecord>("x", in: passage, memory: 1 << 20)
        for record in records { try sorter.add(record) }
        try mergeRuns(of: [sorter], to: scratch.file(name), memory: 1 << 16)
        return scratch.file(name)
    }

    @Test(arguments: [UInt64.max, 0xFF, 0x1_0000_0000, 0])
    func `the result is sorted and does not depend on memory or sorters`(mask: UInt64) throws {
        let records = random(50_000, seed: 1, mask: mask)
        for (memory, count) in [(1 << 22, 1), (1, 1), (1, 3)] {
            let sorters = (0..<count).map {
                RecordSorter<KeyRecord>("s\($0)", in: passage, memory: memory)
            }
            for (index, record) in records.enumerated() {
                try sorters[index % count].add(record)
            }
            let sorted = scratch.file("sorted")
            try mergeRuns(of: sorters, to: sorted, memory: 1 << 16)
            #expect(try contents(sorted) == records.sorted())
            #expect(try LocalFiles.shared.list(passage.path).isEmpty)
        }
    }

    @Test func `digests are sorted by all their words`() throws {
        var generator = SeededGenerator(seed: 2)
        let records = (0..<2_000).map { _ in
            DigestRecord(
                high: generator.next() & 3, low: generator.next() & 3, key: generator.next())
        }
        let sorter = RecordSorter<DigestRecord>("d", in: passage, memory: 1 << 20)
        for record in records { try sorter.add(record) }
        try mergeRuns(of: [sorter], to: scratch.file("d"), memory: 1 << 16)
        let merge = try RecordMerge<DigestRecord>([scratch.file("d")], memory: 1 << 16)
        var sorted: [DigestRecord] = []
        while let record = try merge.next() { sorted.append(record) }
        #expect(sorted == records.sorted())
    }

    @Test(arguments: 0...9)
    func `any number of files, empty ones too, are merged in order`(count: Int) throws {
        let parts = (0..<count).map {
            random([0, 1, 300, 7, 0, 40][$0 % 6], seed: UInt64($0), mask: 0x1F)
        }
        let paths = try parts.enumerated().map { try write($1, to: "part\($0)") }
        let merge = try RecordMerge<KeyRecord>(paths, memory: 1)
        var merged: [KeyRecord] = []
        while let record = try merge.next() { merged.append(record) }
        #expect(merged == parts.joined().sorted())
        #expect(try merge.next() == nil)
    }

    @Test func `the first record that fulfils a condition is found`() throws {
        let records = random(3_000, seed: 5, mask: 0xFFF)
        let path = try write(records, to: "sorted")
        let keys = records.map(\.key).sorted()
        for key in stride(from: UInt64(0), through: 0x1001, by: 97) {
            let found = try firstRecord(in: path) { (record: KeyRecord) in record.key >= key }
            #expect(found == keys.firstIndex { $0 >= key } ?? keys.count)
        }
    }

    @Test func `values are looked up by key`() throws {
        let records = (0..<10_000).map { KeyRecord(key: UInt64($0) * 3, value: UInt64($0)) }
        let lookup = try RecordLookup<KeyRecord>(write(records, to: "sorted"))
        var block = RecordLookup<KeyRecord>.Scratch()
        for key: UInt64 in [0, 1, 3, 12_287, 12_288, 15_000, 29_997, 30_000, 0] {
            let expected = key % 3 == 0 && key < 30_000 ? key / 3 : nil
            #expect(try lookup.record(of: key, using: &block)?.value == expected)
        }
        #expect(
            try RecordLookup<KeyRecord>(write([], to: "empty")).record(of: 1, using: &block)?.value
                == nil)
    }
}
