// The input files of a plan, numbered, and how tasks share them.
import FileStore
import PipelineCore

/// Finds the files that a pipeline's readers name.
struct InputListing {
    let context: StageContext

    /// All inputs in the order of the readers, each reader's files sorted by path, and what was
    /// passed over.
    func inputs(
        of readers: [PlannedReader], _ uses: [PipelineFile.StageUse]
    ) throws -> (inputs: [PlannedInput], passedOver: [String]) {
        var inputs: [PlannedInput] = []
        var passedOver: [String] = []
        for (index, reader) in readers.enumerated() {
            let found = try paths(reader.reader.inputs, at: uses[index].place)
            passedOver += found.passedOver
            for path in found.files {
                inputs.append(try input(path, number: inputs.count, reader: index))
            }
        }
        guard inputs.count <= DocumentKey.maxFiles else {
            throw ConfigError("\(inputs.count) input files; \(DocumentKey.maxFiles) at most")
        }
        return (inputs, passedOver)
    }

    private func paths(_ patterns: InputPatterns, at place: String) throws
        -> FilePatterns.Expansion
    {
        guard !patterns.paths.isEmpty else {
            throw ConfigError(
                "the reader has no 'paths'", at: place,
                suggestion: "Name files, folders or globs: paths: [data/*.jsonl.zst]")
        }
        do {
            return try FilePatterns.find(
                patterns.paths.map(context.resolve), extensions: patterns.endings)
        } catch {
            throw ConfigError("\(error)", at: place, suggestion: "Paths start from \(folderName).")
        }
    }

    private var folderName: String {
        context.baseFolder == "." ? "the current folder" : context.baseFolder
    }

    private func input(_ path: String, number: Int, reader: Int) throws -> PlannedInput {
        let entry: StoredEntry?
        do {
            let file = try StoredFile(path)
            entry = try file.entry()
            // What can't be opened is an error now, not after hours. A pipe is opened once, later.
            if entry?.kind == .file { _ = try file.openRanges() }
        } catch {
            throw ConfigError("can't read \(path): \(error.reason)")
        }
        return PlannedInput(
            file: InputFile(number: number, path: path, size: entry?.size ?? 0), reader: reader,
            version: entry?.kind == .file ? entry?.version ?? "" : "")
    }
}
