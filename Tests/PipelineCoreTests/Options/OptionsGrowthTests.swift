// Reading options takes work that grows with their size.
import PipelineCore
import TestSupport
import Testing

private func list(_ bytes: Int, _ item: String = "word") -> String {
    "[" + (0..<bytes / 10).map { "\(item)\($0)" }.joined(separator: ", ") + "]"
}

@Suite(.timeLimit(.minutes(10))) struct OptionsGrowthTests {
    private func measured(_ option: @escaping (Int) -> String) throws -> Double {
        try growth(most: 1_000_000) { size in
            let node = try PipelineTree.compose(option(size), file: "o.yaml")
            _ = try TrialOptions.decode(node, file: "o.yaml")
        }
    }

    @Test func `long lists and maps`() throws {
        try #expect(measured { "languages: \(list($0))" } < steepestGrowth)
        try #expect(
            measured { size in
                let pairs = (0..<size / 20).map { "k\($0): 1" }.joined(separator: ", ")
                return "weights: { \(pairs) }"
            } < steepestGrowth)
        try #expect(
            measured { size in
                let items = Array(repeating: "[1, 2.5]", count: size / 20)
                return "bounds: [\(items.joined(separator: ", "))]"
            } < steepestGrowth)
    }

    @Test func `a pipeline of many stages with options, variables and aliases`() throws {
        let measured = try growth(most: 500_000) { size in
            let stages = (0..<size / 50).map {
                "- a: { text: \"${NAME}\", b: *x, <<: *m }  # \($0)"
            }
            _ = try PipelineFile(
                yaml: "x-a: &x [1, 2]\nx-m: &m { c: 1 }\ninput: [a]\noutput: [a]\nstages:\n"
                    + stages.joined(separator: "\n"),
                file: "p.yaml", variables: ["NAME": "value"])
        }
        #expect(measured < steepestGrowth)
    }

    @Test func `aliases of aliases are refused at once`() throws {
        var yaml = "x-0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        for level in 1..<12 {
            let items = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            yaml += "x-\(level): &a\(level) [\(items)]\n"
        }
        let error = #expect(throws: ConfigError.self) {
            try PipelineFile(yaml: yaml + "input: [a]\noutput: [a]\n", file: "p.yaml")
        }
        #expect(error?.message.contains("values") == true)
    }
}
