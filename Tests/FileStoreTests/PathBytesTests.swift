// Names of files are bytes; every name has one text and every text leads back.
import FileStore
import Foundation
import TestSupport
import Testing

private func bytes(_ name: [CChar]) -> [UInt8] { name.dropLast().map { UInt8(bitPattern: $0) } }

@Test func `every name has a text of its own that leads back to it`() {
    var random = SeededGenerator(seed: 4)
    let parts: [[UInt8]] = [
        Array("name".utf8), [0xE9], [0xFF], [0x80], Array("é".utf8), Array("\u{10FF80}".utf8),
        Array("\u{10FFFF}".utf8), Array("\u{10FE80}".utf8), [0xF4, 0x8F], [0xC3],
        [0xED, 0xA0, 0x80],
    ]
    var names: [String: [UInt8]] = [:]
    for _ in 0..<5000 {
        let name = (0..<Int.random(in: 1...5, using: &random)).flatMap { _ in
            parts[Int.random(in: 0..<parts.count, using: &random)]
        }
        let text = PathBytes.text(name)
        #expect(bytes(PathBytes.name(text)) == name)
        #expect(names.updateValue(name, forKey: text).map { $0 == name } ?? true)
    }
}

@Test func `names in UTF-8 are their own texts`() {
    for name in ["a.jsonl", "é ü 日本", "\u{1F600}", "a\u{301}"] {
        #expect(Array(PathBytes.text(Array(name.utf8)).utf8) == Array(name.utf8))
    }
}

@Test func `a file whose name is no UTF-8 is found, read and removed`() throws {
    let scratch = try ScratchDirectory()
    let folder = Array(scratch.path.utf8CString).dropLast()
    let path = folder + Array("/caf".utf8CString.dropLast()) + [CChar(bitPattern: 0xE9)]
    let full = Array(path + Array(".jsonl".utf8CString))
    let file = fopen(full, "w")
    fputs("content", file)
    fclose(file)
    let found = try FilePatterns.expand([scratch.path], extensions: [".jsonl"])
    #expect(found.count == 1)
    let stored = try StoredFile(try #require(found.first))
    #expect(try stored.contents() == Array("content".utf8))
    #expect(try stored.entry()?.size == 7)
    #expect(try FilePatterns.expand([scratch.path + "/caf*"], extensions: []) == found)
    try stored.remove()
    #expect(access(full, F_OK) != 0)
}

@Test func `pipes and lost links are passed over and named, unless somebody names them`() throws {
    let scratch = try ScratchDirectory()
    try scratch.write("x", to: "in/a.jsonl")
    #expect(mkfifo(scratch("in/pipe.jsonl"), 0o600) == 0)
    try FileManager.default.createSymbolicLink(
        atPath: scratch("in/lost.jsonl"), withDestinationPath: scratch("nowhere"))
    for pattern in ["in", "in/*.jsonl", "**/*.jsonl"] {
        let found = try FilePatterns.list([scratch(pattern)], extensions: [".jsonl"])
        #expect(found.files.map(\.path) == [scratch("in/a.jsonl")], "\(pattern)")
        #expect(
            found.special == [scratch("in/lost.jsonl"), scratch("in/pipe.jsonl")], "\(pattern)")
    }
    let named = try FilePatterns.list(
        [scratch("in"), scratch("in/pipe.jsonl")], extensions: [".jsonl"])
    #expect(named.files.map(\.path) == [scratch("in/a.jsonl"), scratch("in/pipe.jsonl")])
    #expect(named.special == [scratch("in/lost.jsonl")])
}

@Test func `a path with a zero byte names no file`() {
    #expect(throws: FileError.self) { try StoredFile("a.jsonl\0.txt") }
}
