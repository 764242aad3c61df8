// What verifying one shard found.
import FileFormats
import FileStore

/// The findings about one shard.
public struct ShardReport: Sendable {
    /// Findings beyond this many are not kept.
    static let mostFindings = 100

    /// The files' common path, or the file.
    public let path: String
    /// What the shard says of itself; nil where it could not be opened.
    public internal(set) var facts: ShardFacts?
    /// What is wrong, in the order it was found.
    public private(set) var findings: [ShardError] = []
    /// What is recorded of the shard and could not be checked.
    public private(set) var unchecked: [String] = []
    /// Whether the shard's bytes were compared with a digest.
    var hasDigest = false

    init(path: String) { self.path = path }

    public var isSound: Bool { findings.isEmpty }

    mutating func add(_ finding: ShardError) {
        // A file that is missing was missed before it is held to a digest.
        let isKnown = finding.code == .unreadable && findings.contains { $0.file == finding.file }
        if isKnown { return }
        if findings.count < Self.mostFindings { findings.append(finding) }
    }

    mutating func add(unchecked what: String) { unchecked.append(what) }
}

// MARK: - Documents

extension ShardReport {
    /// Reads every document: tokens below the limit, a mask byte 0 or 1 for each token.
    mutating func checkDocuments(of shard: some TokenShardReader, tokenLimit: Int?) {
        let limit = UInt32(clamping: tokenLimit ?? .max)
        var tokens: [UInt32] = []
        for number in 0..<shard.documents {
            do throws(ShardError) {
                try shard.readTokens(of: number, into: &tokens)
                try Self.check(tokens, of: number, in: shard, below: limit)
                try Self.check(shard.mask(of: number), of: number, in: shard)
            } catch {
                add(error)
            }
        }
    }

    private static func check(
        _ tokens: [UInt32], of number: Int, in shard: some TokenShardReader, below limit: UInt32
    ) throws(ShardError) {
        guard tokens.max() ?? 0 >= limit, let bad = tokens.firstIndex(where: { $0 >= limit }) else {
            return
        }
        let place = try shard.tokenRange(of: number).lowerBound + bad
        throw ShardError(
            .tokenOutsideVocabulary, shard.path,
            "document \(number): token \(tokens[bad]) at place \(place), the vocabulary has \(limit)"
        )
    }

    private static func check(
        _ mask: [UInt8], of number: Int, in shard: some TokenShardReader
    ) throws(ShardError) {
        guard shard.facts.hasMask else { return }
        let range = try shard.tokenRange(of: number)
        guard mask.count == range.count, mask.max() ?? 0 <= 1 else {
            throw ShardError(
                .wrongMask, shard.path,
                "document \(number): \(mask.count) bytes, not all 0 or 1, for \(range.count) tokens"
            )
        }
    }
}

// MARK: - The manifest's record

extension ShardReport {
    /// Compares the shard with what a manifest says of it; `folder` is the one that file names are from.
    mutating func check(against record: ShardRecord, in folder: String) {
        if let facts { compare(facts, with: record) }
        for file in record.files { check(file, in: folder) }
        hasDigest = true
    }

    private mutating func compare(_ facts: ShardFacts, with record: ShardRecord) {
        var pairs = [
            ("documents", "\(facts.documents)", "\(record.documents)"),
            ("tokens", "\(facts.tokens)", "\(record.tokens)"),
            ("token type", facts.width.dtype, record.dtype),
        ]
        if let size = facts.vocabularySize {
            pairs.append(("vocabulary", "\(size)", "\(record.vocabularySize)"))
        }
        if let digest = facts.tokenizerSHA256 {
            pairs.append(("tokenizer", digest, record.tokenizerSHA256))
        }
        for (what, found, expected) in pairs where found != expected {
            add(
                ShardError(
                    .wrongContent, path, "\(what): \(found), the manifest says \(expected)"))
        }
    }

    /// Compares one file with its recorded size and digest.
    mutating func check(_ file: ShardRecord.File, in folder: String) {
        guard isInside(file.name) else {
            return add(
                ShardError(
                    .wrongContent, path,
                    "the manifest names a file outside the output's folder: \(file.name)"))
        }
        let path = folder + file.name
        do throws(FileError) {
            let size = try StoredFile(path).size()
            let digest = try SHA256.hex(of: StoredFile(path))
            if size != file.bytes || digest != file.sha256 {
                add(
                    ShardError(
                        .wrongContent, path,
                        "\(size) bytes with SHA-256 \(digest), the manifest says \(file.bytes) with "
                            + file.sha256))
            }
        } catch {
            add(ShardError(error))
        }
    }
}

/// Whether a path stays below the folder that it is relative to.
func isInside(_ path: String) -> Bool {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return parts.allSatisfy { part in
        !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
            && !part.contains(0)
    }
}
