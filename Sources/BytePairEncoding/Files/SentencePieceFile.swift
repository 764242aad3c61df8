// Reads SentencePiece's .model files of the BPE kind: a protocol buffer of pieces and settings.
import ByteKernels

extension Tokenizer {
    /// Reads a SentencePiece `.model` trained with `--model_type=bpe`.
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

    private var pieces: [Piece] = []
    private var modelType: UInt64 = 1
    private var byteFallback = false
    private var addsPrefix = true
    private var collapsesSpaces = true
    private var escapesSpaces = true
    private var spaceIsSuffix = false
    private var charsMap: [UInt8] = []

    init(_ file: [UInt8]) throws(TokenizerError) {
        var reader = ProtobufReader(file[...])
        while let field = try reader.next() {
            switch field.number {
            case 1: try readPiece(field.bytes)
            case 2: try readTrainer(field.bytes)
            case 3: try readNormalizer(field.bytes)
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
            case 24: spaceIsSuffix = field.value != 0
            case 35: byteFallback = field.value != 0
            default: break
            }
        }
    }

    private mutating func readNormalizer(_ bytes: ArraySlice<UInt8>) throws(TokenizerError) {
        var reader = ProtobufReader(bytes)
        while let field = try reader.next() {
            switch field.number {
            case 2: charsMap = Array(field.bytes)
            case 3: addsPrefix = field.value != 0
            case 4: collapsesSpaces = field.value != 0
            case 5: escapesSpaces = field.value != 0
            default: break
            }
        }
    }

    func parts() throws(TokenizerError) -> TokenizerParts {
        try refuseUnsupported()
        let vocabulary = Vocabulary(pieces.map(\.text))
        let symbols = InitialSymbols.characters(
            byteFallback: byteFallback,
            unknown: pieces.firstIndex { $0.kind == .unknown }.map { UInt32($0) },
            fusesUnknown: true)
        // Only normal pieces are merged to; the others keep their ids.
        let mergeable = Vocabulary(pieces.map { $0.kind == .normal ? $0.text : nil })
        let order = pieces.indices.filter { pieces[$0].kind == .normal }.sorted {
            (-pieces[$0].score, $0) < (-pieces[$1].score, $1)
        }
        let merges = RankedMerges(mergeable, symbols: symbols, order: order.map { UInt32($0) })
        var parts = TokenizerParts(
            vocabulary: vocabulary, merges: merges.merges, preTokenizer: PreTokenizer([]))
        parts.ranksByResult = merges.ranksByResult
        parts.symbols = symbols
        parts.normalizer = preparation
        parts.addedTokens = addedTokens
        parts.decoding = .pieces(dropsFirstSpace: addsPrefix)
        parts.normalizesAddedTokens = false
        return parts
    }

    private func refuseUnsupported() throws(TokenizerError) {
        if modelType != 2 {
            throw TokenizerError(.unsupported, "a SentencePiece model that is not BPE")
        }
        if !charsMap.isEmpty {
            throw TokenizerError(.unsupported, "a SentencePiece model with a normalization table")
        }
        if spaceIsSuffix {
            throw TokenizerError(.unsupported, "a SentencePiece model with spaces after words")
        }
    }

    private var preparation: TextPreparation {
        var steps: [TextPreparation.Step] = []
        if collapsesSpaces { steps.append(.collapseSpaces) }
        if addsPrefix { steps.append(.prepend([32])) }
        if escapesSpaces { steps.append(.replace([32], with: spaceMark)) }
        return TextPreparation(steps)
    }

    /// Control pieces never stand for text; user-defined ones always do.
    private var addedTokens: [AddedToken] {
        pieces.enumerated().compactMap { index, piece in
            guard piece.kind == .control || piece.kind == .userDefined else { return nil }
            let isSpecial = piece.kind == .control
            return AddedToken(
                id: UInt32(index), text: piece.text, isSpecial: isSpecial, isNormalized: !isSpecial)
        }
    }
}

/// A field of a protocol buffer: its bytes, or its number.
private struct ProtobufField {
    var number: UInt64
    var value: UInt64 = 0
    var bytes: ArraySlice<UInt8> = []
}

/// Reads one field after the other.
private struct ProtobufReader {
    private let bytes: ArraySlice<UInt8>
    private var at: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        at = bytes.startIndex
    }

    private var damaged: TokenizerError {
        TokenizerError(.damagedFile, "not a protocol buffer at byte \(at)")
    }

    mutating func next() throws(TokenizerError) -> ProtobufField? {
        if at == bytes.endIndex { return nil }
        let tag = try varint()
        var field = ProtobufField(number: tag >> 3)
        switch tag & 7 {
        case 0: field.value = try varint()
        case 1: field.value = try fixed(8)
        case 2:
            let count = try varint()
            guard count <= UInt64(bytes.endIndex - at) else { throw damaged }
            field.bytes = bytes[at..<at + Int(count)]
            at += Int(count)
        case 5: field.value = try fixed(4)
        default: throw damaged
        }
        return field
    }

    private mutating func varint() throws(TokenizerError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard at < bytes.endIndex else { throw damaged }
            let byte = bytes[at]
            at += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw damaged
    }

    private mutating func fixed(_ count: Int) throws(TokenizerError) -> UInt64 {
        guard bytes.endIndex - at >= count else { throw damaged }
        defer { at += count }
        return bytes[at..<at + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
