// `balance_domains`: the first documents of each domain, by key.
import PipelineCore
import TestSupport
import Testing

/// Runs the stage over tasks of URLs; gives the drops by key.
private func drops(_ tasks: [[String]], most: Int) throws -> [DocumentKey: Drop] {
    let documents = tasks.enumerated().map { file, urls in
        urls.enumerated().map { place, url in
            var document = Document(
                key: DocumentKey(file: file, place: place), offset: 0, id: [], text: [])
            document.url = Array(url.utf8)
            return document
        }
    }
    let results = try CorpusProbe("balance_domains: { max_per_domain: \(most) }").run(documents)
    return Dictionary(
        uniqueKeysWithValues: results.compactMap { result in
            result.drop.map { (result.document.key, $0) }
        })
}

@Test func `the first documents of a domain stay, in the order of keys`() throws {
    let tasks = [
        ["http://a.one.org/1", "http://two.co.uk/", "", "http://b.one.org/2"],
        ["https://one.org", "http://x.two.co.uk", "http://three.org", "", "http://one.org/3"],
    ]
    let dropped = try drops(tasks, most: 2)
    let keys = dropped.keys.sorted()
    #expect(keys == [DocumentKey(file: 1, place: 0), DocumentKey(file: 1, place: 4)])
    #expect(keys.map { dropped[$0]?.rule } == ["domain_is_full", "domain_is_full"])
    #expect(keys.map { dropped[$0]?.value } == [.number(3), .number(4)])
    #expect(dropped[keys[0]]?.threshold == .number(2))
}

@Test func `a bound that nothing reaches drops nothing`() throws {
    #expect(try drops([["http://a.org"], ["http://a.org"]], most: 2).isEmpty)
}

@Test func `a bound below one is refused`() {
    #expect(throws: ConfigError.self) { try buildStage("balance_domains: { max_per_domain: 0 }") }
}
