// What every format's reader can do: the documents of one shard, in order or any of them.

/// An open shard, in any format.
///
///     let shard = try ShardFiles("tokens/00000-00000.idx")?.open()
///     let tokens = try shard?.tokens(of: 17)
///
/// Opening checks the index against itself and against the files' sizes, so that reading a document
/// stays inside the files; ``ShardFiles/verify(record:)`` checks every byte. Not for use by several
/// threads at once: open one each.
public protocol TokenShardReader: AnyObject {
    /// What the shard says of itself, or its folder of it.
    var facts: ShardFacts { get set }

    /// The files' common path, or the file.
    var path: String { get }

    /// Where each document ends.
    var ends: DocumentEnds { get }

    /// Replaces `tokens` by those of document `number`, counted from 0.
    ///
    /// - Throws: ``ShardError/Code/outOfRange`` where the shard has no such document.
    func readTokens(of number: Int, into tokens: inout [UInt32]) throws(ShardError)

    /// A byte 0 or 1 for each token of a document; empty where there is no mask.
    func mask(of number: Int) throws(ShardError) -> [UInt8]

    /// The document's id; nil where the format or the shard keeps none.
    func id(of number: Int) throws(ShardError) -> [UInt8]?

    /// Adds to `report` what is wrong beyond what opening found.
    ///
    /// - Parameter vocabularySize: what tokens have to stay below, where somebody knows it.
    func check(vocabularySize: Int?, into report: inout ShardReport)
}

extension TokenShardReader {
    public var documents: Int { ends.documents }

    /// The tokens of document `number`, counted from the shard's start.
    public func tokenRange(of number: Int) throws(ShardError) -> Range<Int> {
        guard (0..<documents).contains(number) else {
            throw ShardError(.outOfRange, path, "document \(number) of \(documents)")
        }
        return ends.tokenRange(of: number)
    }

    /// As ``tokenRange(of:)``, refusing a document that is too large to be held in memory.
    func readableRange(of number: Int) throws(ShardError) -> Range<Int> {
        let range = try tokenRange(of: number)
        guard range.count <= largestDocument else {
            throw ShardError(
                .unsupported, path,
                "document \(number) has \(range.count) tokens, at most \(largestDocument) are read")
        }
        return range
    }

    /// Refuses numbers below 0, where four bytes are a number with a sign.
    func refuseNegatives(in tokens: [UInt32], of number: Int) throws(ShardError) {
        guard facts.dtype == "int32", let token = tokens.first(where: { $0 > Int32.max }) else {
            return
        }
        throw ShardError(
            .tokenOutsideVocabulary, path,
            "document \(number) has the token \(Int32(bitPattern: token)), which is none")
    }

    /// The tokens of document `number`.
    public func tokens(of number: Int) throws(ShardError) -> [UInt32] {
        var tokens: [UInt32] = []
        try readTokens(of: number, into: &tokens)
        return tokens
    }

    public func check(vocabularySize: Int?, into report: inout ShardReport) {
        report.checkDocuments(of: self, tokenLimit: vocabularySize)
    }
}

/// The most tokens that a document may have to be read: 1 GiB of them.
private let largestDocument = 1 << 28
