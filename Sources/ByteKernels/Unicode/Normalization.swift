// Unicode normalization of UTF-8 bytes: NFC, NFD, NFKC and NFKD from pinned tables.
import CByteKernels

/// A Unicode normalization form.
public enum NormalizationForm: UInt8, Sendable, CaseIterable {
    case nfc = 1
    case nfd = 2
    case nfkc = 4
    case nfkd = 8

    var composes: Bool { self == .nfc || self == .nfkc }
    var isCompatible: Bool { self == .nfkc || self == .nfkd }
}

/// Normalizes texts; scratch for one worker.
///
/// Bytes that are not valid UTF-8 stay as they are and are never joined with their neighbours.
public struct TextNormalizer: Sendable {
    /// A stretch of output and the stretch of input that it stands for; both ends exclusive.
    public struct Piece: Sendable, Equatable {
        public var outputEnd: Int
        public var inputEnd: Int
    }

    public let form: NormalizationForm
    /// Whether characters that Unicode 9.0 did not have are left alone. Hugging Face's tokenizers
    /// (to 0.23 at least) do so.
    public let asOfUnicode9: Bool
    /// The changed pieces and those between them, when asked for; in order, without gaps.
    public private(set) var pieces: [Piece] = []
    private var scalars: [UInt32] = []

    public init(_ form: NormalizationForm, asOfUnicode9: Bool = false) {
        self.form = form
        self.asOfUnicode9 = asOfUnicode9
    }

    /// Whether a character may change or join what is before it.
    @inline(__always)
    private func isAffected(_ scalar: UInt32) -> Bool {
        if scalar >= 0x110000 { return false }
        let flags = cbk_normal_flag(scalar)
        return flags & form.rawValue != 0 && !(asOfUnicode9 && flags & 16 != 0)
    }

    /// Appends the normalized text. With `keepsPieces`, ``pieces`` says what became of what.
    public mutating func append(
        _ text: Span<UInt8>, to output: inout [UInt8], keepsPieces: Bool = false
    ) {
        pieces.removeAll(keepingCapacity: true)
        let origin = output.count
        text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            normalize(base, buffer.count, &output, keepsPieces ? origin : nil)
        }
    }

    private mutating func normalize(
        _ base: UnsafePointer<UInt8>, _ count: Int, _ output: inout [UInt8], _ origin: Int?
    ) {
        var copied = 0
        var previous = 0
        var at = 0
        while at < count {
            let (scalar, width) = decodedScalar(base + at, left: count &- at)
            if isAffected(scalar) {
                let start = hasStarter(base, previous, at) ? previous : at
                let end = segmentEnd(base, count, from: at)
                copy(base, copied, start, &output, origin)
                write(base, start, end, &output)
                if let origin {
                    pieces.append(Piece(outputEnd: output.count - origin, inputEnd: end))
                }
                copied = end
                previous = end
                at = end
            } else {
                previous = at
                at &+= width
            }
        }
        copy(base, copied, count, &output, origin)
    }

    /// Whether a character that what follows may join stands at `previous`, before `at`.
    private func hasStarter(_ base: UnsafePointer<UInt8>, _ previous: Int, _ at: Int) -> Bool {
        previous < at && decodedScalar(base + previous, left: at - previous).scalar < 0x110000
    }

    /// The end of the characters from `start` that may change or join what is before them.
    private func segmentEnd(_ base: UnsafePointer<UInt8>, _ count: Int, from start: Int) -> Int {
        var at = start
        while at < count {
            let (scalar, width) = decodedScalar(base + at, left: count &- at)
            if !isAffected(scalar) { break }
            at &+= width
        }
        return at
    }

    private mutating func copy(
        _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ output: inout [UInt8],
        _ origin: Int?
    ) {
        if start == end { return }
        output.append(contentsOf: UnsafeBufferPointer(start: base + start, count: end - start))
        guard let origin else { return }
        // Copied text stands for itself byte by byte.
        for at in start..<end {
            pieces.append(
                Piece(outputEnd: output.count - origin - (end - at - 1), inputEnd: at + 1))
        }
    }

    private mutating func write(
        _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ output: inout [UInt8]
    ) {
        scalars.removeAll(keepingCapacity: true)
        var at = start
        while at < end {
            let (scalar, width) = decodedScalar(base + at, left: end - at)
            decompose(scalar)
            at += width
        }
        reorder()
        if form.composes { compose() }
        for scalar in scalars { appendUTF8(scalar, to: &output) }
    }

    private mutating func decompose(_ scalar: UInt32) {
        if asOfUnicode9 && cbk_normal_flag(scalar) & 16 != 0 { return scalars.append(scalar) }
        if scalar >= 0xAC00 && scalar < 0xD7A4 {
            let index = scalar - 0xAC00
            scalars.append(0x1100 + index / 588)
            scalars.append(0x1161 + index % 588 / 28)
            if index % 28 != 0 { scalars.append(0x11A7 + index % 28) }
            return
        }
        let found = decomposition(of: scalar, isCompatible: form.isCompatible)
        if found.isEmpty {
            scalars.append(scalar)
        } else {
            scalars.append(contentsOf: found)
        }
    }

    /// Sorts each run of combining characters by class, keeping the order of equals.
    private mutating func reorder() {
        var start = 0
        while start < scalars.count {
            var end = start
            while end < scalars.count, cbk_combining_class(scalars[end]) != 0 { end += 1 }
            if end - start > 1 { sortRun(start..<end) }
            start = max(end, start + 1)
        }
    }

    private mutating func sortRun(_ run: Range<Int>) {
        let keys = run.map { UInt64(cbk_combining_class(scalars[$0])) << 32 | UInt64($0) }.sorted()
        let sorted = keys.map { scalars[Int(truncatingIfNeeded: $0 & 0xFFFF_FFFF)] }
        scalars.replaceSubrange(run, with: sorted)
    }

    private mutating func compose() {
        var starter = -1
        var lastClass: UInt8 = 0
        var write = 0
        for read in scalars.indices {
            let scalar = scalars[read]
            let combining = cbk_combining_class(scalar)
            // A character reaches the starter when nothing of its own class or higher, and no
            // other starter, stands between.
            if starter >= 0, write == starter + 1 || (lastClass != 0 && lastClass < combining) {
                let composed = Self.composed(scalars[starter], scalar)
                if composed != 0, !asOfUnicode9 || cbk_normal_flag(composed) & 16 == 0 {
                    scalars[starter] = composed
                    continue
                }
            }
            scalars[write] = scalar
            if combining == 0 { starter = write }
            lastClass = combining
            write += 1
        }
        scalars.removeLast(scalars.count - write)
    }

    private static func composed(_ first: UInt32, _ second: UInt32) -> UInt32 {
        if first >= 0x1100 && first < 0x1113 && second >= 0x1161 && second < 0x1176 {
            return 0xAC00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28
        }
        if first >= 0xAC00 && first < 0xD7A4 && (first - 0xAC00) % 28 == 0 && second > 0x11A7
            && second < 0x11C3
        {
            return first + (second - 0x11A7)
        }
        return cbk_composed(first, second)
    }
}

/// What a character is the compatible form of, in full; nothing where it is none, and for Hangul.
public func compatibilityDecomposition(of scalar: UInt32) -> UnsafeBufferPointer<UInt32> {
    decomposition(of: scalar, isCompatible: true)
}

/// A piece of the pinned tables.
private func decomposition(
    of scalar: UInt32, isCompatible: Bool
) -> UnsafeBufferPointer<UInt32> {
    var data: UnsafePointer<UInt32>?
    let count = Int(cbk_decomposition(scalar, isCompatible ? 1 : 0, &data))
    return UnsafeBufferPointer(start: data, count: count)
}
