// The checked options of `minhash_dedup`, and the two kinds of signatures.
import ByteKernels
import PipelineCore
import TextRules

/// Everything that decides signatures, candidates and survivors.
struct MinHashSettings: Sendable {
    var part = ComparedPart.text
    var unit = ShingleUnit.word
    var ngram = 5
    var banding: MinHashBanding
    var seed: UInt64 = 1
    /// The least Jaccard similarity of duplicates; `nil` without verification.
    var threshold: Double?
    var sketchSize = 1024
    var policy = SurvivorPolicy()
    /// Whether duplicates of duplicates go, too.
    var isChained = false

    /// Bits of a bucket's hash that order the documents in it.
    var neighbourBits: UInt64 { threshold == nil ? 0 : 20 }

    /// Signatures as datatrove computes them, with this hash of shingles.
    var datatrove: DatatroveHasher.HashFunction?
    /// The folder of the index of earlier runs.
    var index: String?

    /// What must agree for signatures to be compared.
    var scheme: String {
        let own = datatrove.map { "datatrove \($0.rawValue)" } ?? "winnow \(unit.rawValue)"
        let kind = part == .text ? own : "\(own) of the \(part.rawValue)"
        let sketch = threshold == nil ? "no sketches" : "sketches of \(sketchSize)"
        return
            "\(kind), \(ngram)-grams, \(banding.buckets) buckets of \(banding.rows), seed \(seed), "
            + sketch
    }

    func makeSigner() -> any MinHashSigning {
        if let datatrove { return DatatroveSigner(self, datatrove) }
        return MinHash32Signer(self)
    }
}

/// Makes signatures of documents; scratch for one worker.
protocol MinHashSigning: AnyObject {
    /// Hashes a text; false when it has no signature.
    func sign(_ text: Span<UInt8>) -> Bool
    func bucketHash(_ bucket: Int) -> UInt64
    /// A hash that documents of one bucket share the sooner the more similar they are.
    func neighbourHash(_ bucket: Int) -> UInt64
    func withSketch(_ body: (UnsafeBufferPointer<UInt32>) throws -> Int) rethrows -> Int
    var sketchIsWhole: Bool { get }
}

/// Signatures of 32-bit permutations.
final class MinHash32Signer: MinHashSigning {
    private let hasher: MinHasher
    private let banding: MinHashBanding

    init(_ settings: MinHashSettings) {
        banding = settings.banding
        hasher = MinHasher(
            unit: settings.unit, ngram: settings.ngram, permutations: banding.permutations,
            seed: settings.seed, sketchSize: settings.threshold == nil ? 0 : settings.sketchSize)
    }

    func sign(_ text: Span<UInt8>) -> Bool {
        hasher.load(text)
        return hasher.shingleCount > 0
    }

    func bucketHash(_ bucket: Int) -> UInt64 { hasher.bucketHash(bucket, rows: banding.rows) }

    func neighbourHash(_ bucket: Int) -> UInt64 {
        let row = (bucket + 1) % banding.buckets * banding.rows
        let value = UInt64(hasher.minima[row]) &* 0x9E37_79B9_7F4A_7C15
        return value >> 40
    }

    func withSketch(_ body: (UnsafeBufferPointer<UInt32>) throws -> Int) rethrows -> Int {
        try hasher.sketch.withValues(body)
    }

    var sketchIsWhole: Bool { hasher.sketch.isWhole }
}

extension MinHashSettings {
    /// Checks the options. The banding is solved from the threshold, or the threshold follows from
    /// the banding: where it finds one pair in twenty, so that verification removes what the
    /// buckets were not meant to find.
    init(_ options: MinHashDedup.Options, in context: StageContext) throws {
        try OptionError.check((1...64).contains(options.ngram), "ngram", "must be 1 to 64")
        try OptionError.check(
            (1...4096).contains(options.permutations), "permutations", "must be 1 to 4096")
        try OptionError.check(
            (16...65536).contains(options.sketchSize), "sketch_size", "must be 16 to 65536")
        if let threshold = options.threshold {
            try OptionError.check(
                threshold > 0 && threshold <= 1, "threshold", "must be above 0 and at most 1")
        }
        banding = try Self.banding(options)
        part = options.part
        unit = options.unit == .word ? .word : .character
        ngram = options.ngram
        seed = UInt64(bitPattern: Int64(options.seed))
        sketchSize = options.sketchSize
        policy = try Self.policy(options, context)
        datatrove = options.preset == .datatrove ? options.hash : nil
        try OptionError.check(
            options.hash == .xxhash || datatrove != nil, "hash",
            "means something with a preset only")
        try OptionError.check(
            datatrove == nil || unit == .word, "unit", "is word with preset: datatrove")
        if (options.verify ?? (datatrove == nil ? .jaccard : .none)) == .jaccard {
            let isGiven = options.buckets != nil || datatrove != nil
            threshold =
                options.threshold
                ?? (isGiven ? banding.similarity(atProbability: 0.05) : Self.defaultThreshold)
        }
        let own: MinHashDedup.Clusters =
            datatrove == nil && threshold != nil ? .verified : .chained
        try OptionError.check(
            datatrove == nil || threshold != nil || options.threshold == nil, "threshold",
            "means something with preset: datatrove only where verify is jaccard")
        isChained = (options.clusters ?? own) == .chained
        try OptionError.check(
            isChained || threshold != nil, "clusters", "can't be verified with verify: none")
    }

    /// Where 14 buckets of 8, the field's habit, still find a fifth of all pairs.
    static var defaultThreshold: Double { 0.6 }

    private static func banding(_ options: MinHashDedup.Options) throws -> MinHashBanding {
        if options.preset == .datatrove, options.buckets == nil, options.rows == nil {
            return MinHashBanding(buckets: 14, rows: 8)
        }
        guard options.buckets != nil || options.rows != nil else {
            return MinHashBanding(
                threshold: options.threshold ?? defaultThreshold, permutations: options.permutations
            )
        }
        guard let buckets = options.buckets, let rows = options.rows else {
            throw OptionError(
                options.buckets == nil ? "rows" : "buckets",
                "buckets and rows are given together, or solved from the threshold")
        }
        try OptionError.check((1...1024).contains(buckets), "buckets", "must be 1 to 1024")
        try OptionError.check((1...1024).contains(rows), "rows", "must be 1 to 1024")
        return MinHashBanding(buckets: buckets, rows: rows)
    }

    private static func policy(
        _ options: MinHashDedup.Options, _ context: StageContext
    ) throws -> SurvivorPolicy {
        try OptionError.check(
            options.keep != .best || !options.by.isEmpty, "by",
            "keep: best needs the name of a measurement, such as classify.score")
        try OptionError.check(
            options.by.isEmpty || options.keep == .best || options.keep == .oldest, "by",
            "means something with keep: best and keep: oldest only")
        try OptionError.check(
            options.sourcePriority.count < 2048, "source_priority", "must name fewer than 2048")
        var policy = SurvivorPolicy()
        policy.choice = SurvivorPolicy.Choice(rawValue: options.keep.rawValue) ?? .first
        if options.keep == .best {
            policy.column = try context.earlierColumn(options.by, option: "by").index
        } else if !options.by.isEmpty {
            policy.dateField = options.by
        }
        policy.sources = options.sourcePriority
        policy.sourceField = options.sourceField
        return policy
    }
}

/// Signatures as datatrove computes them.
final class DatatroveSigner: MinHashSigning {
    private let hasher: DatatroveHasher
    private let banding: MinHashBanding

    init(_ settings: MinHashSettings, _ function: DatatroveHasher.HashFunction) {
        banding = settings.banding
        hasher = DatatroveHasher(
            ngram: settings.ngram, permutations: banding.permutations,
            seed: UInt32(truncatingIfNeeded: settings.seed), function: function,
            sketchSize: settings.threshold == nil ? 0 : settings.sketchSize)
    }

    func sign(_ text: Span<UInt8>) -> Bool {
        guard text.count < 1 << 30 else { return false }
        hasher.load(text)
        return !hasher.shingles.isEmpty
    }

    func bucketHash(_ bucket: Int) -> UInt64 { hasher.bucketHash(bucket, rows: banding.rows) }

    func neighbourHash(_ bucket: Int) -> UInt64 {
        let row = (bucket + 1) % banding.buckets * banding.rows
        return hasher.minima[row] &* 0x9E37_79B9_7F4A_7C15 >> 40
    }

    func withSketch(_ body: (UnsafeBufferPointer<UInt32>) throws -> Int) rethrows -> Int {
        try hasher.sketch.withValues(body)
    }

    var sketchIsWhole: Bool { hasher.sketch.isWhole }
}
