// The input files of a plan, numbered, and how tasks share them.
import FileFormats
import Foundation
import PipelineCore

/// Finds the files that a pipeline's readers name.
struct InputListing {
    let context: StageContext

    /// All inputs in the order of the readers, each reader's files sorted by path.
    func inputs(
        of readers: [BuiltStage], _ uses: [PipelineFile.StageUse]
    ) throws -> [PlannedInput] {
        var inputs: [PlannedInput] = []
        for (index, reader) in readers.enumerated() {
            guard let stage = reader.stage as? any Reader else { continue }
            for path in try paths(stage.inputs, at: uses[index].place) {
                inputs.append(try input(path, number: inputs.count, reader: index))
            }
        }
        guard inputs.count <= DocumentKey.maxFiles else {
            throw ConfigError("\(inputs.count) input files; \(DocumentKey.maxFiles) at most")
        }
        return inputs
    }

    private func paths(_ patterns: InputPatterns, at place: String) throws -> [String] {
        guard !patterns.paths.isEmpty else {
            throw ConfigError(
                "the reader has no 'paths'", at: place,
                suggestion: "Name files, folders or globs: paths: [data/*.jsonl.zst]")
        }
        do {
            return try FilePatterns.expand(
                patterns.paths.map(context.resolve), extensions: patterns.endings)
        } catch {
            throw ConfigError("\(error)", at: place, suggestion: "Paths start from \(folderName).")
        }
    }

    private var folderName: String {
        context.baseFolder == "." ? "the current folder" : context.baseFolder
    }

    private func input(_ path: String, number: Int, reader: Int) throws -> PlannedInput {
        guard path != "-" else {
            return PlannedInput(
                file: InputFile(number: number, path: path, size: 0), reader: reader, modified: 0)
        }
        var info = stat()
        guard stat(path, &info) == 0, access(path, R_OK) == 0 else {
            throw ConfigError("can't read \(path): \(String(cString: strerror(errno)))")
        }
        return PlannedInput(
            file: InputFile(number: number, path: path, size: Int(info.st_size)), reader: reader,
            modified: info.st_mtim.tv_sec * 1_000_000_000 + info.st_mtim.tv_nsec)
    }
}

/// Groups inputs into tasks: a large file is a task, small neighbours share one.
///
/// Groups depend on the files' order and sizes alone, never on workers.
func readTasks(of inputs: [PlannedInput]) -> [ReadTask] {
    let targetBytes = 64 << 20
    let maxFiles = 4096
    var tasks: [ReadTask] = []
    var start = 0
    var bytes = 0
    for index in inputs.indices {
        bytes += inputs[index].file.size
        let isLast = index + 1 == inputs.count
        let isFull = bytes >= targetBytes || index + 1 - start >= maxFiles
        if isLast || isFull || inputs[index + 1].reader != inputs[index].reader {
            tasks.append(ReadTask(index: tasks.count, inputs: start..<(index + 1)))
            (start, bytes) = (index + 1, 0)
        }
    }
    return tasks
}
