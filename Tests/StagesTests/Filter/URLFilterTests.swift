// `url_filter` from YAML, with lists in files.
import Foundation
import PipelineCore
import TestSupport
import Testing

private func page(_ url: String) -> Document {
    var document = Document(key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: [])
    document.url = Array(url.utf8)
    return document
}

/// A probe over lists that are written to a folder of their own.
private func probe(_ lists: [String: String], _ yaml: String) throws -> StageProbe {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in lists {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }
    return try StageProbe(yaml, baseFolder: folder.path)
}

private let lists = [
    "domains": "# a comment\n\nBad.example\nhttp://worse.co.uk/path\r\n",
    "hosts": "blog.fine.org", "urls": "https://fine.org/Bad%20Page\n",
    "hard": "forbidden\ntwo-words\n", "soft": "cheap\npills\n", "sub": "xyzzy\nplugh",
]

private let everything = """
    url_filter: { domains: [domains], hosts: [hosts], urls: [urls], hard_words: [hard], \
    soft_words: [soft], sub_words: [sub] }
    """

@Test(arguments: [
    ("http://bad.example/", "domain"), ("https://www.BAD.example:80/x", "domain"),
    ("http://a.b.worse.co.uk", "domain"), ("http://blog.fine.org/x", "subdomain"),
    ("http://fine.org/bad page", "url"), ("http://fine.org/Forbidden/x", "hard_blacklisted"),
    ("http://fine.org/cheap-pills", "soft_blacklisted"),
    ("http://fine.org/x-y-zz-y", "blacklisted_subword"),
])
func `each list names its reason`(url: String, reason: String) throws {
    #expect(try probe(lists, everything).run(page(url)).drop?.rule == reason)
}

@Test(arguments: [
    "http://notbad.example.org/", "http://www.blog.fine.org/", "http://fine.org/",
    "http://fine.org/forbiddenly/cheap", "http://co.uk/", "", "not a url at all",
])
func `what is not listed passes`(url: String) throws {
    #expect(try probe(lists, everything).run(page(url)).drop == nil)
}

@Test func `the domain is measured`() throws {
    let result = try StageProbe("url_filter").run(page("http://News.BBC.co.uk/x"))
    #expect(result.label("domain") == "bbc.co.uk")
    #expect(result["has_url"] == 1)
}

@Test func `documents without a URL can be dropped`() throws {
    let result = try StageProbe("url_filter: { keep_without_url: false }").run(page(""))
    #expect(result.drop?.rule == "no_url")
}

@Test func `a missing list is refused by name`() throws {
    let error = #expect(throws: ConfigError.self) {
        try StageProbe("url_filter: { hosts: [missing.txt] }")
    }
    #expect(error?.description.contains("option 'hosts'") == true)
}

@Test func `a file without line feeds is no list`() throws {
    let long = ["d": String(repeating: "a", count: 3 << 20)]
    let error = #expect(throws: ConfigError.self) {
        try probe(long, "url_filter: { domains: [d] }")
    }
    #expect(error?.description.contains("more than 1 MiB") == true)
}
