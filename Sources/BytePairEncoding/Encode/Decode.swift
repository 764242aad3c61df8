// Tokens back to text.

extension Tokenizer {
    /// Appends the text of tokens. Ids that the vocabulary does not have give nothing; special
    /// tokens give their names unless they are skipped.
    public func decode(
        _ ids: some Sequence<UInt32>, into text: inout [UInt8], skippingSpecial: Bool = false
    ) {
        let special = skippingSpecial ? Set(addedTokens.filter(\.isSpecial).map(\.id)) : []
        let added = Set(addedTokens.map(\.id))
        var isFirst = true
        for id in ids where !special.contains(id) {
            if parts.symbols == .bytes || added.contains(id) {
                text.append(contentsOf: vocabulary[id])
            } else {
                appendPiece(vocabulary[id], isFirst: isFirst, to: &text)
            }
            isFirst = false
        }
    }

    /// A SentencePiece piece: a byte token, or text with `▁` for spaces.
    private func appendPiece(_ piece: ArraySlice<UInt8>, isFirst: Bool, to text: inout [UInt8]) {
        if let byte = byte(named: piece) { return text.append(byte) }
        var at = piece.startIndex
        while at < piece.endIndex {
            if piece[at...].starts(with: spaceMark) {
                let isDropped = isFirst && at == piece.startIndex && parts.dropsFirstSpace
                if !isDropped { text.append(UInt8(ascii: " ")) }
                at += spaceMark.count
            } else {
                text.append(piece[at])
                at += 1
            }
        }
    }
}
