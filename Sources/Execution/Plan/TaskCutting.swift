// How inputs are shared out among tasks: large files in ranges, small neighbours together.
import FileFormats
import FileStore
import PipelineCore

/// Cuts inputs into tasks of about so many stored bytes each.
///
/// Where tasks are cut depends on the files' order and sizes and on the setting alone, never on
/// workers; and what is read depends on none of them, see ``RecordPlaces``.
struct TaskCutting {
    /// Stored bytes of a task.
    let taskBytes: Int
    private static let maxPieces = 4096
    /// A corpus of any size has no more tasks than about this.
    private static let maxTasks = 1 << 14

    /// - Parameters:
    ///   - taskBytes: what the pipeline file asks for.
    ///   - total: bytes of all inputs; a very large corpus has larger tasks.
    init(taskBytes: Int, total: Int) {
        let least = max(taskBytes, total / Self.maxTasks)
        let cell = RecordPlaces.cellBytes
        self.taskBytes = max(cell, (least + cell - 1) / cell * cell)
    }

    func tasks(of inputs: [PlannedInput], _ readers: [PlannedReader]) throws -> [ReadTask] {
        var tasks: [ReadTask] = []
        var open: [InputPiece] = []
        var bytes = 0
        func close() {
            if open.isEmpty { return }
            tasks.append(ReadTask(index: tasks.count, pieces: open))
            (open, bytes) = ([], 0)
        }
        for (index, input) in inputs.enumerated() {
            if index > 0, inputs[index - 1].reader != input.reader { close() }
            for range in try ranges(of: input, readers[input.reader].reader) {
                let piece = InputPiece(input: index, range: range)
                open.append(piece)
                bytes += piece.bytes(ofSize: input.file.size)
                if bytes >= taskBytes || open.count == Self.maxPieces { close() }
            }
        }
        close()
        return tasks
    }

    /// The ranges of one file: one unless the file is larger than a task, and its reader and
    /// format can be entered in the middle.
    private func ranges(of input: PlannedInput, _ reader: any Reader) throws -> [StoredRange] {
        let size = input.file.size
        guard reader.readsRanges, size > taskBytes * 3 / 2 else { return [.whole] }
        let lastBorder = RecordPlaces.lastCell * RecordPlaces.cellBytes
        let borders = Array(stride(from: taskBytes, to: min(size, lastBorder), by: taskBytes))
        // A rest of less than half a task stays with the range before it.
        let kept =
            borders.last.map { size - $0 < taskBytes / 2 } == true
            ? borders.dropLast() : borders[...]
        return zip([0] + kept, kept.map { Optional($0) } + [nil]).map {
            StoredRange(start: $0, end: $1)
        }
    }
}
