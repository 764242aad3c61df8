// What the README says about the program is what the program says.
import Foundation
import TestSupport
import Testing
import winnow

@Test func `the README's table of stages is the catalogue's`() throws {
    let readme = String(
        decoding: try Data(contentsOf: packageRoot.appending(path: "README.md")), as: UTF8.self)
    let parts = readme.components(separatedBy: "<!-- stages -->\n")
    #expect(parts.count == 3, "the table stands between two <!-- stages --> lines")
    let table = parts.dropFirst().first ?? ""
    #expect(
        table == StageTable.markdown + "\n",
        "replace it by the output of 'winnow stages --markdown'")
}
