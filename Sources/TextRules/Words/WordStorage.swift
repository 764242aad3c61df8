// The columns in which words are kept: where each is, how long, what is in it, its hash.
import ByteKernels

/// What a word contains.
public struct WordFlags: OptionSet, Sendable {
    public let rawValue: UInt8
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A letter.
    public static let alphabetic = WordFlags(rawValue: 1)
    /// A code point outside datatrove's punctuation set.
    public static let nonSymbol = WordFlags(rawValue: 2)
    /// The word is a mark that ends sentences.
    static let sentenceMark = WordFlags(rawValue: 4)
    /// Nothing but punctuation (category P).
    public static let punctuation = WordFlags(rawValue: 8)
}

/// Columns of a word table, and the words' bytes joined by nothing.
struct WordStorage: ~Copyable {
    var count = 0
    var starts = ScratchBuffer<UInt32>()
    /// `offsets[i]` is where word i begins in `joined`; there is one entry more than words.
    var offsets = ScratchBuffer<UInt32>()
    /// Code points before word i; one entry more than words.
    var points = ScratchBuffer<UInt32>()
    var flags = ScratchBuffer<UInt8>()
    var hashes = ScratchBuffer<UInt64>()
    var joined = ScratchBuffer<UInt8>(capacity: 4096)

    mutating func reset() {
        count = 0
        starts.giveBack()
        offsets.giveBack()
        points.giveBack()
        flags.giveBack()
        hashes.giveBack()
        joined.giveBack()
        offsets.base[0] = 0
        points.base[0] = 0
    }

    @inline(__always)
    func byteCount(_ index: Int) -> Int {
        Int(offsets.base[index + 1] - offsets.base[index])
    }

    /// Makes room for `bytes` words more, and for all words' bytes together up to `end`.
    mutating func makeRoom(bytes: Int, upTo end: Int) {
        starts.grow(count + bytes, keeping: count)
        offsets.grow(count + bytes + 1, keeping: count + 1)
        points.grow(count + bytes + 1, keeping: count + 1)
        flags.grow(count + bytes, keeping: count)
        hashes.grow(count + bytes, keeping: count)
        joined.grow(end + ScratchBuffer<UInt8>.padding, keeping: Int(offsets.base[count]))
    }

    /// Appends the word at `start`, for which room has been made.
    @inline(__always)
    mutating func append(
        _ text: UnsafePointer<UInt8>, _ start: Int, bytes: Int, points: Int, flags: UInt8
    ) {
        var columns = WordColumns(self)
        columns.append(text, start, bytes: bytes, points: points, flags: flags)
        count = columns.count
    }
}

/// The columns of a word table as plain values, so that loops keep them in registers.
struct WordColumns {
    private(set) var count: Int
    private let starts: UnsafeMutablePointer<UInt32>
    private let offsets: UnsafeMutablePointer<UInt32>
    private let points: UnsafeMutablePointer<UInt32>
    private let flags: UnsafeMutablePointer<UInt8>
    private let hashes: UnsafeMutablePointer<UInt64>
    private let joined: UnsafeMutablePointer<UInt8>

    @inline(__always)
    init(_ storage: borrowing WordStorage) {
        count = storage.count
        (starts, offsets) = (storage.starts.base, storage.offsets.base)
        (points, flags) = (storage.points.base, storage.flags.base)
        (hashes, joined) = (storage.hashes.base, storage.joined.base)
    }

    /// Appends the word at `start`, for which room has been made.
    @inline(__always)
    mutating func append(
        _ text: UnsafePointer<UInt8>, _ start: Int, bytes: Int, points length: Int,
        flags bits: UInt8
    ) {
        let word = text + start
        let offset = offsets[count]
        let target = joined + Int(offset)
        starts[count] = UInt32(truncatingIfNeeded: start)
        flags[count] = bits
        if bytes <= 16 {
            copy16(word, to: target)
            hashes[count] = shortWordHash(word, bytes)
        } else {
            target.update(from: word, count: bytes)
            hashes[count] = foldedHash(word, bytes)
        }
        let previous = points[count]
        count &+= 1
        offsets[count] = offset &+ UInt32(truncatingIfNeeded: bytes)
        points[count] = previous &+ UInt32(truncatingIfNeeded: length)
    }

    /// The hash of the word appended last.
    @inline(__always)
    var lastHash: UInt64 { hashes[count &- 1] }

    @inline(__always)
    mutating func removeLast() { count &-= 1 }
}

/// The hash of a word of a text that is followed by padding, as word tables have it.
func wordHash(_ word: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    count <= 16 ? shortWordHash(word, count) : foldedHash(word, count)
}

/// The hash of 1 to 16 bytes, of which 16 can be read.
@inline(__always)
private func shortWordHash(_ word: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let bits = UInt64(truncatingIfNeeded: count) &* 8
    let (low, high): (UInt64, UInt64) = (word.littleEndian(), word.littleEndian(at: 8))
    // Without branches: how long words are can't be foretold.
    let isLong = count > 8
    let keep: UInt64 = ~0 &>> (0 &- bits)
    let first = low & (isLong ? ~0 : keep)
    let second = high & (isLong ? keep : 0)
    return foldedMultiply(
        first ^ 0x9E37_79B9_7F4A_7C15, second ^ bits ^ 0xA076_1D64_78BD_642F)
}
