// What is written as Parquet is read again, and written in the same bytes.
import FileFormats
import FileStore
import Foundation
import Testing

@Suite struct ParquetRoundTripTests {
    @Test(arguments: [ParquetCodec.uncompressed, .snappy, .zstd])
    func `rows come back as they were`(codec: ParquetCodec) throws {
        let ranges = [0..<700, 700..<700, 700..<701, 701..<3000]
        let bytes = parquetFile(SampleRows.layout, ranges.map(SampleRows.batch), codec)
        #expect(try allRows(memoryFile(bytes)) == (0..<3000).map(SampleRows.line))
        #expect(bytes == parquetFile(SampleRows.layout, ranges.map(SampleRows.batch), codec))
    }

    /// A file of pyarrow's whose byte with the indexes' width says 0: of no bits, every one is 0.
    @Test func `indexes of no bits are the dictionary's first entry`() throws {
        let text =
            "UEFSMRUEFQgVCEwVAhUAEgAABwAAABUAFQgVCCwV2AQVEBUGFQYcAAAAANgEABUEGSw1ABgGc2NoZW1hFQIAFQIl"
            + "ABgBbgAW2AQZHBkcJgAcFQIZNQAGEBkYAW4VABbYBBZUFlQmLCYIKSwVBBUAFQIAFQAVEBUCAAAAFlQW2AQmCBZU"
            + "ACggcGFycXVldC1jcHAtYXJyb3cgdmVyc2lvbiAyNi4wLjEZHBwAAAB/AAAAUEFSMQ=="
        let bytes = Array(try #require(Data(base64Encoded: text)))
        let rows = Array(repeating: #"{"n":7}"#, count: 300)
        #expect(try allRows(memoryFile(bytes)) == rows)
        // What is said of the runs is of no account.
        let place = try #require(bytes.firstRange(of: [0xD8, 0x04, 0x00, 0x15]))
        var other = bytes
        other[place.lowerBound] = 0x08
        other[place.lowerBound + 1] = 0
        #expect(try allRows(memoryFile(other)) == rows)
    }

    @Test func `row groups are cut by their bytes, however rows come`() {
        func groups(_ size: Int) -> [Int] {
            var gathering = ParquetGathering(SampleRows.layout, groupBytes: 5000)
            var rows: [Int] = []
            for start in stride(from: 0, to: 500, by: size) {
                let range = start..<min(500, start + size)
                let full = gathering.append(
                    SampleRows.batch(range), sizes: range.map { 20 + $0 % 7 })
                rows += full.map(\.rows)
            }
            return rows + [gathering.finish()?.rows ?? 0]
        }
        #expect(groups(500).count > 2)
        #expect(groups(1) == groups(500))
        #expect(groups(33) == groups(500))
    }

    @Test func `rows that were gathered come back in order`() throws {
        var gathering = ParquetGathering(SampleRows.layout, groupBytes: 3000)
        var batches: [ParquetRowBatch] = []
        for start in stride(from: 0, to: 400, by: 37) {
            let range = start..<min(400, start + 37)
            batches += gathering.append(SampleRows.batch(range), sizes: range.map { _ in 40 })
        }
        if let last = gathering.finish() { batches.append(last) }
        let bytes = parquetFile(SampleRows.layout, batches)
        #expect(try allRows(memoryFile(bytes)) == (0..<400).map(SampleRows.line))
    }

    @Test func `few values get a dictionary, and many none`() throws {
        let bytes = parquetFile(SampleRows.layout, [SampleRows.batch(0..<1000)])
        let columns = try ParquetFile(memoryFile(bytes)).rowGroups[0].columns
        #expect(columns[1].encodings.contains(.rleDictionary))
        #expect(!columns[0].encodings.contains(.rleDictionary))
    }

    @Test func `large values get pages of their own`() throws {
        let layout = ParquetLayout([.init("t", .string)])
        var batch = layout.makeBatch()
        for size in [1_200_000, 0, 1, 1_100_000] {
            batch.columns[0].appendLevels(definition: 1)
            batch.columns[0].appendValue(Array(repeating: UInt8(ascii: "x"), count: size))
            batch.rows += 1
        }
        for codec in [ParquetCodec.zstd, .snappy] {
            let rows = try allRows(memoryFile(parquetFile(layout, [batch], codec)))
            #expect(rows.map(\.utf8.count) == [1_200_000, 0, 1, 1_100_000].map { $0 + 8 })
        }
    }
}
