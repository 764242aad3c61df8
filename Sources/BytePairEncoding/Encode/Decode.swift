// Tokens back to text.

extension Tokenizer {
    /// Whether an id has a token.
    public func contains(_ id: UInt32) -> Bool { vocabulary.contains(id) }

    /// Appends the text of tokens. Ids that the vocabulary does not have give nothing; special
    /// tokens give their names unless they are skipped.
    public func decode(
        _ ids: some Sequence<UInt32>, into text: inout [UInt8], skippingSpecial: Bool = false
    ) {
        let kept = ids.filter { vocabulary.contains($0) && !(skippingSpecial && isSpecial($0)) }
        switch parts.decoding {
        case .bytes: for id in kept { text.append(contentsOf: vocabulary[id]) }
        case .pieces(let dropsFirstSpace):
            for (index, id) in kept.enumerated() {
                appendPiece(id, dropsSpace: dropsFirstSpace && index == 0, to: &text)
            }
        case .spaced:
            text.append(contentsOf: kept.map(decodingName).joined(separator: [32]))
        case .steps(let steps):
            let tokens = steps.reduce(kept.map(decodingName)) { $1.apply(to: $0) }
            text.append(contentsOf: tokens.joined())
        }
    }

    /// A SentencePiece piece: a byte token, or text with `▁` for spaces; added tokens as they are.
    private func appendPiece(_ id: UInt32, dropsSpace: Bool, to text: inout [UInt8]) {
        let piece = vocabulary[id]
        if isAdded(id) { return text.append(contentsOf: piece) }
        if let byte = byte(named: piece) { return text.append(byte) }
        let drops = dropsSpace && piece.starts(with: spaceMark)
        text.append(
            contentsOf: Array(piece.dropFirst(drops ? spaceMark.count : 0))
                .replacing(spaceMark, with: [32]))
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

    private func isAdded(_ id: UInt32) -> Bool { added[id] != nil }

    /// Special where what decoding shows is a special token's text.
    private func isSpecial(_ id: UInt32) -> Bool {
        if let text = normalizedTexts[id], text != added[id]?.text {
            return addedTokens.contains { $0.isSpecial && $0.text == text }
        }
        return added[id]?.isSpecial == true
    }
}
