// Reads texts in blocks of lines, or a file as one text.
import BytePairEncoding
import FileFormats
import FileStore
import HTMLText

/// A block of lines and the file that it is from.
struct TextBlock: Sendable {
    let lines: LineBlock
    let form: TextSource.Form
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
    private var current: (blocks: LineBlocks, path: String, form: TextSource.Form?)?
    /// Whether nothing was read of it yet.
    private var isNew = false
    private var number = -1
    /// The first line of JSON, to tell which fields there are.
    private var firstLine: [UInt8] = []

    /// - Parameter warn: is told what is left out.
    init(_ source: TextSource, warn: @escaping (String) -> Void) throws {
        self.source = source
        self.warn = warn
        let listed = try source.listed()
        files = listed.files[...]
        if !listed.passedOver.isEmpty {
            warn("passed over: \(FilePatterns.text(listed.passedOver))")
        }
    }

    /// The next block; nil at the end. Unreadable parts of a file are left out with a message.
    /// Throws for a text that is too large.
    func next() throws -> TextBlock? {
        while true {
            if current == nil {
                guard let path = files.popFirst() else { return nil }
                let blocks = LineBlocks(
                    try ByteStream(path: path), blockSize: 1 << 20, maximumLine: Self.maximumLine)
                current = (blocks, path, source.form(of: path))
                isNew = true
                number += 1
            }
            guard let (blocks, path, known) = current else { return nil }
            // An empty file is a text, too.
            let empty = isNew && known == .text ? LineBlock() : nil
            isNew = false
            if var block = try read(blocks) ?? empty {
                let form = known ?? TextSource.Form(of: block)
                current?.form = form
                if form == .jsonLines && firstLine.isEmpty { keepFirstLine(of: block) }
                if form == .text {
                    try append(rest: blocks, to: &block, path)
                    decode(&block.bytes, path)
                }
                return TextBlock(lines: block, form: form, file: number)
            }
            current = nil
        }
    }

    private func read(_ blocks: LineBlocks) throws -> LineBlock? {
        var block = LineBlock()
        guard try blocks.next(into: &block) else { return nil }
        if let problem = block.problem { warn("\(problem)") }
        return block
    }

    private func append(rest: LineBlocks, to block: inout LineBlock, _ path: String) throws {
        while let more = try read(rest) {
            block.bytes += more.bytes
            block.lineCount += more.lineCount
            if block.bytes.count > Self.maximumLine {
                throw FileError(
                    .corrupt, path: path,
                    reason: "more than \(Self.maximumLine >> 20) MiB in one text; "
                        + "--lines takes each line as one")
            }
        }
    }

    /// A plain text as UTF-8 without its byte-order mark.
    private func decode(_ bytes: inout [UInt8], _ path: String) {
        var decoder = PlainTextDecoder()
        if let text = decoder.decode(bytes, declared: []) {
            bytes = text
        } else {
            warn("\(path) is neither UTF-8 nor UTF-16 text: its bytes are taken as they are")
        }
    }

    private func keepFirstLine(of block: LineBlock) {
        firstLine = Array(block.bytes[block.line(0, at: 0).range])
    }

    /// Throws when there were lines, but none had a text; says which fields they have.
    func checkTexts(found: Int, without: Int) throws {
        if found > 0 || without == 0 { return }
        let fields = (try? JSONTree(parsing: firstLine))?.object?.map {
            String(decoding: $0.key, as: UTF8.self)
        }
        let reason = "no line has a text in the field '\(source.textField)'; "
        throw FileError(
            .corrupt, path: source.inputs.joined(separator: " "),
            reason: reason
                + (fields.map { "the first has: \($0.joined(separator: ", "))" }
                    ?? "the first is no object"))
    }
}

extension TextSource.Form {
    /// What an input without a name holds: JSON lines when its first line is an object.
    fileprivate init(of block: LineBlock) {
        let line = Array(block.bytes[block.line(0, at: 0).range])
        self = (try? JSONTree(parsing: line))?.object == nil ? .text : .jsonLines
    }
}
