// Shards as the lines of a manifest, and back.
import PipelineCore
import TokenShards

extension ShardRecord {
    /// The shard's files as the manifest lists them; the one with the tokens carries the counts.
    public var outputFiles: [OutputFile] {
        files.enumerated().map { place, file in
            OutputFile(
                name: file.name, bytes: file.bytes, sha256: file.sha256,
                documents: place == 0 ? documents : 0, tokens: place == 0 ? tokens : nil,
                facts: [
                    "dtype": dtype, "raw_bytes": "\(file.rawBytes)", "raw_sha256": file.rawSHA256,
                    "tokenizer_sha256": tokenizerSHA256, "vocabulary_size": "\(vocabularySize)",
                ])
        }
    }

    /// The shards whose files a manifest lists; in the order of their names.
    public static func records(of files: [OutputFile]) -> [ShardRecord] {
        let groups = Dictionary(grouping: files) { ShardFiles($0.name).base }
        return groups.sorted { $0.key < $1.key }.compactMap { name, files in
            guard let tokens = files.first(where: { $0.tokens != nil }),
                let facts = tokens.facts,
                let vocabulary = facts["vocabulary_size"].flatMap(Int.init)
            else { return nil }
            return ShardRecord(
                name: name, documents: tokens.documents, tokens: tokens.tokens ?? 0,
                dtype: facts["dtype"] ?? "", vocabularySize: vocabulary,
                tokenizerSHA256: facts["tokenizer_sha256"] ?? "",
                files: files.map {
                    File(
                        name: $0.name, bytes: $0.bytes, sha256: $0.sha256,
                        rawBytes: $0.facts?["raw_bytes"].flatMap(Int.init) ?? 0,
                        rawSHA256: $0.facts?["raw_sha256"] ?? "")
                })
        }
    }
}
