// `winnow tokenizer`: train, use, inspect and convert tokenizers.
import ArgumentParser
import BytePairEncoding
import FileFormats
import Foundation

struct TokenizerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenizer",
        abstract: "Train, use, inspect and convert tokenizers.",
        discussion: """
            Examples:
              winnow tokenizer train --help
              winnow tokenizer info runs/quickstart/tokenizer/tokenizer.json
            """,
        subcommands: [
            TokenizerTrain.self, TokenizerEncode.self, TokenizerDecode.self, TokenizerInfo.self,
            TokenizerCompare.self, TokenizerConvert.self, TokenizerSplit.self,
        ])
}

/// Reads a tokenizer in any of the formats, told from the name.
enum TokenizerFile {
    static let help: ArgumentHelp = """
        A tokenizer.json or a folder that has one, a SentencePiece .model, or a .tiktoken file: \
        one of OpenAI's by its name, another with NAME.spec.json beside it.
        """

    static func load(_ path: String) throws -> Tokenizer {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
        {
            return try load(path + "/tokenizer.json")
        }
        let bytes = try RandomAccessFile.contents(of: path)
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

    private static func loadRanks(_ bytes: [UInt8], _ path: String) throws -> Tokenizer {
        let base = String(path.dropLast(".tiktoken".count))
        let spec: TiktokenSpec
        if FileManager.default.fileExists(atPath: base + ".spec.json") {
            let json = try RandomAccessFile.contents(of: base + ".spec.json")
            spec = try TiktokenSpec(JSONTree(parsing: json))
        } else if let known = TiktokenSpec.named(URL(filePath: base).lastPathComponent) {
            spec = known
        } else {
            throw TokenizerError(
                .missingField, "write the split pattern and special tokens to \(base).spec.json")
        }
        return try Tokenizer(ranked: TiktokenFile.read(bytes), spec: spec)
    }
}

/// Writes a small file, replacing what was there.
func writeFile(_ bytes: [UInt8], to path: String) throws {
    let file = try AtomicFile(path: path)
    try file.write(bytes.span)
    try file.commit()
}
