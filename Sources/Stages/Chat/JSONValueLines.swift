// JSON arrays, pretty-printed values and files with a byte-order mark, as lines.
import ChatText
import FileFormats
import FileStore
import PipelineCore

/// How a file holds its records.
enum JSONForm {
    /// A record a line.
    case lines
    /// An array of records, or values over several lines.
    case values
    /// A row a line of OASST, each a message of a tree.
    case oasstRows
    /// UTF-16, which is not read.
    case utf16

    private static let sniffed = 1 << 16

    /// The form of a file, by its first bytes; rows of OASST only where the schema may be theirs.
    init(of file: StoredFile, _ schema: ChatSchema) throws {
        var head: [UInt8] = []
        let stream = try ByteStream(file)
        while head.count < Self.sniffed, try stream.read(into: &head) > 0 {}
        let form = Self.form(head)
        let isOther = form == .oasstRows && ![.auto, .oasstFlat].contains(schema)
        self = isOther ? .lines : form
    }

    private static func form(_ head: [UInt8]) -> JSONForm {
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return .utf16 }
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return .values }
        let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard let start = head.firstIndex(where: { !isSpace($0) }) else { return .lines }
        let end = head[start...].firstIndex(of: 0x0A) ?? head.count
        if head[start] == UInt8(ascii: "[") {
            // A line that is an array by itself is a bad record among others, not their list.
            return isWholeArray(head[start..<end]) && end < head.count - 1 ? .lines : .values
        }
        if head[start] != UInt8(ascii: "{") || end == head.count { return .lines }
        if OasstRows.isRow(head.span.extracting(start..<end)) { return .oasstRows }
        // An object that its first line only begins.
        let line = head[start..<end].last { !isSpace($0) }
        return line == UInt8(ascii: "{") || line == UInt8(ascii: ",") ? .values : .lines
    }

    private static func isWholeArray(_ line: ArraySlice<UInt8>) -> Bool {
        var scanner = JSONScanner()
        let wrapped = Array("{\"v\":".utf8) + line + [UInt8(ascii: "}")]
        return (try? scanner.scan(wrapped.span)) != nil
    }
}

/// Gives the values of a file as lines: those of an array, or one after another.
final class JSONValueLines: ChunkSource {
    private static let blockBytes = 4 << 20
    private let stream: ByteStream
    private let maximumRecord: Int
    private var input: [UInt8] = []
    private var splitter = ValueSplitter()
    private var nextPlace = 0
    private var offset = 0
    private var isAtEnd = false

    init(_ stream: ByteStream, maximumRecord: Int) {
        self.stream = stream
        self.maximumRecord = maximumRecord
    }

    var bytesRead: Int { stream.storedOffset }

    func next() throws -> LineBlock? {
        if isAtEnd { return nil }
        var block = LineBlock()
        block.firstPlace = nextPlace
        block.firstLine = nextPlace
        block.offset = offset
        while block.bytes.count < Self.blockBytes && block.problem == nil {
            input.removeAll(keepingCapacity: true)
            guard try stream.read(into: &input) > 0 else {
                isAtEnd = true
                if splitter.finish(into: &block.bytes) {
                    block.problem = problem("the file ends inside a value")
                }
                break
            }
            splitter.take(input, into: &block.bytes)
            if splitter.openBytes > maximumRecord {
                block.problem = problem("a value of more than \(maximumRecord >> 20) MiB")
            }
        }
        if block.problem != nil { isAtEnd = true }
        block.lineCount = splitter.takeCount()
        nextPlace += block.lineCount
        offset += block.bytes.count
        return block.lineCount > 0 || block.problem != nil ? block : nil
    }

    private func problem(_ reason: String) -> FileError {
        FileError(.corrupt, path: stream.path, reason: reason + "; the rest was not read")
    }
}

/// One file that can't be read: its one problem.
final class UnreadableFile: ChunkSource {
    private var problem: FileError?

    init(_ path: String, _ reason: String) {
        problem = FileError(.corrupt, path: path, reason: reason)
    }

    var bytesRead: Int { 0 }

    func next() -> LineBlock? {
        guard let problem else { return nil }
        self.problem = nil
        var block = LineBlock()
        block.problem = problem
        return block
    }
}

/// Cuts a stream of JSON into its values, byte by byte, whatever lines they are written on.
private struct ValueSplitter {
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private var hasBegun = false
    /// The values are those of one array.
    private var isInArray = false
    /// The value that is being read.
    private var open: [UInt8] = []
    private var count = 0

    var openBytes: Int { open.count }

    mutating func takeCount() -> Int {
        defer { count = 0 }
        return count
    }

    mutating func take(_ bytes: [UInt8], into lines: inout [UInt8]) {
        for byte in bytes { take(byte, into: &lines) }
    }

    private mutating func take(_ byte: UInt8, into lines: inout [UInt8]) {
        if isInString { return takeInString(byte) }
        switch byte {
        case UInt8(ascii: "\""):
            isInString = true
            open.append(byte)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if byte == UInt8(ascii: "["), !hasBegun {
                (hasBegun, isInArray) = (true, true)
                return
            }
            depth += 1
            open.append(byte)
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if depth == 0 {
                end(into: &lines)
                if !(isInArray && byte == UInt8(ascii: "]")) { open.append(byte) }
                return
            }
            depth -= 1
            open.append(byte)
            if depth == 0 { end(into: &lines) }
        case UInt8(ascii: ",") where depth == 0: end(into: &lines)
        case 0x0A, 0x0D, 0x20, 0x09:
            if depth > 0 { open.append(0x20) } else { end(into: &lines) }
            return
        case 0xEF, 0xBB, 0xBF:
            // A byte-order mark before everything says nothing.
            if hasBegun { open.append(byte) }
            return
        default: open.append(byte)
        }
        hasBegun = true
    }

    private mutating func takeInString(_ byte: UInt8) {
        // A line end in a string is not JSON, and must not end the line here.
        open.append(byte == 0x0A || byte == 0x0D ? 0x01 : byte)
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            isInString = false
        }
    }

    private mutating func end(into lines: inout [UInt8]) {
        if open.isEmpty { return }
        lines += open
        lines.append(0x0A)
        count += 1
        open.removeAll(keepingCapacity: true)
    }

    /// Ends the stream; true when it ends inside a value.
    mutating func finish(into lines: inout [UInt8]) -> Bool {
        if depth > 0 || isInString { return true }
        end(into: &lines)
        return false
    }
}
