// Tokenizers on disk, in any of the formats: one loader for stages and commands.
import BytePairEncoding
import FileFormats
import FileStore
import Foundation

/// Reads a tokenizer in the format that its name tells, and writes the folder that
/// `AutoTokenizer.from_pretrained` takes.
public enum TokenizerFile {
    /// The forms of a path, for help texts.
    public static let forms = """
        A tokenizer.json or a folder that has one, a SentencePiece .model, or a .tiktoken file: \
        one of OpenAI's by its name, another with NAME.spec.json beside it.
        """

    /// Throws ``FileError`` or ``TokenizerError`` with the path in its context.
    public static func load(_ path: String) throws -> Tokenizer {
        let path = Self.file(of: path)
        let bytes = try StoredFile(path).contents()
        do {
            switch URL(filePath: path).pathExtension {
            case "model": return try Tokenizer(sentencePiece: bytes)
            case "tiktoken": return try loadRanks(bytes, path)
            default: return try Tokenizer(huggingFace: bytes)
            }
        } catch let error as TokenizerError {
            throw TokenizerError(error.code, "\(path): \(error.context)")
        }
    }

    /// The files that decide what ``load(_:)`` gives: the one named, and the spec of ranks.
    public static func files(of path: String) -> [String] {
        let path = file(of: path)
        let spec = Self.spec(of: path)
        return path.hasSuffix(".tiktoken") && kind(of: spec) == .file ? [path, spec] : [path]
    }

    /// The files of a tokenizer's folder by name, in this order.
    public static func folder(of tokenizer: Tokenizer) -> KeyValuePairs<String, [UInt8]> {
        [
            "tokenizer.json": tokenizer.huggingFaceJSON(),
            "tokenizer_config.json": tokenizer.transformersConfig(),
            "special_tokens_map.json": tokenizer.transformersSpecialTokens(),
        ]
    }

    /// Writes the files that `transformers` reads.
    package static func write(_ tokenizer: Tokenizer, to folder: String) throws {
        for (name, bytes) in self.folder(of: tokenizer) {
            try StoredFile("\(folder)/\(name)").write(bytes)
        }
    }

    private static func file(of path: String) -> String {
        kind(of: path) == .folder ? path + "/tokenizer.json" : path
    }

    /// What lies at a path; `nil` also where that can't be told: reading it will say why.
    private static func kind(of path: String) -> StoredEntry.Kind? {
        try? StoredFile(path).entry()?.kind
    }

    private static func spec(of path: String) -> String {
        path.dropLast(".tiktoken".count) + ".spec.json"
    }

    private static func loadRanks(_ bytes: [UInt8], _ path: String) throws -> Tokenizer {
        let specPath = Self.spec(of: path)
        let name = URL(filePath: path).deletingPathExtension().lastPathComponent
        let spec: TiktokenSpec
        if kind(of: specPath) == .file {
            spec = try TiktokenSpec(JSONTree(parsing: StoredFile(specPath).contents()))
        } else if let known = TiktokenSpec.named(name) {
            spec = known
        } else {
            throw TokenizerError(
                .missingField, "write the split pattern and special tokens to \(specPath)")
        }
        return try Tokenizer(ranked: TiktokenFile.read(bytes), spec: spec)
    }
}
