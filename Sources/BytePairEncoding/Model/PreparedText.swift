// Text on its way through a preparation: what each step makes of it.
import ByteKernels

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
        case .lowercase: change(CharacterChange.lowercase)
        case .stripAccents: change(CharacterChange.dropMarks)
        case .spaceControls: change(CharacterChange.spaceControls)
        case .bert(let cleaning): apply(cleaning)
        case .table(let map): apply(map)
        case .spellBytes: spellBytes()
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

    private mutating func apply(_ cleaning: BertCleaning) {
        if cleaning.cleans { change(CharacterChange.clean) }
        if cleaning.partsIdeographs { change(CharacterChange.partIdeographs) }
        if cleaning.dropsMarks {
            normalize(.nfd)
            change(CharacterChange.dropNonspacingMarks)
        }
        if cleaning.lowercases { change(CharacterChange.lowercase) }
    }

    /// Gives every character to `body`, which appends what becomes of it, or says that it stays.
    private mutating func change(_ body: (UInt32, inout CharacterChange) -> Void) {
        spare.removeAll(keepingCapacity: true)
        spareOrigins.removeAll(keepingCapacity: true)
        var change = CharacterChange()
        bytes.withPretokenText { text in
            var at = 0
            while at < text.count {
                let (scalar, width) = text.scalar(at)
                change.begin(width == 1 && text[at] >= 0x80)
                body(scalar, &change)
                put(change, at..<at + width)
                at += width
            }
        }
        takeSpare()
    }

    private mutating func spellBytes() {
        spare.removeAll(keepingCapacity: true)
        spareOrigins.removeAll(keepingCapacity: true)
        for at in bytes.indices { put(ByteAlphabet.spelled(bytes[at]), for: at..<at + 1) }
        takeSpare()
    }

    private mutating func put(_ change: CharacterChange, _ range: Range<Int>) {
        if change.stays { return keep(range) }
        put(change.output, for: range)
    }

    /// Bytes that stand for all of a range.
    private mutating func put(_ output: some Collection<UInt8>, for range: Range<Int>) {
        spare.append(contentsOf: output)
        guard let origins else { return }
        let origin: Origin = (origins[range.lowerBound].start, origins[range.upperBound - 1].end)
        spareOrigins.append(contentsOf: repeatElement(origin, count: output.count))
    }

    /// A table's strings are looked for at the beginnings of clusters of characters of less than
    /// six bytes, which are replaced as a whole, and of the characters of the others.
    private mutating func apply(_ map: CharacterMap) {
        spare.removeAll(keepingCapacity: true)
        spareOrigins.removeAll(keepingCapacity: true)
        bytes.withPretokenText { text in
            for cluster in text.clusters {
                if cluster.count < 6, replace(cluster, by: map, text) { continue }
                var at = cluster.lowerBound
                while at < cluster.upperBound {
                    let end = at + text.scalar(at).width
                    if !replace(at..<end, by: map, text) { keep(at..<end) }
                    at = end
                }
            }
        }
        beginWithSource()
        takeSpare()
    }

    /// What goes at the beginning belongs to the character after it, as in `tokenizers`.
    private mutating func beginWithSource() {
        guard let start = origins?.first?.start, let first = spareOrigins.first else { return }
        for at in spareOrigins.indices {
            if spareOrigins[at] != first { return }
            spareOrigins[at].start = min(start, first.start)
        }
    }

    private mutating func replace(
        _ range: Range<Int>, by map: CharacterMap, _ text: PretokenText
    ) -> Bool {
        let part = PretokenText(base: text.base + range.lowerBound, count: range.count)
        guard let place = map.shortest(in: part) else { return false }
        map.withTexts { put($0.dropFirst(place).prefix { $0 != 0 }, for: range) }
        return true
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
