// What an MDS shard says of its columns.
import FileFormats

/// One column: its name, how its values are encoded, and their size where it is fixed.
struct MosaicColumn {
    let name: String
    let encoding: String
    let size: Int?

    /// The width of the tokens in it; nil for a column of anything else.
    var width: TokenWidth? {
        TokenWidth.allCases.first { encoding == "ndarray:" + $0.dtype }
    }

    /// Reads the description that a shard holds.
    static func columns(describedBy json: [UInt8], file: String) throws(ShardError)
        -> [MosaicColumn]
    {
        var scanner = JSONScanner()
        do {
            try scanner.scan(json.span)
        } catch {
            throw ShardError(.damagedIndex, file, "its description is no JSON: \(error)")
        }
        let lists = ["column_names", "column_encodings", "column_sizes"].map { key in
            scanner.find(JSONPath(key), in: json.span).map {
                $0.kind == .array ? scanner.elements(of: $0, in: json.span) : []
            } ?? []
        }
        guard lists[0].count == lists[1].count, lists[0].count == lists[2].count,
            (lists[0] + lists[1]).allSatisfy({ $0.kind == .string })
        else { throw ShardError(.damagedIndex, file, "its description doesn't fit itself") }
        return try zip(zip(lists[0], lists[1]), lists[2]).map { pair, size throws(ShardError) in
            let number = size.kind == .null ? nil : JSONNumber.int(size, of: json.span)
            guard size.kind == .null || (number.map { $0 >= 0 } ?? false) else {
                throw ShardError(.damagedIndex, file, "a column's size is no number")
            }
            return MosaicColumn(
                name: text(pair.0, json), encoding: text(pair.1, json), size: number)
        }
    }

    private static func text(_ value: JSONValue, _ json: [UInt8]) -> String {
        String(decoding: JSONString.text(value, of: json.span), as: UTF8.self)
    }
}
