// Corpus stages in a run: what they find across files, wherever they stand.
import Execution
import Foundation
import PipelineCore
import TestSupport
import Testing

@Test func `a barrier names the first of equal documents, across files`() throws {
    let test = try LineRun()
    try test.scratch.write("one\ntwo\none\n", to: "in/a.txt")
    try test.scratch.write("two\nthree\n", to: "in/b.txt")
    try test.run("first_only, long_enough: { min_bytes: 4 }")
    #expect(try test.scratch.text("run/lines/00000.txt") == "three\n")
    let ledger = try test.ledger()
    #expect(ledger.map { $0["duplicate_of"] } == [nil, nil, "0:0", "0:1", nil])
    #expect(ledger.map { $0["rule"] } == ["too_short", "too_short", "repeated", "repeated", nil])
}

@Test(arguments: ["first_only", "first_only, first_only, first_only", "long_enough, first_only"])
func `a barrier may stand first, last and next to others`(stages: String) throws {
    let test = try LineRun()
    try test.scratch.write("one\ntwo\none\nthree\n", to: "in/a.txt")
    try test.scratch.write("two\nthree\nfour\n", to: "in/b.txt")
    for workers in [1, 3] {
        try test.run(stages, workers: workers, existing: .replace)
        #expect(try test.scratch.text("run/lines/00000.txt") == "one\ntwo\nthree\nfour\n")
        #expect(
            try test.ledger().map { $0["duplicate_of"] }
                == [nil, nil, "0:0", nil, "0:1", "0:3", nil])
    }
}
