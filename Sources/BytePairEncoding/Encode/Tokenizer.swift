// A tokenizer ready to encode: tables made of its parts, immutable and shared.
import ByteKernels
import Synchronization

/// A byte-pair encoding.
///
/// Immutable and shared by all workers; each encodes through its own ``TokenEncoder``.
public final class Tokenizer: @unchecked Sendable {
    public let parts: TokenizerParts
    public var vocabulary: Vocabulary { parts.vocabulary }
    /// In rank order.
    public var merges: [Merge] { parts.merges }
    public var addedTokens: [AddedToken] { parts.addedTokens }
    public var specialTokens: [AddedToken] { parts.addedTokens.filter(\.isSpecial) }
    /// Whether a text is prepared at its ends in a way of its own, as where a space is put before
    /// it: then its parts are not encoded as they are by themselves.
    public var dependsOnPlace: Bool {
        parts.normalizer.dependsOnPlace || parts.preparation.dependsOnPlace
    }
    /// Whether a mark goes before the first word alone, which is so in normalized text where it
    /// stands for the beginning of the text.
    let marksFirstOfNormalized: Bool
    let preTokenizer: PreTokenizer
    private let table: MergeTable
    /// The token of each byte; `.max` where the vocabulary has none.
    private let byteTokens: [UInt32]
    private let bytePairs: BytePairs
    private let ignoresMerges: Bool
    /// Nil where pretokens are merged.
    let segmenter: TokenSegmenter?
    /// Added tokens that are looked for in the raw and in the normalized text.
    let rawFinder: AddedTokenFinder
    let normalizedFinder: AddedTokenFinder
    /// By id.
    let added: [UInt32: AddedToken]
    /// By id, what those that are looked for in normalized text are there.
    let normalizedTexts: [UInt32: [UInt8]]
    /// The tokenizer.json, once it was asked for.
    let writtenFile = Mutex<[UInt8]?>(nil)

    /// Throws when a merge or an added token does not fit the vocabulary.
    public init(_ parts: TokenizerParts) throws(TokenizerError) {
        self.parts = parts
        let vocabulary = parts.vocabulary
        guard parts.merges.count < MergeTable.mergeBound - 1 else {
            throw TokenizerError(.unsupported, "\(parts.merges.count) merges are too many")
        }
        var table = MergeTable(
            capacity: parts.merges.count, isMonotone: Self.ranksRise(parts))
        var rank = 0
        for (index, merge) in parts.merges.enumerated() {
            guard vocabulary.contains(merge.left), vocabulary.contains(merge.right),
                vocabulary.contains(merge.result)
            else { throw TokenizerError(.unknownTokenInMerge, "merge \(index + 1)") }
            guard max(merge.left, merge.right) < MergeTable.idBound else {
                let bound = MergeTable.idBound
                throw TokenizerError(
                    .unsupported, "merge \(index + 1) has an id of \(bound) or more")
            }
            let isSame = index > 0 && parts.merges[index - 1].result == merge.result
            if !(parts.ranksByResult && isSame) { rank = index }
            table.insert(merge, rank: rank)
        }
        byteTokens = (0...255).map { Self.token(ofByte: UInt8($0), parts) ?? .max }
        if parts.segmentation != .merges && vocabulary.byteCount >= ByteTrie.byteLimit {
            throw TokenizerError(.unsupported, "a vocabulary of more than 16 MiB")
        }
        let mergesBytes = parts.symbols == .bytes && parts.segmentation == .merges
        segmenter = TokenSegmenter(parts)
        bytePairs = BytePairs(mergesBytes ? byteTokens : [], table, parts.merges, vocabulary)
        self.table = table
        ignoresMerges = parts.ignoresMerges
        rawFinder = AddedTokenFinder(parts.addedTokens.filter { !$0.isNormalized })
        let normalized = try Self.normalizedTokens(parts)
        normalizedFinder = AddedTokenFinder(normalized)
        normalizedTexts = Dictionary(normalized.map { ($0.id, $0.text) }) { $1 }
        preTokenizer = Self.cuttingAtMarks(parts)
        marksFirstOfNormalized =
            !parts.normalizer.isEmpty
            && parts.preparation.steps.contains { step in
                if case .metaspace(_, .first) = step { true } else { false }
            }
        added = Dictionary(parts.addedTokens.map { ($0.id, $0) }) { $1 }
    }

    /// The added tokens to find in normalized text, with their texts normalized as it is.
    private static func normalizedTokens(
        _ parts: TokenizerParts
    ) throws(TokenizerError) -> [AddedToken] {
        var tokens = parts.addedTokens.filter(\.isNormalized)
        if !parts.normalizesAddedTokens || parts.normalizer.isEmpty { return tokens }
        var known: Set<[UInt8]> = []
        for index in tokens.indices {
            var prepared = PreparedText()
            tokens[index].text.withUnsafeBufferPointer { prepared.begin($0) }
            prepared.apply(parts.normalizer, isFirst: true)
            let name = text(tokens[index].text)
            if prepared.bytes.isEmpty {
                throw TokenizerError(
                    .unsupported, "added token '\(name)', which normalizes to nothing")
            }
            if !known.insert(prepared.bytes).inserted {
                throw TokenizerError(
                    .unsupported, "added token '\(name)', which normalizes to what another does")
            }
            tokens[index].text = prepared.bytes
        }
        return tokens
    }

    /// Whether every merge comes after all that make its parts.
    private static func ranksRise(_ parts: TokenizerParts) -> Bool {
        var lastMade: [UInt32: Int] = [:]
        lastMade.reserveCapacity(parts.merges.count)
        for (index, merge) in parts.merges.enumerated() { lastMade[merge.result] = index }
        return parts.merges.enumerated().allSatisfy { index, merge in
            lastMade[merge.left, default: -1] < index && lastMade[merge.right, default: -1] < index
        }
    }

    private static func token(ofByte byte: UInt8, _ parts: TokenizerParts) -> UInt32? {
        if parts.symbols == .bytes { return parts.vocabulary.id(of: CollectionOfOne(byte)) }
        return parts.vocabulary.id(of: byteTokenName(byte))
    }

    /// Where no split is asked for, text may still be cut before each run of `▁` when no token
    /// goes on with `▁` after something else: no merge could have crossed the cut.
    private static func cuttingAtMarks(_ parts: TokenizerParts) -> PreTokenizer {
        guard parts.preTokenizer.steps.isEmpty, !parts.ignoresMerges,
            parts.segmentation == .merges,
            case .characters(let fallback, let unknown, _, let prefix, let suffix) = parts.symbols,
            prefix.isEmpty, suffix.isEmpty,
            // An unknown character before a cut must not wait for one after it.
            unknown == nil || parts.vocabulary.id(of: spaceMark) != nil
        else { return parts.preTokenizer }
        // Where unknown characters vanish, what is on both sides of them may merge.
        if unknown == nil && !(fallback && hasAllByteTokens(parts)) { return parts.preTokenizer }
        for merge in parts.merges {
            let right = parts.vocabulary[merge.right]
            if right.starts(with: spaceMark) && !endsInMark(parts.vocabulary[merge.left]) {
                return parts.preTokenizer
            }
        }
        return PreTokenizer(.metaspace)
    }

    private static func hasAllByteTokens(_ parts: TokenizerParts) -> Bool {
        (0...255).allSatisfy { parts.vocabulary.id(of: byteTokenName($0)) != nil }
    }

    private static func endsInMark(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.suffix(3).elementsEqual(spaceMark)
    }

    /// Puts a pretoken into a lane of `merger`; false where it is not short or there is more to do
    /// than to merge bytes.
    @inline(__always)
    func load(_ bytes: UnsafeBufferPointer<UInt8>, lane: Int, of merger: WordMerger) -> Bool {
        guard bytePairs.isComplete, bytes.count <= WordMerger.byteLimit else { return false }
        if ignoresMerges && vocabulary.id(of: bytes) != nil { return false }
        return merger.load(bytes, lane: lane, with: table, bytePairs)
    }

    /// Merges what is in the first lanes of `merger`.
    func mergeLanes(_ count: Int, of merger: WordMerger) {
        merger.mergeLanes(count, with: table)
    }

    /// The tokens of one pretoken.
    func encodeWord(
        _ bytes: UnsafeBufferPointer<UInt8>, into tokens: inout [UInt32], with merger: WordMerger
    ) {
        tokens.removeAll(keepingCapacity: true)
        if ignoresMerges, let whole = vocabulary.id(of: bytes) {
            tokens.append(whole)
            return
        }
        if let segmenter, let base = bytes.baseAddress {
            var found: [TokenEnd] = []
            segmenter.segment(PretokenText(base: base, count: bytes.count), into: &found)
            for token in found { tokens.append(token.id) }
            return
        }
        if case .characters = parts.symbols {
            appendCharacters(bytes, to: &tokens)
        } else {
            for byte in bytes where byteTokens[Int(byte)] != .max {
                tokens.append(byteTokens[Int(byte)])
            }
        }
        merger.merge(&tokens, with: table)
    }

    /// Whether the vocabulary has no token for a byte, which is then left out.
    func isDropped(_ byte: UInt8) -> Bool { byteTokens[Int(byte)] == .max }

    private func appendCharacters(
        _ bytes: UnsafeBufferPointer<UInt8>, to tokens: inout [UInt32]
    ) {
        guard let base = bytes.baseAddress,
            case .characters(let fallback, let unknown, let fuses, let prefix, let suffix) =
                parts.symbols
        else { return }
        let text = PretokenText(base: base, count: bytes.count)
        let isPlain = prefix.isEmpty && suffix.isEmpty
        var at = 0
        // An unknown character waits for the next one that has a token of its own.
        var isUnknownWaiting = false
        while at < text.count {
            let start = at
            at += text.character(at).width
            let character = UnsafeBufferPointer(rebasing: bytes[start..<at])
            let spelled =
                isPlain
                ? nil
                : (start > 0 ? prefix : []) + character + (at == text.count ? suffix : [])
            if let id = spelled.map(vocabulary.id(of:)) ?? vocabulary.id(of: character) {
                if isUnknownWaiting, let unknown { tokens.append(unknown) }
                isUnknownWaiting = false
                tokens.append(id)
            } else if fallback, appendBytes(spelled ?? Array(character), to: &tokens) {
                continue
            } else if let unknown {
                if isUnknownWaiting && !fuses { tokens.append(unknown) }
                isUnknownWaiting = true
            }
        }
        if isUnknownWaiting, let unknown { tokens.append(unknown) }
    }

    /// The tokens of bytes, when all have one.
    private func appendBytes(_ bytes: [UInt8], to tokens: inout [UInt32]) -> Bool {
        if bytes.contains(where: isDropped) { return false }
        for byte in bytes { tokens.append(byteTokens[Int(byte)]) }
        return true
    }
}
