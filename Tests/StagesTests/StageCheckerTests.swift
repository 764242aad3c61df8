// Every stage of the catalogue keeps what all stages have to keep.
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing

/// One stage of the catalogue, named for the test's output.
struct CataloguedStage: Sendable, CustomTestStringConvertible {
    let entry: StageEntry
    var testDescription: String { "\(entry.kind) \(entry.info.name)" }

    static let all = StageCatalogue.builtin.entries.map { CataloguedStage(entry: $0) }
}

@Test(arguments: CataloguedStage.all)
func `a stage declares itself completely`(stage: CataloguedStage) throws {
    let complaints = try StageChecker(stage.entry).declaration()
    #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
}

@Test(arguments: CataloguedStage.all)
func `a stage's options survive being written and read`(stage: CataloguedStage) throws {
    let complaints = try StageChecker(stage.entry).roundTrip()
    #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
}

@Test(arguments: CataloguedStage.all)
func `a stage gives one answer to any text, however hostile`(stage: CataloguedStage) throws {
    let complaints = try StageChecker(stage.entry).documents()
    #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
}

@Test(.timeLimit(.minutes(10)), arguments: CataloguedStage.all)
func `a stage's work grows with its text`(stage: CataloguedStage) throws {
    let complaints = try StageChecker(stage.entry).growths()
    #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
}

@Test(.timeLimit(.minutes(10)), arguments: CataloguedStage.all)
func `a stage is built in the time that its options' length takes`(stage: CataloguedStage) throws {
    let complaints = try StageChecker(stage.entry).optionGrowths()
    #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
}

@Test func `the names of stages are unique among their kind`() {
    let names = CataloguedStage.all.map(\.testDescription)
    #expect(Set(names).count == names.count)
}

@Test func `every type with a StageInfo has its line in the catalogue`() throws {
    let folder = packageRoot.appending(path: "Sources/Stages")
    let list = try String(
        contentsOf: folder.appending(path: "BuiltinStages.swift"), encoding: .utf8)
    var stages = 0
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where path.hasSuffix(".swift") {
        let source = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
        for name in typesWithInfo(in: source) {
            #expect(list.contains(" \(name).self,"), "\(name) in \(path)")
            stages += 1
        }
    }
    #expect(stages == CataloguedStage.all.count)
}

/// The types of a source file whose body has `StageInfo(`: the type named last before it.
private func typesWithInfo(in source: String) -> [String] {
    var names: [String] = []
    var latest = ""
    for line in source.split(separator: "\n") {
        let words = line.split(whereSeparator: { " :<".contains($0) })
        if let index = words.firstIndex(where: { $0 == "struct" || $0 == "class" }),
            words.indices.contains(index + 1), !line.hasPrefix(" "), !line.hasPrefix("/")
        {
            latest = String(words[index + 1])
        }
        if line.contains("StageInfo("), !line.contains("///") { names.append(latest) }
    }
    return names
}
