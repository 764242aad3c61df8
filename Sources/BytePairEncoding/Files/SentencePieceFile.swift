// Reads SentencePiece's .model files: a protocol buffer of pieces and settings.
import ByteKernels

extension Tokenizer {
    /// Reads a SentencePiece `.model` of type BPE, Unigram or char. Throws `unsupported`, naming
    /// what it is, for what would be encoded wrongly.
    public convenience init(sentencePiece file: [UInt8]) throws(TokenizerError) {
        try self.init(SentencePieceModel(file).parts())
    }
}

/// The fields of a model that matter to encoding, by their numbers in `sentencepiece_model.proto`.
private struct SentencePieceModel {
    private enum Kind: UInt64 {
        case normal = 1
        case unknown = 2
        case control = 3
        case userDefined = 4
        case unused = 5
        case byte = 6
    }

    private struct Piece {
        var text: [UInt8] = []
        var score: Float = 0
        var kind = Kind.normal
    }

    /// The values of `model_type`.
    private enum ModelType: UInt64 {
        case unigram = 1
        case bpe = 2
        case word = 3
        case char = 4
    }

    private var pieces: [Piece] = []
    private var modelType: UInt64 = 1
    private var byteFallback = false
    private var flags = PieceRules.Flags()
    private var charsMap: [UInt8] = []
    /// What decoding shows for an unknown piece.
    private var unknownText = Array(" \u{2047} ".utf8)
    private var hasDenormalizer = false

    init(_ file: [UInt8]) throws(TokenizerError) {
        var reader = ProtobufReader(file[...])
        while let field = try reader.next() {
            switch field.number {
            case 1: try readPiece(field.bytes)
            case 2: try readTrainer(field.bytes)
            case 3: try readNormalizer(field.bytes)
            case 5: try readDenormalizer(field.bytes)
            default: break
            }
        }
        if pieces.isEmpty { throw TokenizerError(.damagedFile, "no pieces: not a .model file") }
    }

    private mutating func readPiece(_ bytes: ArraySlice<UInt8>) throws(TokenizerError) {
        var reader = ProtobufReader(bytes)
        var piece = Piece()
        while let field = try reader.next() {
            switch field.number {
            case 1: piece.text = Array(field.bytes)
            case 2: piece.score = Float(bitPattern: UInt32(truncatingIfNeeded: field.value))
            case 3:
                guard let kind = Kind(rawValue: field.value) else {
                    throw TokenizerError(.unsupported, "a piece of kind \(field.value)")
                }
                piece.kind = kind
            default: break
            }
        }
        pieces.append(piece)
    }

    private mutating func readTrainer(_ bytes: ArraySlice<UInt8>) throws(TokenizerError) {
        var reader = ProtobufReader(bytes)
        while let field = try reader.next() {
            switch field.number {
            case 3: modelType = field.value
            case 24: flags.spaceIsSuffix = field.value != 0
            case 35: byteFallback = field.value != 0
            case 44: unknownText = Array(field.bytes)
            default: break
            }
        }
    }

    private mutating func readNormalizer(_ bytes: ArraySlice<UInt8>) throws(TokenizerError) {
        var reader = ProtobufReader(bytes)
        while let field = try reader.next() {
            switch field.number {
            case 2: charsMap = Array(field.bytes)
            case 3: flags.addsSpace = field.value != 0
            case 4: flags.collapsesSpaces = field.value != 0
            case 5: flags.marksSpaces = field.value != 0
            default: break
            }
        }
    }

    private mutating func readDenormalizer(_ bytes: ArraySlice<UInt8>) throws(TokenizerError) {
        var reader = ProtobufReader(bytes)
        while let field = try reader.next() {
            if field.number == 2 && !field.bytes.isEmpty { hasDenormalizer = true }
        }
    }

    func parts() throws(TokenizerError) -> TokenizerParts {
        let type = try checkedType()
        var parts = try type == .unigram ? unigramParts() : mergeParts(merges: type == .bpe)
        parts.normalizer = try TextPreparation([.pieces(rules())])
        parts.normalizesAddedTokens = false
        parts.roles.unknown = pieces.first { $0.kind == .unknown }?.text
        parts.decoding = .pieces(
            PieceDecoding(
                dropsFirstSpace: flags.addsSpace || flags.collapsesSpaces,
                dropsAllSpaces: flags.collapsesSpaces, unknown: unknown, unknownText: unknownText,
                hasBytes: byteFallback))
        return parts
    }

    private var unknown: UInt32? { pieces.firstIndex { $0.kind == .unknown }.map { UInt32($0) } }

    private func rules() throws(TokenizerError) -> PieceRules {
        PieceRules(
            flags, map: charsMap.isEmpty ? nil : try CharacterMap(charsMap),
            kept: pieces.filter { $0.kind == .userDefined }.map(\.text))
    }

    /// The parts of a model that merges, or, without merges, knows characters alone.
    private func mergeParts(merges: Bool) throws(TokenizerError) -> TokenizerParts {
        let symbols = InitialSymbols.characters(
            byteFallback: byteFallback, unknown: unknown, fusesUnknown: true)
        // Only normal pieces are merged to; the others keep their ids.
        let mergeable = Vocabulary(pieces.map { $0.kind == .normal ? $0.text : nil })
        let order = merges ? try mergeOrder(mergeable) : []
        let ranked = RankedMerges(mergeable, symbols: symbols, order: order)
        var parts = TokenizerParts(
            vocabulary: Vocabulary(pieces.map(\.text), hidden: neverText), merges: ranked.merges,
            preTokenizer: PreTokenizer([]))
        parts.ranksByResult = ranked.ranksByResult
        parts.symbols = symbols
        parts.addedTokens = addedTokens(.control, .userDefined)
        let ties = PieceTies(order.map { (pieces[Int($0)].text, pieces[Int($0)].score) })
        if let reason = try ties.reasonToRefuse(parts) {
            throw TokenizerError(.unsupported, "a SentencePiece BPE model with \(reason)")
        }
        return parts
    }

    /// Pieces that no text becomes by its characters.
    private var neverText: Set<UInt32> {
        Set(
            pieces.indices.filter { pieces[$0].kind == .control || pieces[$0].kind == .unknown }
                .map { UInt32($0) })
    }

    /// The pieces of several characters, the best first.
    private func mergeOrder(_ mergeable: Vocabulary) throws(TokenizerError) -> [UInt32] {
        let userDefined = Set(pieces.filter { $0.kind == .userDefined }.map(\.text))
        var order: [UInt32] = []
        for (id, piece) in pieces.enumerated() where piece.kind == .normal {
            let characters = piece.text.characters
            if characters.count < 2 { continue }
            for character in characters
            where mergeable.id(of: character) == nil && !userDefined.contains(character) {
                throw TokenizerError(
                    .unsupported,
                    "a SentencePiece model whose piece '\(text(piece.text))' has a character "
                        + "that is no piece")
            }
            order.append(UInt32(id))
        }
        return order.sorted { (-pieces[Int($0)].score, $0) < (-pieces[Int($1)].score, $1) }
    }

    private func unigramParts() throws(TokenizerError) -> TokenizerParts {
        guard let unknown else { throw TokenizerError(.damagedFile, "no unknown piece") }
        let vocabulary = Vocabulary(pieces.map(\.text), hidden: neverText)
        var parts = TokenizerParts(
            vocabulary: vocabulary, merges: [], preTokenizer: PreTokenizer([]))
        parts.symbols = .characters(
            byteFallback: byteFallback, unknown: unknown, fusesUnknown: true)
        parts.segmentation = .mostProbable(
            UnigramScores(
                arithmetic: .sentencePiece,
                scores: pieces.map { $0.kind == .normal ? Double($0.score) : nil },
                unknown: unknown,
                bytes: byteFallback
                    ? (0...255).compactMap { vocabulary.id(of: byteTokenName($0)) } : []))
        parts.addedTokens = addedTokens(.control)
        return parts
    }

    private func checkedType() throws(TokenizerError) -> ModelType {
        guard let type = ModelType(rawValue: modelType) else {
            throw TokenizerError(.unsupported, "a SentencePiece model of type \(modelType)")
        }
        if pieces.reduce(0, { $0 + $1.text.count }) >= ByteTrie.byteLimit {
            throw TokenizerError(.unsupported, "a SentencePiece model of more than 16 MiB")
        }
        if type == .word {
            throw TokenizerError(.unsupported, "a SentencePiece model of type word")
        }
        if type == .unigram && pieces.contains(where: { $0.kind == .userDefined }) {
            throw TokenizerError(
                .unsupported, "a SentencePiece Unigram model with user-defined pieces")
        }
        if hasDenormalizer {
            throw TokenizerError(.unsupported, "a SentencePiece model with a denormalizer")
        }
        if pieces.contains(where: { $0.kind == .unused }) {
            throw TokenizerError(.unsupported, "a SentencePiece model with unused pieces")
        }
        if pieces.contains(where: { $0.text.isEmpty || $0.score.isNaN }) {
            throw TokenizerError(.damagedFile, "a SentencePiece model with an empty piece")
        }
        if Set(pieces.map(\.text)).count < pieces.count {
            throw TokenizerError(.damagedFile, "a SentencePiece model with one piece twice")
        }
        let bytes = Set(pieces.filter { $0.kind == .byte }.compactMap { byte(named: $0.text[...]) })
        if bytes.count != (byteFallback ? 256 : 0) {
            throw TokenizerError(.damagedFile, "a SentencePiece model with only some bytes")
        }
        return type
    }

    /// Control pieces never stand for text; user-defined ones always do.
    private func addedTokens(_ kinds: Kind...) -> [AddedToken] {
        pieces.enumerated().compactMap { index, piece in
            guard kinds.contains(piece.kind) else { return nil }
            let isSpecial = piece.kind == .control
            return AddedToken(
                id: UInt32(index), text: piece.text, isSpecial: isSpecial, isNormalized: !isSpecial)
        }
    }
}
