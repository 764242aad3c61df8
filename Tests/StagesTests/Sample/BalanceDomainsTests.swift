// `balance_domains`, phase by phase as the engine runs it.
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing

/// Runs the stage over tasks of URLs, each spread over two observers; gives the drops by key.
private func drops(_ tasks: [[String]], most: Int) throws -> [DocumentKey: Drop] {
    let scratch = try ScratchDirectory()
    let stage =
        try buildStage("balance_domains: { max_per_domain: \(most) }").stage as! BalanceDomains
    func context(_ phase: String, _ index: Int, _ before: [String]) throws -> TaskContext {
        let folder = scratch("\(phase)/\(TaskContext.name(index))")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return TaskContext(
            index: index, seed: 0, folder: folder, phaseFolders: before, memory: 1 << 20,
            workers: 2, checkCancelled: {})
    }
    var documents: [Document] = []
    for (file, urls) in tasks.enumerated() {
        let task = try context("observe", file, [])
        let observers = try [stage.makeObserver(task), stage.makeObserver(task)]
        for (ordinal, url) in urls.enumerated() {
            let key = DocumentKey(file: file, ordinal: ordinal)
            var document = Document(key: key, offset: 0, id: [], text: [])
            document.url = Array(url.utf8)
            try observers[ordinal % 2].observe(document, in: DocumentScratch())
            documents.append(document)
        }
        try stage.collect(observers, task)
    }
    let phase = stage.phases(observedTasks: tasks.count)[0]
    try phase.run(context("count", 0, [scratch("observe")]))
    let finish = try stage.finish(
        FinishContext(
            phaseFolders: [scratch("observe"), scratch("count")], observedTasks: tasks.count))
    let link = try StageRunner.make(finish, stage: 0, firstColumn: 0)
    var drops: [DocumentKey: Drop] = [:]
    for var document in documents {
        document.values = [.nan]
        drops[document.key] = try link.process(&document, in: DocumentScratch())
    }
    return drops
}

@Test func `the first documents of a domain stay, in the order of keys`() throws {
    let tasks = [
        ["http://a.one.org/1", "http://two.co.uk/", "", "http://b.one.org/2"],
        ["https://one.org", "http://x.two.co.uk", "http://three.org", "", "http://one.org/3"],
    ]
    let dropped = try drops(tasks, most: 2)
    let keys = dropped.keys.sorted()
    #expect(keys == [DocumentKey(file: 1, ordinal: 0), DocumentKey(file: 1, ordinal: 4)])
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
