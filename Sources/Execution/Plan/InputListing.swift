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
    ) throws -> (inputs: [PlannedInput], passedOver: PassedOver) {
        var inputs: [PlannedInput] = []
        var passedOver = PassedOver()
        // Readers that differ may take different fields of one file.
        var seen: [String: Set<String>] = [:]
        for (index, reader) in readers.enumerated() {
            let way = reader.way
            let listed = try files(reader.reader.inputs, at: uses[index].place)
            try check(listed.files.first, reader.reader, at: uses[index].place)
            passedOver.counts.merge(listed.passedOver, uniquingKeysWith: +)
            passedOver.special += listed.special
            for file in listed.files {
                let identity = file.identity.isEmpty ? file.path : file.identity
                if seen[way, default: []].insert(identity).inserted {
                    inputs.append(try input(file.path, number: inputs.count, reader: index))
                } else {
                    passedOver.counts[FilePatterns.repeated, default: 0] += 1
                }
            }
        }
        guard inputs.count <= DocumentKey.maxFiles else {
            throw ConfigError("\(inputs.count) input files; \(DocumentKey.maxFiles) at most")
        }
        return (inputs, passedOver)
    }

    private func files(_ patterns: InputPatterns, at place: String) throws -> ListedFiles {
        guard !patterns.paths.isEmpty else {
            throw ConfigError(
                "the reader has no 'paths'", at: place,
                suggestion: "Name files, folders or globs: paths: [data/*.jsonl.zst]")
        }
        do {
            return try FilePatterns.list(
                patterns.paths.map(context.resolve), extensions: patterns.endings)
        } catch {
            let isParquet =
                !patterns.endings.contains(".parquet") && "\(error)".contains(" .parquet")
            throw ConfigError(
                "\(error)", at: place,
                suggestion: isParquet
                    ? "Parquet files are read with the 'parquet' reader."
                    : "Paths start from \(folderName).")
        }
    }

    private func check(
        _ first: ListedFiles.File?, _ reader: any Reader, at place: String
    ) throws {
        guard let path = first?.path, path != "-" else { return }
        do {
            try reader.check(StoredFile(path))
        } catch let error as DataError {
            throw ConfigError("\(path): \(error.reason)", at: place)
        }
    }

    private var folderName: String {
        context.baseFolder == "." ? "the current folder" : context.baseFolder
    }

    private func input(_ path: String, number: Int, reader: Int) throws -> PlannedInput {
        if LocalFiles.isEndlessDevice(path) {
            throw ConfigError("can't read \(path): it is a device that never ends")
        }
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

/// What lies in the inputs' folders and is not read.
struct PassedOver {
    /// By ending or reason.
    var counts: [String: Int] = [:]
    /// Paths of pipes, devices, sockets and links that lead nowhere.
    var special: [String] = []
}

extension PlannedReader {
    /// The reader's name and options but for its paths and share: how it reads a file.
    fileprivate var way: String {
        var isPath = false
        let lines = built.options.split(separator: "\n").filter { line in
            isPath =
                line.hasPrefix("paths:") || (isPath && (line.first == "-" || line.first == " "))
            return !isPath && !line.hasPrefix("share:") && !line.hasPrefix("maxEpochs:")
        }
        return ([built.entry.info.name] + lines.map(String.init)).joined(separator: "\n")
    }
}
