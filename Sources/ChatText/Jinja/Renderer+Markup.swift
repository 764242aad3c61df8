// Filters for HTML and addresses, which chat templates hardly use.

extension Renderer {
    func applyMarkup(
        _ filter: Filter, to value: Value, _ arguments: Arguments
    ) throws(JinjaError) -> Value {
        switch filter {
        case .safe:
            var text = try string(value)
            text.isMarkup = true
            return .string(text)
        case .e, .escape: return .string(try string(value).escapedHTML())
        case .forceescape:
            var text = try string(value)
            text.isMarkup = false
            return .string(text.escapedHTML())
        case .urlencode: return .string(try urlEncoded(value))
        default:
            throw JinjaError(.unsupported, "the filter '\(filter.rawValue)' is not supported")
        }
    }

    private func urlEncoded(_ value: Value) throws(JinjaError) -> TracedText {
        let pairs: [Value]
        switch value {
        case .dict(let dict): pairs = DictView(dict: dict, part: .items).elements
        case .list(let values), .tuple(let values): pairs = values
        default: return try string(value).urlEncoded(keeping: "/")
        }
        var result = TracedText()
        for (index, pair) in pairs.enumerated() {
            let parts = try elements(of: pair, unpackedInto: 2)
            if index > 0 { result.append("&".utf8, origin: .template) }
            for (place, part) in parts.enumerated() {
                if place == 1 { result.append("=".utf8, origin: .template) }
                let encoded = try string(part).urlEncoded(keeping: "")
                result.append(
                    try replaced(encoded, TracedText("%20"), TracedText("+"), limit: -1))
            }
        }
        return result
    }
}

extension TracedText {
    fileprivate func urlEncoded(keeping kept: String) -> TracedText {
        let safe = Set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-~\(kept)".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        var result = TracedText()
        for (index, byte) in bytes.enumerated() {
            let encoded =
                safe.contains(byte)
                ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            result.append(encoded, origin: origin(at: index))
        }
        return result
    }
}
