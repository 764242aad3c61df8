// Finding files takes work that grows with their number, whatever the patterns.
import FileStore
import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct PatternGrowthTests {
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    @Test func `long lists of paths`() throws {
        let names = try (0..<8000).map { try scratch.write("1", to: "list/\($0).jsonl") }
        let measured = try growth(from: 500, most: names.count) {
            let found = try FilePatterns.expand(
                Array(names.prefix($0)), extensions: [".jsonl"])
            #expect(found.count == min($0, names.count))
        }
        #expect(measured < steepestGrowth)
    }

    @Test func `several double stars over nested folders`() throws {
        let folders = (0..<20).map { "d\($0)" }.joined(separator: "/")
        try scratch.write("1", to: "\(folders)/a.jsonl")
        let measured = try growth(from: 4, most: 256) { stars in
            let pattern = Array(repeating: "**", count: stars).joined(separator: "/")
            let found = try FilePatterns.expand(
                ["\(scratch.path)/\(pattern)/a.jsonl"], extensions: [".jsonl"])
            #expect(found.count == 1)
        }
        #expect(measured < steepestGrowth)
    }

    @Test func `double stars between names`() throws {
        let folders = Array(repeating: "d", count: 24).joined(separator: "/")
        try scratch.write("1", to: "\(folders)/a.jsonl")
        let pattern = Array(repeating: "**/d", count: 12).joined(separator: "/")
        let found = try FilePatterns.expand(
            ["\(scratch.path)/\(pattern)/**/a.jsonl"], extensions: [".jsonl"])
        #expect(found == ["\(scratch.path)/\(folders)/a.jsonl"])
    }
}
