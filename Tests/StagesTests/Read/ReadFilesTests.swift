// `text` and `html` as inputs: a document a file.
import PipelineCore
import TestSupport
import Testing

@Suite struct ReadFilesTests {
    @Test func `a file is a document with its path as id`() throws {
        let probe = try ReaderProbe(
            "text: { FILES }",
            [("a.txt", Array("one\ntwo".utf8)), ("b.txt", []), ("c.txt", [0xFF])])
        #expect(probe.texts == ["one\ntwo", ""])
        #expect(probe.documents.map(\.key.file) == [0, 1])
        #expect(probe.ids[0].hasSuffix("/a.txt"))
        #expect(probe.badRecords.map(\.key.file) == [2])
        #expect(probe.badRecords[0].reason.hasPrefix("the file is not UTF-8 text; say its charset"))
    }

    @Test func `pages keep their bytes, whatever their charset`() throws {
        let probe = try ReaderProbe("html: { FILES }", [("a.html", [0x3C, 0xFF, 0xFE])])
        #expect(probe.documents.map(\.text) == [[0x3C, 0xFF, 0xFE]])
        #expect(probe.documents.map(\.content) == [.html(charset: [])])
    }

    @Test func `a file over the limit is a bad record`() throws {
        let large = [UInt8](repeating: 65, count: 1 << 20 + 1)
        let probe = try ReaderProbe(
            "text: { FILES, max_megabytes: 1 }", [("a.txt", large)])
        #expect(probe.documents.isEmpty)
        #expect(probe.badRecords.count == 1)
    }

    @Test func `a truncated file is a bad record`() throws {
        let probe = try ReaderProbe("text: { FILES }", [("a.gz", [0x1F, 0x8B, 8, 0, 0])])
        #expect(probe.documents.isEmpty)
        #expect(probe.badRecords.count == 1)
    }
}
