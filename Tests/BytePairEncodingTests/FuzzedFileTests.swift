// Damaged tokenizer files: an error, or a tokenizer that works; never a crash.
import BytePairEncoding
import Foundation
import TestSupport
import Testing

/// A file, damaged a few times.
private func damaged(_ file: [UInt8], _ random: inout Random) -> [UInt8] {
    var file = file
    for _ in 0..<Int.random(in: 1...4, using: &random) where !file.isEmpty {
        let at = Int.random(in: 0..<file.count, using: &random)
        let end = min(file.count, at + Int.random(in: 1...40, using: &random))
        switch Int.random(in: 0..<7, using: &random) {
        case 0: file[at] = UInt8.random(in: 0...255, using: &random)
        case 1: file.removeSubrange(at..<end)
        case 2: file.insert(contentsOf: file[at..<end], at: at)
        case 3: file.removeSubrange(at...)
        case 4: file[at] = Array("0123456789-.eE\"[]{},:\\ntf".utf8).randomElement(using: &random)!
        case 5: file.insert(contentsOf: Array("99999999999".utf8), at: at)
        default: file[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
    }
    return file
}

/// Reads damaged files, uses what can be read, and says how many were refused.
private func refused(
    _ file: [UInt8], rounds: Int, _ read: ([UInt8]) throws -> Tokenizer
) -> Int {
    var random = Random(state: 3)
    var refused = 0
    for _ in 0..<rounds {
        let file = damaged(file, &random)
        do {
            let tokenizer = try read(file)
            let ids = encode(randomText(&random, pieces: 10), tokenizer)
            var text: [UInt8] = []
            try tokenizer.decode(ids, into: &text)
            _ = tokenizer.identity()
        } catch {
            #expect(error is TokenizerError, "\(error)")
            #expect(!"\(error)".isEmpty)
            refused += 1
        }
    }
    return refused
}

@Suite struct FuzzedFileTests {
    @Test(arguments: [SplitPattern.gpt2, .o200k, .deepseek])
    func `a damaged tokenizer.json is refused or works`(split: SplitPattern) throws {
        let file = try trained(split, size: 330).huggingFaceJSON()
        #expect(refused(file, rounds: 1500) { try Tokenizer(huggingFace: $0) } > 300)
    }

    @Test func `a damaged rank file or spec is refused or works`() throws {
        let (ranks, spec) = try trained(.cl100k, size: 330).tiktokenFiles()
        func read(_ ranks: [UInt8], _ spec: [UInt8]) throws -> Tokenizer {
            try Tokenizer(
                ranked: TiktokenFile.read(ranks), spec: TiktokenSpec(JSONTree(parsing: spec)))
        }
        #expect(refused(ranks, rounds: 1500) { try read($0, spec) } > 300)
        #expect(refused(spec, rounds: 1500) { try read(ranks, $0) } > 300)
    }

    @Test(
        .enabled(
            if: sharedFile("data/tokenizers/mistral-v3.sentencepiece.model") != nil,
            "shared/data/tokenizers/mistral-v3.sentencepiece.model is not here"))
    func `a damaged SentencePiece model is refused or works`() throws {
        let path = try #require(sharedFile("data/tokenizers/mistral-v3.sentencepiece.model"))
        let whole = [UInt8](try Data(contentsOf: path))
        // Its first pieces make a small model, which many rounds can be read of.
        let file = Array(whole.prefix(20_000))
        #expect(refused(file, rounds: 600) { try Tokenizer(sentencePiece: $0) } > 0)
    }

    @Test func `damaged models with a normalization table are refused or work`() throws {
        for model in try RecordedModel.all() {
            let file = [UInt8](model.model)
            #expect(refused(file, rounds: 1500) { try Tokenizer(sentencePiece: $0) } > 100)
        }
    }

    @Test func `a damaged RWKV vocabulary is refused or works`() throws {
        #expect(
            refused(RWKVTests.file("257 'ab' 2\n"), rounds: 500) { try Tokenizer(rwkv: $0) } > 300)
    }

    @Test func `a damaged tekken.json is refused or works`() throws {
        let file = Array(TekkenTests.file(special: #","special_tokens":[]"#).utf8)
        #expect(
            refused(file, rounds: 500) { try Tokenizer(tekken: JSONTree(parsing: $0)) } > 100)
    }

    @Test func `damaged vocab.json and merges.txt are refused or work`() throws {
        let (folder, _) = try VocabularyFolderTests.folder(.gpt2)
        let count = refused(folder.merges ?? [], rounds: 500) { merges in
            var folder = folder
            folder.merges = merges
            return try folder.tokenizer()
        }
        #expect(count > 50)
    }

    @Test func `nesting without end is refused`() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: TokenizerError.self) { try Tokenizer(huggingFace: deep) }
    }
}
