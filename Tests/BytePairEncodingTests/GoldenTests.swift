// Tokens of real vocabularies, as recorded from tiktoken, tokenizers and sentencepiece.
import BytePairEncoding
import Foundation
import TestSupport
import Testing

/// The recorded vocabularies: read from their own formats.
enum RecordedTokenizer: String, CaseIterable {
    case gpt2, deepseek
    case claudeLegacy = "claude-legacy"
    case mistral = "mistral-v3"
    case cl100k = "cl100k_base"
    case o200k = "o200k_base"
    case p50k = "p50k_base"
    case qwen

    /// Nil where the shared data is missing.
    static func folder() -> String? { sharedFile("data/tokenizers")?.path }

    func load(from folder: String) throws -> Tokenizer {
        switch self {
        case .gpt2, .deepseek, .claudeLegacy:
            return try Tokenizer(huggingFace: bytes(folder, "\(rawValue).tokenizer.json"))
        case .mistral:
            return try Tokenizer(sentencePiece: bytes(folder, "\(rawValue).sentencepiece.model"))
        default:
            let specs = try JSONTree(parsing: bytes(folder, "encodings.json")).object ?? []
            let spec = try #require(specs.first { $0.key == Array(rawValue.utf8) })
            let ranks = try TiktokenFile.read(bytes(folder, "\(rawValue).tiktoken"))
            return try Tokenizer(ranked: ranks, spec: TiktokenSpec(spec.value))
        }
    }

    /// The recorded programs take added tokens from text only where the file is Hugging Face's.
    var options: EncodingOptions {
        switch self {
        case .gpt2, .deepseek, .claudeLegacy: EncodingOptions(specialTokens: .recognized)
        default: EncodingOptions()
        }
    }
}

func bytes(_ folder: String, _ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
}

/// The lines of a file, decompressed when its name says so.
func lines(_ folder: String, _ name: String) throws -> [JSONTree] {
    let data: [UInt8]
    if name.hasSuffix(".zst") {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["zstd", "-dcq", "\(folder)/\(name)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        data = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
    } else {
        data = try bytes(folder, name)
    }
    return try data.split(separator: 10).map { try JSONTree(parsing: Array($0)) }
}

extension JSONTree {
    var ids: [UInt32] { self["ids"]?.array?.compactMap(\.uint32) ?? [] }
}

@Suite(.enabled(if: RecordedTokenizer.folder() != nil, "shared/data/tokenizers is not here"))
struct GoldenTests {
    @Test(arguments: RecordedTokenizer.allCases)
    func `tokens equal the recorded ones`(recorded: RecordedTokenizer) throws {
        let folder = try #require(RecordedTokenizer.folder())
        let tokenizer = try recorded.load(from: folder)
        let encoder = TokenEncoder(tokenizer)
        let texts = try lines(folder, "golden-strings.jsonl").compactMap { $0["text"]?.string }
        let golden = try lines(folder, "golden-\(recorded.rawValue).jsonl.zst")
        #expect(texts.count == golden.count && golden.count > 2000)
        for (text, line) in zip(texts, golden) {
            var ids: [UInt32] = []
            try encoder.encode(text.span, options: recorded.options, into: &ids)
            #expect(ids == line.ids, "\(String(decoding: text, as: UTF8.self))")
        }
    }

    @Test func `special tokens in text equal the recorded ones`() throws {
        let folder = try #require(RecordedTokenizer.folder())
        var encoders: [RecordedTokenizer: TokenEncoder] = [:]
        let options = EncodingOptions(specialTokens: .recognized)
        var checked = 0
        for line in try lines(folder, "golden-special.jsonl") {
            let name = String(decoding: line["vocab"]?.string ?? [], as: UTF8.self)
            guard let recorded = RecordedTokenizer(rawValue: name), recorded != .mistral else {
                continue
            }
            if encoders[recorded] == nil {
                encoders[recorded] = TokenEncoder(try recorded.load(from: folder))
            }
            let text = try #require(line["text"]?.string)
            var ids: [UInt32] = []
            try encoders[recorded]?.encode(text.span, options: options, into: &ids)
            #expect(ids == line.ids, "\(name): \(String(decoding: text, as: UTF8.self))")
            checked += 1
        }
        #expect(checked > 40)
    }

    @Test func `user-defined pieces after a space put before the text are not written`() throws {
        let folder = try #require(RecordedTokenizer.folder())
        let mistral = try RecordedTokenizer.mistral.load(from: folder)
        let error = #expect(throws: TokenizerError.self) { try mistral.huggingFaceJSON() }
        #expect(error?.context.contains("user-defined pieces") == true)
    }

    @Test(arguments: RecordedTokenizer.allCases.filter { $0 != .mistral })
    func `a written tokenizer.json encodes the same`(recorded: RecordedTokenizer) throws {
        let folder = try #require(RecordedTokenizer.folder())
        let tokenizer = try recorded.load(from: folder)
        let back = try Tokenizer(huggingFace: tokenizer.huggingFaceJSON())
        let encoder = TokenEncoder(tokenizer)
        let again = TokenEncoder(back)
        for line in try lines(folder, "golden-strings.jsonl") {
            guard let text = line["text"]?.string else { continue }
            var (ids, other): ([UInt32], [UInt32]) = ([], [])
            try encoder.encode(text.span, options: recorded.options, into: &ids)
            try again.encode(text.span, options: recorded.options, into: &other)
            #expect(ids == other)
        }
    }
}
