// How much of a page's main text comes out, and how much else, on pages whose text is known.
import Foundation
import HTMLText
import TestSupport
import Testing

/// The pages: real ones of `Samples/html`, whose text `Tests/Generators/html/manual_texts.py` took
/// out of them, and made-up ones in `Pages`, written for this test with their texts beside them.
private enum KnownPage {
    static let manuals = [
        "annotations.en", "mod_deflate.fr", "mod_dir.ja", "sslinfo.en", "trait.CommandExt.en",
    ]
    static let written = ["news", "blog", "forum", "recipe", "nachricht", "question"]

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Pages")

    static func html(_ name: String) throws -> [UInt8] {
        let manual = packageRoot.appending(path: "Samples/html/\(name).html")
        let file = manuals.contains(name) ? manual : folder.appending(path: name + ".html")
        return [UInt8](try Data(contentsOf: file))
    }

    static func mainText(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name + ".txt"), encoding: .utf8)
    }
}

/// Runs of four words, with how often each occurs: the measure of the article extraction
/// benchmark (Scrapinghub 2020).
private func shingles(_ text: String) -> [[Substring]: Int] {
    let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    let starts = words.indices.prefix(max(1, words.count - 3))
    return starts.reduce(into: [:]) { $0[Array(words[$1...].prefix(4)), default: 0] += 1 }
}

/// Shares of runs of words, 0 to 1.
private struct Overlap {
    let precision: Double
    let recall: Double

    init(of text: String, with mainText: String) {
        let (found, wanted) = (shingles(text), shingles(mainText))
        let both = found.reduce(0) { $0 + min($1.value, wanted[$1.key] ?? 0) }
        precision = Double(both) / Double(max(1, found.values.reduce(0, +)))
        recall = Double(both) / Double(max(1, wanted.values.reduce(0, +)))
    }
}

/// F1 of the means over pages.
private func quality(of names: [String], by extractor: HTMLExtractor) throws -> Double {
    let overlaps = try names.map {
        try Overlap(
            of: extract(KnownPage.html($0), extractor: extractor), with: KnownPage.mainText($0))
    }
    let precision = overlaps.reduce(0) { $0 + $1.precision } / Double(names.count)
    let recall = overlaps.reduce(0) { $0 + $1.recall } / Double(names.count)
    return 2 * precision * recall / (precision + recall)
}

/// The floors are what was measured, rounded down to a hundredth.
@Suite("Quality")
struct QualityTests {
    @Test func `the measure is 1 for the same text, and counts what is missing and what is more`() {
        let text = "one two three four five six"
        let same = Overlap(of: text, with: text)
        #expect(same.precision == 1 && same.recall == 1)
        let half = Overlap(of: text + " a b c", with: text)
        #expect(half.precision == 0.5 && half.recall == 1)
        let part = Overlap(of: "one two three four", with: text)
        #expect(part.precision == 1 && part.recall == 1.0 / 3)
    }

    @Test(arguments: [("text", 0.96), ("markdown", 0.95)])
    func `the text of manuals comes out, and little else`(format: String, floor: Double) throws {
        let extractor = HTMLExtractor(format: format == "text" ? .text : .markdown)
        let f1 = try quality(of: KnownPage.manuals, by: extractor)
        #expect(f1 >= floor)
    }

    @Test(arguments: [("balanced", 0.96), ("precision", 0.96), ("recall", 0.95)])
    func `the text of articles, threads and recipes comes out, and little else`(
        favor: String, floor: Double
    ) throws {
        let favored = try #require(ExtractionFavor(rawValue: favor))
        let f1 = try quality(of: KnownPage.written, by: HTMLExtractor(favor: favored))
        #expect(f1 >= floor)
    }

    @Test(arguments: KnownPage.manuals + KnownPage.written)
    func `every page gives four fifths of its text or more, and little else`(name: String)
        throws
    {
        let overlap = try Overlap(
            of: extract(KnownPage.html(name)), with: KnownPage.mainText(name))
        #expect(overlap.precision > 0.91 && overlap.recall > 0.8)
    }
}
