// datatrove's signatures: vectors recorded from datatrove 0.10.1.
import ByteKernels
import Testing
import TextRules

private let sample = """
    The quick brown fox jumps over the lazy dog. Don't panic: it's 3.14 o'clock in Café Zürich!
    """

private func loaded(_ function: DatatroveHasher.HashFunction) -> DatatroveHasher {
    let hasher = DatatroveHasher(ngram: 5, permutations: 112, function: function)
    let bytes = Array(sample.utf8)
    hasher.load(bytes.span)
    return hasher
}

@Test func `parameters are those of numpy's generator`() {
    let hasher = loaded(.xxhash)
    #expect(
        Array(hasher.permutations.multipliers.prefix(4)) == [
            775_169_054_918_279_404, 1_758_426_461_858_698_313, 2_109_959_069_025_162,
            965_365_488_286_768_774,
        ])
    #expect(hasher.permutations.multipliers[111] == 223_865_076_026_037_746)
    #expect(
        Array(hasher.permutations.summands.prefix(2)) == [
            1_062_448_801_025_099_917, 1_324_811_268_927_594_100,
        ])
    #expect(hasher.permutations.summands[111] == 1_097_409_548_522_419_201)
}

@Test func `signatures with xxHash are datatrove's`() {
    let hasher = loaded(.xxhash)
    #expect(hasher.shingles.count == 16)
    #expect(
        Array(hasher.shingles.prefix(3)) == [
            7_797_000_677_988_824_208, 4_793_414_983_259_776_074, 7_369_512_836_458_661_087,
        ])
    #expect(
        Array(hasher.minima[..<8]) == [
            85_330_943_174_081_874, 284_763_948_151_810_084, 28_806_147_387_325_746,
            34_440_879_854_629_237, 58_618_517_753_054_747, 117_899_488_208_280_896,
            922_286_648_869_847_700, 189_961_439_018_157_425,
        ])
    #expect(
        Array(hasher.minima[104...]) == [
            54_101_690_455_053_950, 107_000_430_639_741_494, 333_063_281_871_745_314,
            48_676_042_060_339_501, 1_765_945_916_311_590, 71_579_447_654_563_998,
            182_552_622_532_855_547, 3_963_570_588_256_049,
        ])
}

@Test func `signatures with SHA-1 are datatrove's`() {
    let hasher = loaded(.sha1)
    #expect(hasher.shingles[0] == 12_313_522_834_835_307_089)
    #expect(
        Array(hasher.minima[..<2]) == [482_006_469_482_537_256, 164_505_864_454_877_125])
}

@Test(arguments: [
    (
        sample,
        "the quick brown fox jumps over the lazy dog don t panic it s 0 o clock in cafe zurich"
    ),
    ("1,234.56", "0 0"), ("2024-01-02", "0 0 0"), ("it's", "it s"), ("  \u{1D}\u{85} ", ""),
    ("", ""),
    ("٣٫١٤ x", "0 x"), ("ΣΊΣΥΦΟΣ", "σισυφος"), ("İstanbul", "istanbul"), ("½²", "½²"),
    ("Ａ１Ｂ", "ａ0ｂ"),
    ("각", "\u{1100}\u{1161}\u{11A8}"), ("a \u{300}", "a"), ("12.", "0"),
])
func `texts are simplified as datatrove does it`(text: String, expected: String) {
    var simplified = SimplifiedText()
    let bytes = Array(text.utf8)
    simplified.load(bytes.span)
    #expect(Array(expected.utf8) == simplified.bytes)
}

@Test func `a text of fewer than five words has no signature`() {
    let hasher = DatatroveHasher(ngram: 5, permutations: 8)
    let bytes = Array("only four words here".utf8)
    hasher.load(bytes.span)
    #expect(hasher.shingles.isEmpty)
}

@Test func `AVX2 and plain code give the same datatrove signatures`() {
    var random = SplitMix64(seed: 8)
    let (fast, plain) = (
        DatatroveHasher(ngram: 5, permutations: 112),
        DatatroveHasher(ngram: 5, permutations: 112, fast: false)
    )
    for _ in 0..<20 {
        let bytes = Array(randomText(&random, pieces: 200).utf8)
        fast.load(bytes.span)
        plain.load(bytes.span)
        #expect(fast.minima == plain.minima)
    }
}
