// Reads the decoder of a tokenizer.json.

extension HuggingFaceReader {
    /// How tokens become text; `isByteLevel` where they are bytes.
    func decoding(_ isByteLevel: Bool) throws(TokenizerError) -> TokenDecoding {
        guard let value = root["decoder"], !value.isNull else { return .spaced }
        var steps: [DecodingStep] = []
        try append(value, to: &steps)
        return isByteLevel && steps == [.byteLevel] && added.allSatisfy(isShownAsItIs)
            ? .bytes : .steps(steps)
    }

    /// Whether decoding shows an added token's text: it is the same in the byte alphabet, and no
    /// normalizer changes it.
    private func isShownAsItIs(_ token: AddedToken) -> Bool {
        let isAsItIs = !token.isNormalized || (root["normalizer"] ?? .null).isNull
        return isAsItIs && (ByteAlphabet.decode(token.text) ?? token.text) == token.text
    }

    private func append(
        _ value: JSONTree, to steps: inout [DecodingStep]
    ) throws(TokenizerError) {
        let type = text(value["type"]?.string ?? [])
        switch type {
        case "Sequence":
            for item in value["decoders"]?.array ?? [] { try append(item, to: &steps) }
        case "ByteLevel": steps.append(.byteLevel)
        case "ByteFallback": steps.append(.byteFallback)
        case "Fuse": steps.append(.fuse)
        case "Strip":
            guard let content = value["content"]?.character, let start = value["start"]?.uint32,
                let stop = value["stop"]?.uint32
            else { throw TokenizerError(.missingField, "decoder Strip") }
            steps.append(.strip(content, start: Int(start), stop: Int(stop)))
        case "Replace": steps.append(try replacingStep(value))
        case "Metaspace":
            let scheme = value["prepend_scheme"]?.string.map { text($0) }
            let drops =
                scheme.map { $0 != "never" } ?? value["add_prefix_space"]?.bool ?? true
            steps.append(
                .metaspace(mark: value["replacement"]?.string ?? spaceMark, drops: drops))
        case "BPEDecoder": steps.append(.endOfWord(value["suffix"]?.string ?? Array("</w>".utf8)))
        case "WordPiece":
            steps.append(
                .wordPiece(
                    prefix: value["prefix"]?.string ?? Array("##".utf8),
                    cleansUp: value["cleanup"]?.bool ?? true))
        default: throw TokenizerError(.unsupported, "decoder \(type)")
        }
    }

    private func replacingStep(_ value: JSONTree) throws(TokenizerError) -> DecodingStep {
        switch try TextPreparation.replacement(value) {
        case .replace(let old, let new): return .replace(old, with: new)
        case .replaceRegex(let regex, let new): return .replaceRegex(regex, with: new)
        default: throw TokenizerError(.unsupported, "decoder Replace")
        }
    }
}
