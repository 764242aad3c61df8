// `jsonl` as an output: the exact lines, every compression, and files that roll.
import FileFormats
import PipelineCore
import TestSupport
import Testing

@Suite struct WriteJSONLinesTests {
    private func sample() -> [Document] {
        var first = Document("a", "He said \"hi\"\n")
        first.url = Array("http://x.example/".utf8)
        first.fields = Array(#""lang":"en", "meta": {"n": [1, 2]},"score":0.50"#.utf8)
        return [first, Document("b", ""), Document("c", "\u{1F600}")]
    }

    /// Documents of some hundred bytes each, 3 MiB together.
    private func many() -> [Document] {
        (0..<6000).map { Document("doc-\($0)", String(repeating: "word \($0) ", count: 50)) }
    }

    private func content(_ probe: WriterProbe, _ name: String) throws -> [UInt8] {
        let stream = try ByteStream(path: probe.folder.appending(path: name).path)
        var bytes: [UInt8] = []
        while try stream.read(into: &bytes) > 0 {}
        return bytes
    }

    @Test func `a document is a line with its record's other fields as they were`() throws {
        let probe = try WriterProbe("jsonl: { compression: none }", sample())
        #expect(
            try probe.text("00007-00000.jsonl") == """
                {"id":"a","text":"He said \\"hi\\"\\n","url":"http://x.example/","lang":"en",\
                "meta": {"n": [1, 2]},"score":0.50}
                {"id":"b","text":""}
                {"id":"c","text":"😀"}

                """)
        #expect(probe.files.map(\.documents) == [3])
    }

    @Test func `fields can be renamed and left out`() throws {
        let probe = try WriterProbe(
            """
            jsonl: { compression: none, id_field: key, text_field: content, url_field: link, \
            fields: false }
            """, sample())
        #expect(
            try probe.text("00007-00000.jsonl").split(separator: "\n")[0]
                == #"{"key":"a","content":"He said \"hi\"\n","link":"http://x.example/"}"#)
    }

    @Test func `a record's field never repeats a name that is written here`() throws {
        var document = Document("new", "new")
        document.fields = Array(#""text":"old","t\u0065xt":1,"kept":2"#.utf8)
        let probe = try WriterProbe("jsonl: { compression: none }", [document])
        #expect(
            try probe.text("00007-00000.jsonl") == #"{"id":"new","text":"new","kept":2}"# + "\n")
    }

    @Test func `what was measured is written by name, what wasn't is left out`() throws {
        var document = Document("a", "x")
        document.values = [3, .nan, 0.25, .nan]
        document.labels = [MeasuredLabel(column: 3, text: Array("en".utf8))]
        let probe = try WriterProbe(
            "jsonl: { compression: none, measurements: true }", [document, document],
            columns: ["g.words", "g.none", "g.share", "l.language"])
        let line =
            #"{"id":"a","text":"x","measurements":{"g.words":3.0,"g.share":0.25,"l.language":"en"}}"#
        let text = try probe.text("00007-00000.jsonl")
        #expect(text == line + "\n" + line + "\n")
    }

    @Test func `a conversation that was not rendered is written as its messages`() throws {
        var document = Document("a", #"{"messages":[{"role":"user","content":"hi"}]}"#)
        document.content = .conversation
        let probe = try WriterProbe("jsonl: { compression: none }", [document])
        #expect(
            try probe.text("00007-00000.jsonl")
                == #"{"id":"a","messages":[{"role":"user","content":"hi"}]}"# + "\n")
    }

    @Test func `every compression holds the same lines`() throws {
        let plain = try WriterProbe("jsonl: { compression: none }", many())
        let lines = try plain.bytes("00007-00000.jsonl")
        #expect(lines.count > 2 << 20)
        for compression in ["zst", "gz"] {
            let probe = try WriterProbe("jsonl: { compression: \(compression) }", many())
            let name = "00007-00000.jsonl.\(compression)"
            #expect(try probe.names == [name])
            #expect(try content(probe, name) == lines)
        }
    }

    @Test func `the files don't depend on the batches`() throws {
        let one = try WriterProbe("jsonl: {}", many(), batchSize: 1)
        let all = try WriterProbe("jsonl: {}", many(), batchSize: 10_000)
        #expect(one.files == all.files)
    }

    @Test func `files roll by size between documents and the manifest's lines are true`() throws {
        let probe = try WriterProbe("jsonl: { compression: none, file_megabytes: 1 }", many())
        #expect(probe.files.count > 2)
        #expect(try probe.names == probe.files.map(\.name))
        var documents = 0
        for file in probe.files {
            let bytes = try probe.bytes(file.name)
            #expect(bytes.count == file.bytes && bytes.last == UInt8(ascii: "\n"))
            #expect(SHA256.hex(of: bytes.span) == file.sha256)
            #expect(bytes.count { $0 == UInt8(ascii: "\n") } == file.documents)
            documents += file.documents
        }
        #expect(documents == 6000)
    }

    @Test func `no documents, no files`() throws {
        #expect(try WriterProbe("jsonl: {}", []).names.isEmpty)
    }

    @Test func `HTML that was never extracted is refused with what to do`() {
        var document = Document("a", "<p>")
        document.content = .html(charset: [])
        let error = #expect(throws: DataError.self) { try WriterProbe("jsonl: {}", [document]) }
        #expect(error?.reason == "it is still HTML; an 'extract_html' stage has to come before")
    }

    @Test(arguments: [
        ("level: 20", "option 'level' must be from 1 to 19"),
        ("compression: gz, level: 13", "option 'level' must be from 1 to 12"),
        ("file_megabytes: 0", "option 'file_megabytes' must be 1 or more"),
        ("path: ''", "option 'path' names no folder"),
        ("id_field: text", "'text' and 'text' can't both be written"),
    ])
    func `impossible options are refused`(options: String, reason: String) {
        let error = #expect(throws: ConfigError.self) {
            try WriterProbe("jsonl: { \(options) }", [])
        }
        #expect(error?.message.hasSuffix(reason) == true)
    }
}
