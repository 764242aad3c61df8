// Encodes and decodes with many tokenizers in one process, for the differential fuzzers beside it.
//
// Reads lines of JSON from stdin: `{"tokenizer": "…", "texts": ["…"], "ids": [[…]]}`, where
// `tokenizer` is a whole tokenizer.json; `{"model": "…"}` is a SentencePiece model in hexadecimal. Answers
// each with a line: `{"refused": "…"}`, or the ids of the texts with special tokens recognized and
// as text, the recognized ones with the template around them, and the texts of `ids`. With
// `"convert": true` it is written as tokenizer.json and read again first, and the answer has the file.
import BytePairEncoding
import Glibc

@main
enum Lab {
    static func main() throws {
        while let line = readLine(strippingNewline: true) {
            let request = try JSONTree(parsing: Array(line.utf8))
            do {
                print(try answer(to: request))
            } catch {
                print(#"{"refused":\#(quoted("\(error)"))}"#)
            }
            fflush(nil)
        }
    }

    private static func answer(to request: JSONTree) throws(TokenizerError) -> String {
        var tokenizer = try tokenizer(of: request)
        var fields: [String] = []
        if request["convert"]?.bool == true {
            let file = try tokenizer.huggingFaceJSON()
            tokenizer = try Tokenizer(huggingFace: file)
            fields.append("\"json\":" + quoted(String(decoding: file, as: UTF8.self)))
        }
        let encoder = TokenEncoder(tokenizer, cacheBytes: 1 << 16)
        let texts = (request["texts"]?.array ?? []).compactMap(\.string)
        for (name, options) in forms {
            var lists: [String] = []
            for text in texts {
                var ids: [UInt32] = []
                try encoder.encode(text.span, options: options, into: &ids)
                lists.append("[" + ids.map { String($0) }.joined(separator: ",") + "]")
            }
            fields.append("\"\(name)\":[" + lists.joined(separator: ",") + "]")
        }
        for skips in [false, true] {
            let decoded = try (request["ids"]?.array ?? []).map { list throws(TokenizerError) in
                var text: [UInt8] = []
                let ids = (list.array ?? []).compactMap(\.uint32)
                try tokenizer.decode(ids, into: &text, skippingSpecial: skips)
                return quoted(String(decoding: text, as: UTF8.self))
            }
            fields.append(
                "\"\(skips ? "skipped" : "decoded")\":[" + decoded.joined(separator: ",") + "]")
        }
        return "{" + fields.joined(separator: ",") + "}"
    }

    private static let forms: [(name: String, options: EncodingOptions)] = [
        ("special", EncodingOptions(specialTokens: .recognized)),
        ("plain", EncodingOptions()),
        ("template", EncodingOptions(specialTokens: .recognized, addsTemplate: true)),
    ]

    private static func tokenizer(of request: JSONTree) throws(TokenizerError) -> Tokenizer {
        if let json = request["tokenizer"]?.string { return try Tokenizer(huggingFace: json) }
        let hex = request["model"]?.string ?? []
        let digits = hex.map { $0 < 58 ? $0 - 48 : $0 - 87 }
        let bytes = stride(from: 0, to: digits.count, by: 2).map {
            digits[$0] << 4 | digits[$0 + 1]
        }
        return try Tokenizer(sentencePiece: bytes)
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
