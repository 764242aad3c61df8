// Decompressed bytes that remember where gzip members and zstd frames begin.
import FileStore

/// A growing buffer over a stream; positions count from the buffer's first byte.
struct MemberBuffer {
    private let stream: ByteStream
    var bytes: [UInt8] = []
    /// The offset in the content of the byte at position 0.
    private(set) var origin = 0
    private var marks: [Mark] = []
    private var lastMember = -1
    private var reachedEnd = false
    /// The damage behind the last byte, until it is passed.
    private(set) var damage: FileError?

    private struct Mark {
        var position: Int
        let offset: Int
    }

    init(_ stream: ByteStream) { self.stream = stream }

    var count: Int { bytes.count }
    var path: String { stream.path }

    /// Reads until the buffer holds `count` bytes; false when the content, or what can be read of
    /// it, ends before.
    mutating func fill(_ count: Int) throws(FileError) -> Bool {
        while bytes.count < count {
            if reachedEnd || damage != nil { return false }
            let before = bytes.count
            do throws(FileError) {
                reachedEnd = try stream.read(into: &bytes) == 0
                if !reachedEnd { mark(before) }
            } catch  where error.isDamage {
                damage = error
            }
        }
        return true
    }

    /// Goes on behind the damage.
    mutating func passDamage() throws(FileError) {
        damage = nil
        reachedEnd = try !stream.recover()
        lastMember = -1
    }

    private mutating func mark(_ position: Int) {
        guard stream.compression != .plain, stream.memberOffset != lastMember else { return }
        lastMember = stream.memberOffset
        marks.append(Mark(position: position, offset: lastMember))
    }

    // MARK: Places

    func decodedOffset(_ position: Int) -> Int { origin + position }

    /// The stored offset of the byte at `position`, or of the member that holds it.
    func offset(_ position: Int) -> Int {
        if stream.compression == .plain { return origin + position }
        let index = firstMark(after: position) - 1
        return index < 0 ? 0 : marks[index].offset
    }

    /// The stored offset of the member that begins right at a position; `nil` where none does.
    func memberBeginning(at position: Int) -> Int? {
        let index = firstMark(after: position) - 1
        guard index >= 0, marks[index].position == position else { return nil }
        return marks[index].offset
    }

    /// The place of the byte at `position`, told from its member.
    func border(_ position: Int) -> RecordBorder {
        let index = firstMark(after: position) - 1
        guard index >= 0 else { return RecordBorder(member: origin + position, within: 0) }
        return RecordBorder(
            member: marks[index].offset, within: position - marks[index].position)
    }

    /// The first position in the range at which a member begins.
    func memberStart(in range: ClosedRange<Int>) -> Int? {
        let index = firstMark(after: range.lowerBound - 1)
        guard index < marks.count, range.contains(marks[index].position) else { return nil }
        return marks[index].position
    }

    private func firstMark(after position: Int) -> Int {
        var low = 0
        var high = marks.count
        while low < high {
            let middle = (low + high) / 2
            if marks[middle].position > position { high = middle } else { low = middle + 1 }
        }
        return low
    }

    // MARK: Removal

    /// Removes a range; what lies behind it moves up.
    mutating func remove(_ range: Range<Int>) {
        if range.isEmpty { return }
        let last = firstMark(after: range.upperBound) - 1
        let kept = marks[(last + 1)...].map {
            Mark(position: $0.position - range.count, offset: $0.offset)
        }
        var before = Array(marks[..<firstMark(after: range.lowerBound - 1)])
        // The member that holds the first byte behind the range may have begun inside it.
        if last >= before.count {
            let begins = marks[last].position == range.upperBound
            let position = begins ? range.lowerBound : range.lowerBound - 1
            before.append(Mark(position: position, offset: marks[last].offset))
        }
        marks = before + kept
        bytes.removeSubrange(range)
        origin += range.count
    }

    /// Removes a range when that moves no more bytes than it removes; says whether it did.
    ///
    /// What is left then only takes room: a hostile file must not make every small removal move
    /// megabytes.
    mutating func removeIfCheap(_ range: Range<Int>) -> Bool {
        guard range.count >= 1 << 16, range.count >= count - range.upperBound else { return false }
        remove(range)
        return true
    }

    /// Hands over the bytes before `position`, in exchange for a buffer to go on with.
    mutating func take(_ position: Int, into taken: inout [UInt8]) {
        taken.removeAll(keepingCapacity: true)
        taken.append(contentsOf: bytes[position...])
        bytes.removeSubrange(position...)
        swap(&bytes, &taken)
        origin += position
        let first = max(0, firstMark(after: position) - 1)
        marks.removeSubrange(..<first)
        for index in marks.indices { marks[index].position -= position }
    }
}
