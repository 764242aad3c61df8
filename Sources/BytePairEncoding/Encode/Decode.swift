// Tokens back to text.

extension Tokenizer {
    /// Whether an id has a token.
    public func contains(_ id: UInt32) -> Bool { vocabulary.contains(id) }

    /// Appends the text of tokens. Special tokens give their names unless they are skipped, but
    /// SentencePiece shows none. Throws `unknownID` for ids that the vocabulary does not have.
    public func decode(
        _ ids: some Sequence<UInt32>, into text: inout [UInt8], skippingSpecial: Bool = false
    ) throws(TokenizerError) {
        var kept: [UInt32] = []
        for id in ids {
            if !vocabulary.contains(id) { throw TokenizerError(.unknownID, "\(id)") }
            if !(skippingSpecial && isSpecial(id)) { kept.append(id) }
        }
        switch parts.decoding {
        case .bytes: for id in kept { text.append(contentsOf: vocabulary[id]) }
        case .pieces(let how): appendPieces(kept, how, to: &text)
        case .spaced:
            text.append(contentsOf: kept.map(decodingName).joined(separator: [32]))
        case .steps(let steps):
            let tokens = steps.reduce(kept.map(decodingName)) { $1.apply(to: $0) }
            text.append(contentsOf: tokens.joined())
        }
    }

    private func appendPieces(_ ids: [UInt32], _ how: PieceDecoding, to text: inout [UInt8]) {
        let first = text.count
        var bytes: [UInt8] = []
        var isAtStart = true
        var droppedSpace = false
        for id in ids {
            let piece = vocabulary[id]
            if how.hasBytes, let byte = byte(named: piece), added[id] == nil {
                bytes.append(byte)
                continue
            }
            text.append(contentsOf: Self.repaired(bytes))
            bytes.removeAll(keepingCapacity: true)
            if droppedSpace || text.count > first { isAtStart = false }
            droppedSpace = false
            if added[id]?.isSpecial == true { continue }
            if id == how.unknown {
                text.append(contentsOf: how.unknownText)
                continue
            }
            let drops = isAtStart && how.dropsFirstSpace && piece.starts(with: spaceMark)
            droppedSpace = drops && !how.dropsAllSpaces
            let shown = Array(drops ? piece.dropFirst(spaceMark.count) : piece)
            text.append(contentsOf: shown.replacing(spaceMark, with: [32]))
        }
        text.append(contentsOf: Self.repaired(bytes))
    }

    /// Bytes with U+FFFD for each that is not of a character.
    private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        bytes.characters.flatMap {
            $0.count == 1 && $0[0] >= 0x80 ? [0xEF, 0xBF, 0xBD] : $0
        }
    }

    /// A token's name as a tokenizer.json has it.
    func name(of id: UInt32) -> [UInt8] {
        if let added = added[id] { return added.text }
        let bytes = vocabulary[id]
        let isPlain = parts.symbols != .bytes || parts.plainNames.contains(id)
        return isPlain ? Array(bytes) : ByteAlphabet.encode(bytes)
    }

    /// What the steps of a decoder begin with: `tokenizers` has added tokens there as they are in
    /// normalized text.
    private func decodingName(of id: UInt32) -> [UInt8] { normalizedTexts[id] ?? name(of: id) }

    /// Special where what decoding shows is a special token's text.
    private func isSpecial(_ id: UInt32) -> Bool {
        if let text = normalizedTexts[id], text != added[id]?.text {
            return addedTokens.contains { $0.isSpecial && $0.text == text }
        }
        return added[id]?.isSpecial == true
    }
}
