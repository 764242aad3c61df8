// `${NAME}` in a pipeline file.
import PipelineCore
import Testing
import Yams

/// A YAML text with its variables in place.
private func expanded(_ yaml: String, _ values: [String: String] = [:]) throws -> Node {
    let root = try PipelineTree.compose(Variables.marked(yaml), file: "p.yaml")
    return try Variables(values: values, file: "p.yaml").expanded(root ?? "")
}

/// The text that `key: …` comes to.
private func value(_ written: String, _ values: [String: String] = [:]) throws -> String? {
    try expanded("key: \(written)", values)["key"]?.scalar?.string
}

private let some = ["A": "alpha", "B": "beta", "EMPTY": "", "NUMBER": "42"]

@Test(arguments: [
    ("${A}", "alpha"), ("x/${A}/y", "x/alpha/y"), ("${A}${B}", "alphabeta"), ("'${A}'", "alpha"),
    ("\"${A} ${B}\"", "alpha beta"), ("$A", "$A"), ("$", "$"), ("$$", "$$"), ("a}b", "a}b"),
    ("${A}}", "alpha}"), ("$${A}", "$alpha"), ("x${EMPTY}y", "xy"), ("${NUMBER}", "42"),
])
func `a reference is replaced by what the variable holds`(written: String, text: String) throws {
    try #expect(value(written, some) == text)
}

@Test(arguments: [
    ("${A:-x}", "alpha"), ("${C:-x}", "x"), ("${C:-}", ""), ("${C:-x:-y}", "x:-y"),
    ("${C:-a b/*.gz}", "a b/*.gz"), ("${EMPTY:-x}", ""), ("${C:-{x}}", "{x}"), ("${C:-$A}", "$A"),
])
func `a default stands where the variable is not set`(written: String, text: String) throws {
    try #expect(value(written, some) == text)
}

@Test(arguments: [
    ("${C:-${A}}", "alpha"), ("${C:-x/${A}/y}", "x/alpha/y"), ("${C:-${D:-${B}}}", "beta"),
    ("${C:-${A}${B}}!", "alphabeta!"), ("${A:-${NOWHERE}}", "alpha"), ("${C:-${D:-}}", ""),
])
func `a default may hold references, which count only where it does`(
    written: String, text: String
) throws {
    try #expect(value(written, some) == text)
}

@Test func `a variable that is not set is refused at the place of its value`() {
    let error = #expect(throws: ConfigError.self) { try expanded("a: 1\nb: [x, \"${NO}/y\"]") }
    #expect(error?.message == "the variable ${NO} is not set")
    #expect(error?.place == "p.yaml:2:8")
    #expect(error?.suggestion.contains("${NO:-text}") == true)
    let nested = #expect(throws: ConfigError.self) { try expanded("a: ${NO:-${NOR}}") }
    #expect(nested?.message == "the variable ${NOR} is not set")
}

@Test(arguments: [
    "x, y", "x]", "{ a: b }", "a: b", "# no comment", "'", "\"", "- x", "&a", "*a", "<<", "${A}",
    "line\nother: 1", "}", "\u{E000}\u{E000}A\u{E001}", "e\u{301}\u{200D}",
])
func `what a variable holds never changes the structure of the file`(text: String) throws {
    let root = try expanded("{ key: ${X}, list: [\"${X}\", b], last: 1 }", ["X": text, "A": "no"])
    #expect(root.mapping?.count == 3)
    #expect(root["key"]?.scalar?.string == text)
    #expect(root["list"]?.sequence?.map { $0.scalar?.string } == [text, "b"])
}

@Test func `references keep the places of what follows them`() throws {
    let root = try expanded("{ a: ${A:-x}, b: 1 }")
    #expect(root["b"]?.mark?.column == 18)
}

@Test func `references stand in keys too, and in comments they count for nothing`() throws {
    let root = try expanded("# ${NOWHERE}\n${A}: 1 # ${NOWHERE}", some)
    #expect(root["alpha"]?.int == 1)
}

@Test func `a number may come from a variable where no quotes make it text`() throws {
    let values = ["N": "42", "T": "on"]
    try #expect(expanded("a: ${N}", values)["a"]?.integer == 42)
    try #expect(expanded("a: \"${N}\"", values)["a"]?.integer == nil)
    try #expect(expanded("a: ${T}", values)["a"]?.bool == true)
    try #expect(expanded("a: '${T}'", values)["a"]?.bool == nil)
}

@Test func `a brace that is never closed stays, and one closed in another value is refused`() throws
{
    try #expect(value("a${b", some) == "a${b")
    let error = #expect(throws: ConfigError.self) { try expanded("a: [${A, b}]", some) }
    #expect(error?.message == "a '${' that is not closed in the same value")
    #expect(error?.place == "p.yaml:1:5")
}
