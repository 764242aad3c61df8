// Our repairs of damaged text against those that ftfy made.
import Foundation
import TestSupport
import Testing

/// One damaged text (or its bytes, in hexadecimal digits) and what ftfy made of it.
private struct Row: Decodable {
    let damage: String
    let text: String?
    let bytes: String?
    let fixed: String

    var input: [UInt8] {
        if let text { return Array(text.utf8) }
        let digits = Array(bytes!.utf8)
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)!
        }
    }
}

/// The number of texts, and those that come out differently.
private func differences(_ file: URL) throws -> (texts: Int, found: [String]) {
    let probe = try StageProbe("fix_text")
    var empty = try probe.run("").document
    var found: [String] = []
    let lines = try Data(contentsOf: file).split(separator: 0x0A)
    for (number, line) in lines.enumerated() {
        let row = try JSONDecoder().decode(Row.self, from: line)
        empty.text = row.input
        let ours = try probe.run(empty).document.text
        if ours != Array(row.fixed.utf8) { found.append("line \(number + 1): \(row.damage)") }
    }
    return (lines.count, found)
}

@Test func `repairs are ftfy's`() throws {
    let file = packageRoot.appending(path: "Tests/ParityTests/Goldens/ftfy_repairs.jsonl")
    let (texts, found) = try differences(file)
    #expect(texts == 80)
    #expect(found == [])
}

/// Runs where WINNOW_REPAIRS names a file that record_ftfy.py wrote.
@Test(.enabled(if: ProcessInfo.processInfo.environment["WINNOW_REPAIRS"] != nil))
func `of many texts 995 in 1000 are repaired as ftfy does`() throws {
    let path = try #require(ProcessInfo.processInfo.environment["WINNOW_REPAIRS"])
    let (texts, found) = try differences(URL(filePath: path))
    print("fix_text: \(texts) texts, \(found.count) differences")
    for line in found { print("  " + line) }
    #expect(found.count * 200 <= texts)
}
