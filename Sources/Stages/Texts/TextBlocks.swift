// Reads texts in blocks of lines.
import FileFormats

/// A block of lines and the file that it is from.
struct TextBlock: Sendable {
    let lines: LineBlock
    let isJSON: Bool
    /// Which file, counted from 0.
    let file: Int
}

/// Reads the files one after the other in blocks of lines.
final class TextBlocks {
    /// Longer lines are left out with a message: encoding may take ten times a text's length in
    /// memory when no cut falls in it, and thirty with merges in an order that training never gives.
    private static let maximumLine = 128 << 20
    private let source: TextSource
    private let warn: (String) -> Void
    private var files: ArraySlice<String>
    private var current: (blocks: LineBlocks, isJSON: Bool)?
    private var number = -1

    /// - Parameter warn: is told what is left out.
    init(_ source: TextSource, warn: @escaping (String) -> Void) throws {
        self.source = source
        self.warn = warn
        files = try source.files()[...]
    }

    /// The next block; nil at the end. Unreadable parts of a file are left out with a message.
    func next() throws -> TextBlock? {
        while true {
            if current == nil {
                guard let path = files.popFirst() else { return nil }
                current = (
                    LineBlocks(
                        try ByteStream(path: path), blockSize: 1 << 20,
                        maximumLine: Self.maximumLine), source.isJSON(path)
                )
                number += 1
            }
            guard let (blocks, isJSON) = current else { return nil }
            var block = LineBlock()
            if try blocks.next(into: &block) {
                if let problem = block.problem { warn("\(problem)") }
                return TextBlock(lines: block, isJSON: isJSON, file: number)
            }
            current = nil
        }
    }
}
