// The name that a mistyped word is nearest to.
import PipelineCore
import TestSupport
import Testing

/// The distance by its definition: the best of all ways to edit the ends.
private func naiveDistance(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Int {
    guard let x = a.last, let y = b.last else { return a.count + b.count }
    var best = min(
        naiveDistance(a.dropLast(), b) + 1, naiveDistance(a, b.dropLast()) + 1,
        naiveDistance(a.dropLast(), b.dropLast()) + (x == y ? 0 : 1))
    if a.count > 1, b.count > 1, a.dropLast().last == y, b.dropLast().last == x {
        best = min(best, naiveDistance(a.dropLast(2), b.dropLast(2)) + 1)
    }
    return best
}

@Test func `the distance is that of the definition on random short words`() {
    var chance = SeededGenerator(seed: 1)
    for _ in 0..<2_000 {
        let words = (0..<2).map { _ in
            (0..<Int.random(in: 0...6, using: &chance)).map { _ in
                UInt8.random(in: 97...99, using: &chance)
            }
        }
        #expect(
            editDistance(words[0], words[1]) == naiveDistance(words[0][...], words[1][...]),
            "\(words)")
    }
}

@Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("seed", "sede", 1), ("kitten", "sitting", 3), ("ab", "ba", 1),
    ("ca", "abc", 3), ("path", "paths", 1),
])
func `an edit is a letter more, less or other, or two swapped`(a: String, b: String, distance: Int)
{
    #expect(editDistance(Array(a.utf8), Array(b.utf8)) == distance)
    #expect(editDistance(Array(b.utf8), Array(a.utf8)) == distance)
}

@Test(arguments: [
    ("gopher_qualty", "gopher_quality"), ("sede", "seed"), ("exact_dedupe", "exact_dedup"),
    ("GOPHER", nil), ("x", nil), ("completely_different", nil),
])
func `a word is taken for a name that a third of its letters would make`(
    word: String, name: String?
) {
    let names = ["gopher_quality", "gopher_repetition", "exact_dedup", "sample", "seed"]
    #expect(nearestName(to: word, in: names) == name)
}

@Test func `of names at the same distance the first in the alphabet is meant`() {
    #expect(nearestName(to: "pat", in: ["path", "pact", "part"]) == "pact")
    #expect(nearestName(to: "path", in: []) == nil)
}
