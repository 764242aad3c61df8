// What is done to a text before it is split: normalization, spaces to marks, prefixes.
import ByteKernels

/// When a mark for a space is put before a text.
public enum PrependScheme: String, Sendable {
    case always
    /// Only at the very beginning, not after an added token.
    case first
    case never
}

/// A list of changes to text, applied in order.
public struct TextPreparation: Sendable, Hashable {
    public enum Step: Sendable, Hashable {
        case normalize(NormalizationForm)
        /// Puts a string before a text that is not empty.
        case prepend([UInt8])
        case replace([UInt8], with: [UInt8])
        case replaceRegex(SplitRegex, with: [UInt8])
        case lowercase
        /// Removes white space at the ends.
        case strip(left: Bool, right: Bool)
        /// SentencePiece's own.
        case pieces(PieceRules)
        /// Puts a space before a text that does not begin with one.
        case prefixSpace
        /// Writes `mark` for each space and puts one before a text without.
        case metaspace(mark: [UInt8], PrependScheme)
    }

    public var steps: [Step]

    public init(_ steps: [Step] = []) { self.steps = steps }

    public var isEmpty: Bool { steps.isEmpty }

    /// Whether something is done at the ends of a text, so that a part of it comes out otherwise
    /// than by itself.
    var dependsOnPlace: Bool {
        steps.contains { step in
            switch step {
            case .normalize, .replace, .lowercase: false
            case .prepend, .replaceRegex, .strip, .prefixSpace, .metaspace, .pieces: true
            }
        }
    }
}

/// Text on its way through a preparation, with where each byte came from when that is asked for.
struct PreparedText {
    /// The bytes of the source that a byte stands for.
    typealias Origin = (start: Int, end: Int)

    private(set) var bytes: [UInt8] = []
    private(set) var origins: [Origin]?
    private var spare: [UInt8] = []
    private var spareOrigins: [Origin] = []

    /// Begins with a text; `origins` says where each byte came from, when that is to be kept.
    mutating func begin(_ text: UnsafeBufferPointer<UInt8>, origins: [Origin]? = nil) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: text)
        self.origins = origins
    }

    /// The bytes of the source that a range stands for. Needs the origins.
    func source(of range: Range<Int>) -> Range<Int> {
        guard let origins, range.upperBound <= origins.count else { return 0..<0 }
        if range.isEmpty {
            let at = range.lowerBound < origins.count ? origins[range.lowerBound].start : 0
            return at..<at
        }
        return origins[range.lowerBound].start..<origins[range.upperBound - 1].end
    }

    mutating func apply(_ preparation: TextPreparation, isFirst: Bool) {
        for step in preparation.steps { apply(step, isFirst) }
    }

    /// Nothing is done to an empty text.
    private mutating func apply(_ step: TextPreparation.Step, _ isFirst: Bool) {
        if bytes.isEmpty { return }
        switch step {
        case .normalize(let form): normalize(form)
        case .prepend(let prefix): prepend(prefix)
        case .replace(let old, let new): replace(with: new) { $0.firstMatch(of: old, from: $1) }
        case .replaceRegex(let regex, let new):
            var matcher = RegexMatcher()
            var walk = MatchWalk()
            replace(with: new) { text, _ in regex.nextMatch(in: text, &walk, &matcher) }
        case .lowercase: lowercase()
        case .strip(let left, let right): strip(left, right)
        case .pieces(let rules): apply(rules)
        case .prefixSpace: if bytes.first != 32 { prepend([32]) }
        case .metaspace(let mark, let scheme):
            replace(with: mark) { $0.firstMatch(of: [32], from: $1) }
            let wanted = scheme == .always || (scheme == .first && isFirst)
            if wanted && !bytes.starts(with: mark) { prepend(mark) }
        }
    }

    private mutating func prepend(_ prefix: [UInt8]) {
        bytes.insert(contentsOf: prefix, at: 0)
        guard let start = origins?.first?.start ?? (origins == nil ? nil : 0) else { return }
        origins?.insert(contentsOf: prefix.map { _ in (start, start) }, at: 0)
    }

    private mutating func normalize(_ form: NormalizationForm) {
        var normalizer = TextNormalizer(form, asOfUnicode9: true)
        var output: [UInt8] = []
        swap(&output, &spare)
        output.removeAll(keepingCapacity: true)
        normalizer.append(bytes.span, to: &output, keepsPieces: origins != nil)
        if let origins { self.origins = Self.follow(normalizer.pieces, origins) }
        swap(&bytes, &output)
        spare = output
    }

    private static func follow(
        _ pieces: [TextNormalizer.Piece], _ origins: [Origin]
    ) -> [Origin] {
        var result: [Origin] = []
        var input = 0
        for piece in pieces {
            let start = input < origins.count ? origins[input].start : 0
            let end = piece.inputEnd > input ? origins[piece.inputEnd - 1].end : start
            while result.count < piece.outputEnd { result.append((start, end)) }
            input = piece.inputEnd
        }
        return result
    }

    /// Replaces each match; the new bytes stand for all of it.
    private mutating func replace(
        with new: [UInt8], _ find: (PretokenText, Int) -> Range<Int>?
    ) {
        spare.removeAll(keepingCapacity: true)
        spareOrigins.removeAll(keepingCapacity: true)
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let text = PretokenText(base: base, count: buffer.count)
            var at = 0
            while let match = find(text, at) {
                keep(at..<match.lowerBound)
                spare.append(contentsOf: new)
                if let origins {
                    let origin = Self.origin(of: match, in: origins)
                    spareOrigins.append(contentsOf: repeatElement(origin, count: new.count))
                }
                at = match.upperBound
            }
            keep(at..<buffer.count)
        }
        takeSpare()
    }

    /// What put in at an empty match stands for nothing, where it is put in.
    private static func origin(of match: Range<Int>, in origins: [Origin]) -> Origin {
        if !match.isEmpty {
            return (origins[match.lowerBound].start, origins[match.upperBound - 1].end)
        }
        let place = match.lowerBound == 0 ? 0 : origins[match.lowerBound - 1].end
        return (place, place)
    }

    private mutating func keep(_ range: Range<Int>) {
        spare.append(contentsOf: bytes[range])
        if let origins { spareOrigins.append(contentsOf: origins[range]) }
    }

    private mutating func takeSpare() {
        let old = bytes
        bytes = spare
        spare = old
        if origins != nil { origins = spareOrigins }
    }

    private mutating func lowercase() {
        spare.removeAll(keepingCapacity: true)
        spareOrigins.removeAll(keepingCapacity: true)
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let text = PretokenText(base: base, count: buffer.count)
            var at = 0
            while at < text.count {
                let (value, width) = text.scalar(at)
                let isWhole = width > 1 || text[at] < 0x80
                let scalar = isWhole ? Unicode.Scalar(value) : nil
                if let scalar, case let lower = scalar.properties.lowercaseMapping.utf8,
                    !lower.elementsEqual(text.buffer[at..<at + width])
                {
                    spare.append(contentsOf: lower)
                    if let origins {
                        let origin: Origin = (origins[at].start, origins[at + width - 1].end)
                        spareOrigins.append(contentsOf: repeatElement(origin, count: lower.count))
                    }
                } else {
                    keep(at..<at + width)
                }
                at += width
            }
        }
        takeSpare()
    }

    private mutating func apply(_ rules: PieceRules) {
        var output = PieceOutput()
        swap(&output.bytes, &spare)
        output.bytes.removeAll(keepingCapacity: true)
        if origins != nil { output.ranges = [] }
        bytes.withPretokenText { rules.apply(to: $0, &output) }
        if let origins, let ranges = output.ranges {
            spareOrigins = ranges.map { range in
                if range.isEmpty {
                    let at =
                        range.lowerBound < origins.count
                        ? origins[range.lowerBound].start : origins[origins.count - 1].end
                    return (at, at)
                }
                return (origins[range.lowerBound].start, origins[range.upperBound - 1].end)
            }
        }
        swap(&output.bytes, &spare)
        takeSpare()
    }

    private mutating func strip(_ left: Bool, _ right: Bool) {
        let range = bytes.withUnsafeBufferPointer { buffer -> Range<Int> in
            guard let base = buffer.baseAddress else { return 0..<0 }
            let text = PretokenText(base: base, count: buffer.count)
            let start = left ? text.run(of: ClassifiedCharacter.space, from: 0) : 0
            var end = text.count
            while right && end > start {
                let before = text.characterStart(before: end)
                if !text.has(ClassifiedCharacter.space, at: before) { break }
                end = before
            }
            return start..<max(start, end)
        }
        bytes = Array(bytes[range])
        if let all = origins { origins = Array(all[range]) }
    }
}
