// Signatures and sketches against naive words, sets and theory.
import ByteKernels
import Testing

private func hasher(
    _ banding: MinHashBanding = .init(buckets: 14, rows: 8), ngram: Int = 5, sketch: Int = 1024,
    unit: ShingleUnit = .word, seed: UInt64 = 1, fast: Bool = true
) -> MinHasher {
    MinHasher(
        unit: unit, ngram: ngram, permutations: banding.permutations, seed: seed,
        sketchSize: sketch, fast: fast)
}

private func minima(_ text: String, _ hasher: MinHasher) -> [UInt32] {
    let bytes = Array(text.utf8)
    hasher.load(bytes.span)
    return hasher.minima
}

/// Words as the documentation says, by Swift's own tables.
private func naiveWords(_ text: String) -> [String] {
    var words = [""]
    for scalar in text.unicodeScalars {
        let category = scalar.properties.generalCategory
        let isWord: Bool =
            switch category {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter,
                .otherLetter, .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber,
                .letterNumber, .otherNumber:
                true
            default: scalar == "_"
            }
        if !isWord {
            words.append("")
        } else if scalar.properties.isIdeographic || (0x3040...0x30FF).contains(scalar.value) {
            words += [String(scalar), ""]
        } else {
            words[words.count - 1] += scalar.properties.lowercaseMapping
        }
    }
    return words.filter { !$0.isEmpty }
}

private struct Generator {
    var numbers: SplitMix64

    init(state: UInt64) { numbers = SplitMix64(seed: state) }

    mutating func next(_ bound: Int) -> Int { Int(numbers.next() % UInt64(bound)) }

    mutating func text(_ count: Int) -> String {
        let pieces = [
            "The", "quick", "ÄRGER", "naïve", "don’t", "漢字かな", "snake_case", "3.14", "—", ", ", " ",
            "ПРИВЕТ", "a", "internationalizationists", "x9", "\n\n", "é", "\u{301}", "𝒜", "ΣΑΣ",
            "मराठी",
            "pneumonoultramicroscopicsilicovolcanoconiosis_and_then_some_more_letters_to_pass_64",
        ]
        return (0..<count).map { _ in
            pieces[next(pieces.count)] + (next(3) > 0 ? " " : "")
        }.joined()
    }
}

@Test func `words are found as the naive way finds them, whatever lies between`() {
    var random = Generator(state: 5)
    let one = hasher()
    for round in 0..<400 {
        let text = random.text(random.next(60))
        let words = naiveWords(text)
        let direct = minima(text, one)
        let count = one.shingleCount
        #expect(count == (words.isEmpty ? 0 : max(1, words.count - 4)), "round \(round)")
        let rejoined = minima(words.joined(separator: random.next(2) == 0 ? " " : " . "), one)
        #expect(direct == rejoined, "round \(round): \(text)")
    }
}

@Test func `AVX2 and plain code give the same minima`() {
    var random = Generator(state: 8)
    for permutations in [1, 8, 56, 110, 112, 128, 200] {
        let banding = MinHashBanding(buckets: 1, rows: permutations)
        let (fast, plain) = (hasher(banding), hasher(banding, fast: false))
        for _ in 0..<20 {
            let text = random.text(random.next(300))
            #expect(minima(text, fast) == minima(text, plain))
        }
    }
}

@Test func `order, case and words count, spaces and punctuation do not`() {
    let one = hasher()
    let text = minima("one two three four five six", one)
    #expect(minima("One,  TWO\nthree: four (five) six!", one) == text)
    #expect(minima("one two three four six five", one) != text)
    #expect(minima("", one) == Array(repeating: .max, count: 112))
    #expect(one.shingleCount == 0)
    #expect(minima("two words", one) == minima("Two words.", one))
}

@Test func `a sketch of few shingles gives the true Jaccard similarity`() {
    let one = hasher(sketch: 64)
    let a = (0..<60).map { "w\($0)" }
    for shared in [0, 10, 30, 55] {
        let b = a.prefix(shared) + (0..<(60 - shared)).map { "v\($0)" }
        let (x, y) = (sketch(of: a, one), sketch(of: Array(b), one))
        let same = max(0, shared - 4)
        let truth = Double(same) / Double(112 - same)
        #expect(jaccard(x, y) == truth)
    }
}

@Test func `a sketch of many shingles comes close to the true similarity`() {
    let one = hasher(sketch: 1024)
    let a = (0..<20_000).map { "w\($0)" }
    let b = a.prefix(16_000) + (0..<4_000).map { "v\($0)" }
    let (x, y) = (sketch(of: a, one), sketch(of: Array(b), one))
    #expect(!x.isWhole && x.values.count == 1024)
    let truth = 15_996.0 / (2 * 19_996 - 15_996)
    #expect(abs(jaccard(x, y) - truth) < 0.05)
}

@Test func `one word a million times is one shingle`() {
    let one = hasher(sketch: 64)
    let found = sketch(of: Array(repeating: "a", count: 1_000_000), one)
    #expect(found.isWhole)
    #expect(Set(found.values).count == 1)
    #expect(one.shingleCount == 999_996)
}

private func sketch(of words: [String], _ hasher: MinHasher) -> (values: [UInt32], isWhole: Bool) {
    let bytes = Array(words.joined(separator: " ").utf8)
    hasher.load(bytes.span)
    var values = hasher.sketch.withValues { Array($0) }
    var spare: [UInt32] = []
    let count = values.withUnsafeMutableBufferPointer {
        BottomSketch.normalize($0, spare: &spare)
    }
    return (Array(values.prefix(count)), hasher.sketch.isWhole)
}

private func jaccard(
    _ a: (values: [UInt32], isWhole: Bool), _ b: (values: [UInt32], isWhole: Bool)
) -> Double {
    a.values.withUnsafeBufferPointer { x in
        b.values.withUnsafeBufferPointer { y in
            SketchView(values: x, isWhole: a.isWhole)
                .jaccard(SketchView(values: y, isWhole: b.isWhole))
        }
    }
}

/// Pairs of texts of one-word shingles whose sets have a given similarity.
@Test(arguments: [(14, 8), (28, 4), (22, 5)])
func `the chance of a common bucket is the theory's`(buckets: Int, rows: Int) {
    let banding = MinHashBanding(buckets: buckets, rows: rows)
    let one = hasher(banding, ngram: 1, sketch: 0)
    var random = Generator(state: 99)
    let pairs = 1500
    for similarity in [0.5, 0.6, 0.7, 0.8, 0.9, 0.95] {
        // |A| = |B| = 400, |A and B| / |A or B| = similarity.
        let shared = Int((800 * similarity / (1 + similarity)).rounded())
        let truth = Double(shared) / Double(800 - shared)
        var hits = 0
        for _ in 0..<pairs {
            let mark = random.next(1 << 40)
            let words = { (range: Range<Int>) in range.map { "\(mark)x\($0)" } }
            let common = words(0..<shared)
            let hash = { (text: [String]) in
                _ = minima(text.joined(separator: " "), one)
                return (0..<buckets).map { one.bucketHash($0, rows: rows) }
            }
            let a = hash(common + words(1000..<(1400 - shared)))
            let b = hash(common + words(2000..<(2400 - shared)))
            hits += zip(a, b).contains { $0 == $1 } ? 1 : 0
        }
        let theory = banding.probability(at: truth)
        let deviation = max(0.002, (theory * (1 - theory) / Double(pairs)).squareRoot())
        let found = Double(hits) / Double(pairs)
        print("\(buckets) x \(rows), J \(similarity): theory \(theory), found \(found)")
        #expect(abs(found - theory) < 4 * deviation, "J \(similarity)")
    }
}

@Test func `bandings are solved from a threshold`() {
    #expect(MinHashBanding(threshold: 0.7, permutations: 112) == .init(buckets: 22, rows: 5))
    #expect(MinHashBanding(threshold: 0.6, permutations: 112) == .init(buckets: 28, rows: 4))
    let fineWeb = MinHashBanding(buckets: 14, rows: 8)
    #expect(abs(fineWeb.probability(at: 0.75) - 0.772) < 0.001)
    #expect(abs(fineWeb.similarity(atProbability: 0.565) - 0.7) < 0.001)
}
