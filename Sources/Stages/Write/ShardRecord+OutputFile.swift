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
                    "dtype": dtype, "raw_bytes": "\(file.rawBytes)",
                    "tokenizer_sha256": tokenizerSHA256, "vocabulary_size": "\(vocabularySize)",
                ])
        }
    }

    /// The shards whose files a manifest lists, in the order of their names.
    public static func records(of files: [OutputFile]) -> [ShardRecord] {
        let groups = Dictionary(grouping: files) { ShardFiles($0.name)?.path }
        return groups.compactMap { name, files in name.flatMap { ShardRecord($0, files) } }
            .sorted { $0.name < $1.name }
    }

    /// The files of a manifest that belong to no single shard.
    public static func otherFiles(of files: [OutputFile]) -> [File] {
        files.filter { ShardFiles($0.name) == nil }.map(File.init)
    }

    private init?(_ name: String, _ files: [OutputFile]) {
        guard let counted = files.first(where: { $0.tokens != nil }), let facts = counted.facts,
            let vocabulary = facts["vocabulary_size"].flatMap(Int.init)
        else { return nil }
        self.init(
            name: name, documents: counted.documents, tokens: counted.tokens ?? 0,
            dtype: facts["dtype"] ?? "", vocabularySize: vocabulary,
            tokenizerSHA256: facts["tokenizer_sha256"] ?? "", files: files.map(File.init))
    }
}

extension OutputFile {
    /// A file that belongs to no single shard.
    init(_ file: ShardRecord.File) {
        self.init(name: file.name, bytes: file.bytes, sha256: file.sha256, documents: 0)
    }
}

extension ShardRecord.File {
    fileprivate init(_ file: OutputFile) {
        self.init(
            name: file.name, bytes: file.bytes, sha256: file.sha256,
            rawBytes: file.facts?["raw_bytes"].flatMap(Int.init) ?? 0)
    }
}
