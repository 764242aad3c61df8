// `parquet` as an input: rows to documents and conversations, whatever ranges the file is read in.
import FileFormats
import FileStore
import PipelineCore
import TestSupport
import Testing

/// Some rows of pages: text, id, url, a number and a structure, the third without its text.
private enum Pages {
    static let layout = ParquetLayout([
        .init("id", .integer), .init("text", .string), .init("url", .string),
        .init("score", .number),
        .init("meta", .structure([.init("body", .string), .init("lang", .string)])),
    ])

    static func batch(_ rows: Range<Int>, filler: Int = 0) -> ParquetRowBatch {
        var batch = layout.makeBatch()
        for row in rows {
            for column in 0...3 where column != 1 || row != 2 {
                batch.columns[column].appendLevels(definition: 1)
            }
            if row == 2 { batch.columns[1].appendLevels(definition: 0) }
            batch.columns[0].appendValue(Int64(row))
            if row != 2 { batch.columns[1].appendValue(text(row, filler)) }
            batch.columns[2].appendValue(Array("http://e.org/\(row)".utf8))
            batch.columns[3].appendValue(Double(row) / 2)
            for column in 4...5 { batch.columns[column].appendLevels(definition: 2) }
            batch.columns[4].appendValue(Array("body \(row)".utf8))
            batch.columns[5].appendValue(Array("en".utf8))
        }
        batch.rows = rows.count
        return batch
    }

    private static func text(_ row: Int, _ filler: Int) -> [UInt8] {
        Array("text \(row)\r\n".utf8) + Array(repeating: UInt8(0x61 + row % 26), count: filler)
    }

    static func file(_ groups: [Range<Int>], filler: Int = 0) -> [UInt8] {
        file(layout, groups.map { batch($0, filler: filler) })
    }

    static func file(_ layout: ParquetLayout, _ batches: [ParquetRowBatch]) -> [UInt8] {
        let packer = ParquetPacker(.uncompressed)
        var footer = ParquetFooterWriter(layout, createdBy: "a test")
        var bytes = ParquetFooterWriter.head
        for batch in batches {
            let group = packer.pack(batch, layout)
            bytes += group.bytes
            footer.add(group)
        }
        return bytes + footer.tail()
    }
}

@Suite struct ReadParquetTests {
    private func probe(_ options: String, _ bytes: [UInt8]? = nil) throws -> ReaderProbe {
        try ReaderProbe(
            "parquet: { FILES, \(options) }", [("a.parquet", bytes ?? Pages.file([0..<2, 2..<5]))])
    }

    @Test func `a row is a document, and its other columns are fields`() throws {
        let probe = try probe("line_ends: lf")
        #expect(probe.texts == [0, 1, 3, 4].map { "text \($0)\n" })
        #expect(probe.ids == ["0", "1", "3", "4"])
        #expect(probe.urls[1] == "http://e.org/1")
        #expect(probe.fields[1] == #""score":0.5,"meta":{"body":"body 1","lang":"en"}"#)
        #expect(probe.documents[0].form == [.idIsNumber])
        #expect(probe.documents.map(\.offset) == [0, 1, 3, 4])
    }

    @Test func `a row without a text is a bad record at its place`() throws {
        let probe = try probe("line_ends: keep")
        #expect(probe.badRecords.map(\.reason) == ["the column 'text' (text_field) is null"])
        #expect(probe.badPlaces == [2])
        #expect(probe.texts[0] == "text 0\r\n")
    }

    @Test func `a column that isn't there is told with those that are`() throws {
        for (options, name) in [
            ("text_field: content", "'content' (text_field)"), ("columns: [score, lang]", "'lang'"),
            ("text_field: messages", "'messages' (text_field)"),
        ] {
            let error = #expect(throws: DataError.self) { try probe(options) }
            #expect(error?.reason.contains(name) == true)
            #expect(error?.reason.contains("id, text, url, score, meta") == true)
        }
    }

    @Test func `a column that is no text is refused by its type`() throws {
        for (name, word) in [("score", "DOUBLE"), ("meta", "lists or fields")] {
            let error = #expect(throws: DataError.self) { try probe("text_field: \(name)") }
            #expect(error?.reason.contains(word) == true)
        }
    }

    @Test func `columns chooses the fields, and may name them anew`() throws {
        #expect(try probe("columns: [score]").fields[1] == #""score":0.5"#)
        #expect(try probe("columns: []").fields[1] == "")
        #expect(try probe("columns: { score: theScore }").fields[1] == #""theScore":0.5"#)
    }

    @Test func `a text inside of a structure leaves null there`() throws {
        let probe = try probe("text_field: meta.body, id_field: meta.lang")
        #expect(probe.texts[2] == "body 2")
        #expect(probe.documents[2].form == [.textInObject])
        #expect(probe.ids[2] == "en")
        #expect(
            probe.fields[2] == #""id":2,"text":null,"score":1.0,"meta":{"body":null,"lang":"en"}"#)
    }

    @Test func `rows are the same however the file is cut into ranges`() throws {
        let groups = stride(from: 0, to: 60, by: 4).map { $0..<$0 + 4 }
        let bytes = Pages.file(groups, filler: 200_000)
        let scratch = try ScratchDirectory()
        let path = try scratch.write(bytes, to: "a.parquet")
        let whole = try ReaderProbe("parquet: { FILES }", paths: [path])
        #expect(whole.documents.count == 59)
        #expect(whole.places.last.map(RecordPlaces.cell) == 2)
        let cell = RecordPlaces.cellBytes
        for borders in [[cell], [cell, 2 * cell], [2 * cell, 3 * cell]] {
            let ranges = zip([0] + borders, borders.map(Optional.some) + [nil]).map {
                StoredRange(start: $0, end: $1)
            }
            let parts = try ReaderProbe("parquet: { FILES }", paths: [path], ranges: ranges)
            #expect(parts.places == whole.places)
            #expect(parts.texts == whole.texts)
            #expect(parts.documents.map(\.offset) == whole.documents.map(\.offset))
            var left: RecordBorder?
            for extent in parts.extents where extent.entered != nil {
                #expect(left == nil || extent.entered == left)
                left = extent.left
            }
        }
    }

    @Test func `row groups outside of a range are not read`() throws {
        var bytes = Pages.file((0..<15).map { $0 * 4..<$0 * 4 + 4 }, filler: 200_000)
        let place = try #require(bytes.firstRange(of: Array("text 57\r\n".utf8))?.lowerBound)
        bytes[place] ^= 1
        let scratch = try ScratchDirectory()
        let path = try scratch.write(bytes, to: "a.parquet")
        let first = StoredRange(start: 0, end: RecordPlaces.cellBytes)
        let probe = try ReaderProbe("parquet: { FILES }", paths: [path], ranges: [first])
        #expect(probe.badRecords.map(\.offset) == [2])
        #expect(probe.documents.count == 23)
    }

    @Test func `a damaged row group is one bad record, and the others are read`() throws {
        var bytes = Pages.file([0..<2, 3..<5, 5..<9])
        let place = try #require(
            bytes.indices.first { bytes[$0...].starts(with: "text 3".utf8) })
        bytes[place] ^= 1
        let probe = try probe("line_ends: lf", bytes)
        #expect(probe.ids == ["0", "1", "5", "6", "7", "8"])
        #expect(probe.badRecords.count == 1)
        #expect(probe.badRecords[0].reason.contains("checksum"))
        #expect(probe.badRecords[0].endsFile)
        #expect(probe.badRecords[0].reason.contains("2 rows are lost"))
        #expect(probe.badRecords[0].lost == 1)
    }

    @Test func `two columns of one name are refused`() throws {
        let layout = ParquetLayout([
            .init("text", .string), .init("a", .structure([.init("b", .bool), .init("b", .bool)])),
        ])
        let error = #expect(throws: DataError.self) {
            _ = try probe("line_ends: lf", Pages.file(layout, []))
        }
        #expect(error?.reason == "the file has two columns 'a.b'")
    }

    @Test func `a file that is no Parquet file says so`() throws {
        let error = #expect(throws: FileError.self) {
            try probe("line_ends: lf", Array("PAR1 is what it begins with".utf8))
        }
        #expect(error?.reason.contains("Parquet") == true)
    }

    @Test func `a column of HTML holds pages, and no conversations`() throws {
        let file = [("a.parquet", Pages.file([0..<2]))]
        let probe = try ReaderProbe("parquet: { FILES, content: html }", file)
        #expect(probe.documents.map(\.content.kind) == [.html, .html])
        #expect(throws: ConfigError.self) {
            try ReaderProbe("parquet: { FILES, content: html, schema: auto }", file)
        }
    }

    @Test func `columns of messages are conversations`() throws {
        let message = ParquetLayout.Kind.structure([
            .init("from", .string), .init("value", .string), .init("weight", .number),
        ])
        let layout = ParquetLayout([
            .init("id", .string), .init("conversations", .list(message)), .init("tools", .string),
        ])
        var batch = layout.makeBatch()
        batch.rows = 2
        for row in 0..<2 {
            batch.columns[0].appendLevels(definition: 1)
            batch.columns[0].appendValue(Array("c\(row)".utf8))
            for (index, (who, said)) in [("human", "hi"), ("gpt", "ho")].enumerated() {
                let again: UInt8 = index == 0 ? 0 : 1
                batch.columns[1].appendLevels(definition: 3, repetition: again)
                batch.columns[1].appendValue(Array((row == 1 ? "nobody" : who).utf8))
                batch.columns[2].appendLevels(definition: 3, repetition: again)
                batch.columns[2].appendValue(Array(said.utf8))
                batch.columns[3].appendLevels(definition: 2, repetition: again)
            }
            batch.columns[4].appendLevels(definition: 0)
        }
        let file = Pages.file(layout, [batch])
        for options in ["text_field: conversations", "schema: sharegpt", "schema: auto"] {
            let probe = try probe(options, file)
            #expect(
                probe.texts == [
                    #"{"messages":[{"role":"user","content":"hi"},"#
                        + #"{"role":"assistant","content":"ho"}]}"#
                ])
            #expect(probe.ids == ["c0"])
            #expect(probe.documents[0].content == .conversation)
            #expect(probe.badRecords.count == 1)
        }
    }
}
