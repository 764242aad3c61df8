// exact_dedup by url: spellings of one address, and values that are no address.
import PipelineCore
import TestSupport
import Testing

private func dropped(_ urls: [String]) throws -> [Bool] {
    let documents = urls.enumerated().map { place, url in
        var document = Document(
            key: DocumentKey(file: 0, place: place), offset: 0, id: [], text: [])
        document.url = Array(url.utf8)
        return document
    }
    return try CorpusProbe("exact_dedup: { by: url }").run([documents]).map { $0.drop != nil }
}

@Test(arguments: [
    ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
    ("https://bücher.example/x", "https://BÜCHER.example/x"),
    ("https://b%C3%BCcher.example/x", "https://bücher.example/x"),
    ("https://a.example/caf%C3%A9", "https://a.example/caf%c3%a9"),
    ("https://a.example/caf%C3%A9", "https://a.example/café"),
    ("https://a.example/b", "https://a.example/%62"),
    ("https://a.example/b", "https://a.example/./b"),
    ("https://a.example/b", "https://a.example/c/../b/"),
    ("https://a.example/b", "https://user:word@a.example/b"),
    ("https://a.example/b?x=%7e", "https://a.example/b?x=~"),
])
func `spellings of one address are one`(a: String, b: String) throws {
    #expect(try dropped([a, b]) == [false, true])
}

@Test(arguments: [
    ("https://a.example/B", "https://a.example/b"),
    ("https://a.example/a%2Fb", "https://a.example/a/b"),
    ("https://a.example/?q=a%26b", "https://a.example/?q=a&b"),
    ("https://www.a.example/", "https://a.example/"),
])
func `addresses that may differ do`(a: String, b: String) throws {
    #expect(try dropped([a, b]) == [false, false])
}

@Test(arguments: ["not a url", "/relative/path", "", "page"])
func `what is no address drops nothing`(value: String) throws {
    #expect(try dropped([value, value]) == [false, false])
}
