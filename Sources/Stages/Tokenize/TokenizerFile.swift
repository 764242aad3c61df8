// Tokenizers on disk, in any of the formats: one loader for stages and commands.
import BytePairEncoding
import FileFormats
import FileStore
import Foundation
import PipelineCore

/// Reads a tokenizer in the format that its content tells, and writes the folder that
/// `AutoTokenizer.from_pretrained` takes.
public enum TokenizerFile {
    /// The forms of a path, for help texts.
    public static let forms = """
        A tokenizer.json, tekken.json, SentencePiece model, rank file (.tiktoken) or RWKV \
        vocabulary, or a folder that has one of these, vocab.json and merges.txt, or vocab.txt.
        """

    /// - Parameter pattern: the split of a file that doesn't say its own.
    ///
    /// Throws ``FileError`` or ``TokenizerError`` with the path in its context.
    public static func load(_ path: String, pattern: String? = nil) throws -> Tokenizer {
        let files = try TokenizerFiles(path)
        do {
            return try files.tokenizer(pattern)
        } catch let error as TokenizerError {
            throw TokenizerError(error.code, "\(files.main): \(error.context)")
        }
    }

    /// The files that decide what ``load(_:pattern:)`` gives.
    public static func files(of path: String) -> [String] {
        (try? TokenizerFiles(path).all) ?? [path]
    }

    /// The files of a tokenizer's folder by name, in this order.
    public static func folder(
        of tokenizer: Tokenizer
    ) throws(TokenizerError) -> KeyValuePairs<String, [UInt8]> {
        [
            "tokenizer.json": try tokenizer.huggingFaceJSON(),
            "tokenizer_config.json": tokenizer.transformersConfig(),
            "special_tokens_map.json": tokenizer.transformersSpecialTokens(),
        ]
    }

    /// A copy of a tokenizer for a run's folder: the files that `transformers` reads or, where these
    /// can't say what it does, those that it was read from.
    static func artifacts(
        of tokenizer: Tokenizer, _ files: [String], in folder: String
    ) -> [Artifact] {
        guard let written = try? self.folder(of: tokenizer) else {
            return files.compactMap { path in
                guard let source = try? StoredFile(path) else { return nil }
                return Artifact(
                    source: source, path: "\(folder)/\(URL(filePath: path).lastPathComponent)")
            }
        }
        let memory = MemoryFiles(
            Dictionary(uniqueKeysWithValues: written.map { ($0.key, $0.value) }))
        return written.map { name, _ in
            Artifact(source: StoredFile(name, in: memory), path: "\(folder)/\(name)")
        }
    }

    /// Writes the files that `transformers` reads.
    package static func write(_ tokenizer: Tokenizer, to folder: String) throws {
        for (name, bytes) in try self.folder(of: tokenizer) {
            try StoredFile("\(folder)/\(name)").write(bytes)
        }
    }
}
