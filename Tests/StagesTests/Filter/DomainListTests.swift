// Domain lists with hosts in them, and addresses in other spellings.
import Foundation
import PipelineCore
import TestSupport
import Testing

private func isDropped(_ url: String, _ option: String, _ list: [String]) throws -> Bool {
    let folder = try ScratchDirectory()
    let path = try folder.write(Array(list.joined(separator: "\n").utf8), to: "list.txt")
    let probe = try StageProbe("url_filter: { \(option): ['\(path)'] }")
    var document = Document(key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: [])
    document.url = Array(url.utf8)
    return try probe.run(document).drop != nil
}

@Test(arguments: [
    ("http://evil.github.io/x", true), ("http://a.evil.github.io/", true),
    ("http://github.io/", false), ("http://good.github.io/", false),
    ("http://notevil.github.io/", false), ("http://www.bad.example/", true),
    ("http://BÜCHER.example/", true), ("http://xn--bcher-kva.example/", true),
    ("http://a.wild.example.org/", true), ("http://example.org/", false),
])
func `an entry of a domain list takes what is below it`(url: String, expected: Bool) throws {
    let list = ["evil.github.io", "bad.example", "xn--bcher-kva.example", "*.wild.example.org"]
    #expect(try isDropped(url, "domains", list) == expected)
}

@Test func `addresses of a list are met in every spelling`() throws {
    let list = ["http://site.example/caf%c3%a9/./x"]
    #expect(try isDropped("https://site.example/café/x", "urls", list))
    #expect(try isDropped("https://SITE.example/a/../caf%C3%A9/x", "urls", list))
    #expect(try !isDropped("https://site.example/cafe/x", "urls", list))
}
