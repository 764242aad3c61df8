// `parquet` as an output: columns by what they are asked to hold, read again row by row.
import FileFormats
import FileStore
import PipelineCore
import TestSupport
import Testing

@Suite struct WriteParquetTests {
    private func sample() -> [Document] {
        var first = Document("a", "He said \"hi\"\n")
        first.url = Array("http://x.example/".utf8)
        first.fields = Array(#""lang":"en","meta":{"n":[1,2]},"score":0.50,"n":7,"ok":true"#.utf8)
        return [first, Document("b", ""), Document("c", "\u{1F600}")]
    }

    @Test func `numbers that JSON has no form for stay numbers`() throws {
        var document = Document("a", "x")
        document.fields = Array(#""a":"NaN","b":"Infinity","c":"-Infinity""#.utf8)
        let probe = try WriterProbe(
            "parquet: { columns: { a: float, b: float, c: float } }", [document])
        #expect(
            try rows(probe, "00007-00000.parquet")
                == [#"{"a":"NaN","b":"Infinity","c":"-Infinity"}"#])
        let file = try ParquetFile(
            StoredFile(
                probe.folder.appending(path: "00007-00000.parquet").path, in: LocalFiles.shared))
        #expect(file.schema.columns.allSatisfy { $0.type == .double })
    }

    @Test func `a mapping of columns is saved in its own order, with its own names`() throws {
        let yaml =
            "parquet: { path: x, columns: { zB: string, text: string, id: string, aC: int } }"
        let saved = try buildStage(yaml, kinds: [.writer]).options
        let names = saved.split(separator: "\n").filter { $0.hasPrefix("  ") }
            .compactMap { $0.split(whereSeparator: { $0 == ":" || $0 == " " }).first }
        #expect(names == ["zB", "text", "id", "aC"], "\(saved)")
    }

    private func rows(_ probe: WriterProbe, _ name: String) throws -> [String] {
        let file = try ParquetFile(
            StoredFile(probe.folder.appending(path: name).path, in: LocalFiles.shared))
        let columns = Array(file.schema.columns.indices)
        var writer = ParquetRowWriter(file.schema, columns: columns, fields: file.schema.fields)
        var lines: [String] = []
        var batch = ParquetRowBatch()
        for group in file.rowGroups.indices {
            let source = try file.rows(ofGroup: group, columns: columns)
            while try source.next(into: &batch) {
                writer.begin()
                for _ in 0..<batch.rows {
                    var json = JSONWriter()
                    json.beginObject()
                    try writer.writeRow(of: batch, to: &json)
                    json.endObject()
                    lines.append(String(decoding: json.bytes, as: UTF8.self))
                }
            }
        }
        return lines
    }

    @Test(arguments: ["zst", "snappy", "none"])
    func `a document is a row with its record's other fields as metadata`(
        compression: String
    ) throws {
        let probe = try WriterProbe("parquet: { compression: \(compression) }", sample())
        #expect(
            try rows(probe, "00007-00000.parquet") == [
                #"{"id":"a","text":"He said \"hi\"\n","url":"http://x.example/","metadata":"#
                    + #""{\"lang\":\"en\",\"meta\":{\"n\":[1,2]},\"score\":0.50,\"n\":7,"#
                    + #"\"ok\":true}"}"#,
                #"{"id":"b","text":"","url":null,"metadata":null}"#,
                #"{"id":"c","text":"😀","url":null,"metadata":null}"#,
            ])
        #expect(probe.files.map(\.documents) == [3])
    }

    @Test func `fields get columns of their own, typed where that is asked for`() throws {
        let probe = try WriterProbe(
            "parquet: { columns: { score: float, lang: string, n: int, ok: bool, meta: string, "
                + "metadata: string, id: string } }", sample())
        #expect(
            try rows(probe, "00007-00000.parquet")[0]
                == #"{"score":0.5,"lang":"en","n":7,"ok":true,"meta":"{\"n\":[1,2]}","#
                + #""metadata":null,"id":"a"}"#)
        let list = try WriterProbe("parquet: { columns: [score, text] }", sample())
        #expect(
            try rows(list, "00007-00000.parquet")[0]
                == #"{"score":"0.50","text":"He said \"hi\"\n"}"#)
    }

    @Test func `a field that doesn't fit its column's type is refused with both`() throws {
        let error = #expect(throws: DataError.self) {
            try WriterProbe("parquet: { columns: { lang: float } }", sample())
        }
        #expect(error?.reason == "the field 'lang' is text, not float (columns)")
    }

    @Test func `tokens are lists of numbers, and labels hide what carries no loss`() throws {
        let documents = [
            Document("a", "x", tokens: [5, 6, 7], mask: [0, 1, 1]),
            Document("b", "", tokens: []),
        ]
        let probe = try WriterProbe(
            "parquet: { columns: [id, input_ids, labels, loss_mask, attention_mask] }", documents,
            hasLossMask: true)
        #expect(
            try rows(probe, "00007-00000.parquet") == [
                #"{"id":"a","input_ids":[5,6,7],"labels":[-100,6,7],"loss_mask":[0,1,1],"#
                    + #""attention_mask":[1,1,1]}"#,
                #"{"id":"b","input_ids":[],"labels":[],"loss_mask":[],"attention_mask":[]}"#,
            ])
        #expect(throws: DataError.self) {
            try WriterProbe(
                "parquet: { columns: [input_ids] }", [Document("c", "y", tokens: [1 << 31])])
        }
    }

    @Test func `conversations are lists of messages, and nothing of them is left out`() throws {
        var chat = Document(
            "a",
            #"{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":null,"#
                + #""tool_calls":[{"type":"function"}],"train":false},"#
                + #"{"role":"assistant","content":"a","weight":0.5}],"tools":[{"n":1}]}"#)
        chat.content = .conversation
        let probe = try WriterProbe(
            "parquet: { columns: [id, messages, tools] }", [chat], content: .conversation)
        let empty = #""reasoning_content":null,"tool_calls":null,"tool_call_id":null,"name":null,"#
        #expect(
            try rows(probe, "00007-00000.parquet") == [
                #"{"id":"a","messages":[{"role":"user","content":"hi","# + empty
                    + #""train":null,"weight":null},{"role":"assistant","content":null,"#
                    + #""reasoning_content":null,"tool_calls":"[{\"type\":\"function\"}]","#
                    + #""tool_call_id":null,"name":null,"train":false,"weight":null},"#
                    + #"{"role":"assistant","content":"a","# + empty
                    + #""train":null,"weight":0.5}],"tools":"[{\"n\":1}]"}"#
            ])
        let error = #expect(throws: DataError.self) {
            try WriterProbe("parquet: { columns: [id, messages] }", [chat])
        }
        #expect(error?.reason == "its 'tools' has no column (columns)")
    }

    @Test func `the columns without options are those of what the documents hold`() throws {
        var chat = Document("a", #"{"messages":[{"role":"user","content":"hi"}]}"#)
        chat.content = .conversation
        let probe = try WriterProbe("parquet: {}", [chat], content: .conversation)
        let row = try rows(probe, "00007-00000.parquet")[0]
        #expect(row.hasPrefix(#"{"id":"a","messages":[{"role":"user","content":"hi","#))
        #expect(row.hasSuffix(#","tools":null,"metadata":null}"#))
        let both = try WriterProbe(
            "parquet: {}", sample() + [chat], content: [.text, .conversation])
        #expect(try rows(both, "00007-00000.parquet").last?.contains(#""text":null"#) == true)
    }

    @Test func `files roll between row groups, whose borders are the rows' own`() throws {
        let documents = (0..<4000).map {
            Document("doc-\($0)", String(repeating: "word \($0) ", count: 100))
        }
        let yaml = "parquet: { row_group_megabytes: 1, file_megabytes: 2 }"
        let one = try WriterProbe(yaml, documents, batchSize: 7)
        let other = try WriterProbe(yaml, documents, batchSize: 1000)
        #expect(one.files == other.files)
        #expect(one.files.count == 2)
        #expect(one.files.reduce(0) { $0 + $1.documents } == 4000)
        let names = try one.names
        #expect(try names.flatMap { try rows(one, $0) }.count == 4000)
    }

    @Test func `columns that can't be meant are refused`() {
        for yaml in [
            "parquet: { columns: [] }", "parquet: { columns: [a, a] }",
            "parquet: { columns: { a: number } }", "parquet: { level: 20 }",
        ] {
            #expect(throws: (any Error).self) { try WriterProbe(yaml, []) }
        }
    }
}
