// The repairs of one line of code points, round by round until nothing changes.
import ByteKernels

/// Repairs lines one after the other.
struct LineRepair {
    private let rules: TextRepairRules
    private let references: NamedReferences
    private var encoding: EncodingRepair
    private var normalizer: TextNormalizer?
    private var own = TextRepairCounts()

    init(_ rules: TextRepairRules, _ references: NamedReferences) {
        self.rules = rules
        self.references = references
        encoding = EncodingRepair(rules: rules)
        normalizer = rules.normalization.map { TextNormalizer($0) }
    }

    /// What was changed since the last call.
    mutating func takeCounts() -> TextRepairCounts {
        defer { (own, encoding.counts) = (TextRepairCounts(), TextRepairCounts()) }
        var counts = own
        counts.recoded = encoding.counts.recoded
        counts.inside = encoding.counts.inside
        counts.restoredSpaces = encoding.counts.restoredSpaces
        counts.lossySequences = encoding.counts.lossySequences
        counts.latinControls = encoding.counts.latinControls
        return counts
    }

    /// Repairs until a round changes nothing. A line that needs thirty rounds was made to, and
    /// stays as they left it.
    mutating func repair(_ line: inout [UInt32], entities: Bool) {
        encoding.work = 30 * line.count + 1000
        var work = encoding.work
        while work > 0 {
            work -= line.count
            let before = line
            round(&line, entities: entities)
            if line == before { return }
        }
    }

    private mutating func round(_ line: inout [UInt32], entities: Bool) {
        if entities { own.entities += references.replace(in: &line) }
        if rules.encoding { line = encoding.repaired(line) }
        if rules.latinControls { line = encoding.replaceLatinControls(line) }
        if rules.ligatures { own.ligatures += expand(&line, latinLigature) }
        if rules.width { own.width += expand(&line, ordinaryWidth) }
        if rules.quotes { own.quotes += expand(&line) { straightQuote($0).map { [$0] } } }
        if rules.lineEnds { own.lineEnds += unifyLineEnds(&line) }
        if rules.surrogates { own.surrogates += joinSurrogates(&line) }
        if rules.terminalEscapes { own.terminalEscapes += removeEscapes(&line) }
        if rules.controls { own.controls += expand(&line) { isRemoved($0) ? [] : nil } }
        if normalizer != nil { normalize(&line) }
    }

    private mutating func normalize(_ line: inout [UInt32]) {
        guard line.contains(where: { $0 >= 0x80 }) else { return }
        let before = line
        var (bytes, normalized): ([UInt8], [UInt8]) = ([], [])
        for scalar in line { append(scalar, to: &bytes) }
        normalizer?.append(bytes.span, to: &normalized)
        line.removeAll(keepingCapacity: true)
        normalized.withUnsafeBufferPointer { appendScalars(of: $0, to: &line) }
        if line != before { own.normalized += 1 }
    }
}

/// Replaces code points by what `change` gives; `nil` leaves them. Returns how many changed.
private func expand(_ line: inout [UInt32], _ change: (UInt32) -> [UInt32]?) -> Int {
    guard let first = line.firstIndex(where: { change($0) != nil }) else { return 0 }
    var result = Array(line[..<first])
    var count = 0
    for scalar in line[first...] {
        if let changed = change(scalar) {
            result.append(contentsOf: changed)
            count += 1
        } else {
            result.append(scalar)
        }
    }
    line = result
    return count
}

private func isRemoved(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0...8, 0x0B, 0x0E...0x1F, 0x7F, 0x206A...0x206F, 0xFEFF, 0xFFF9...0xFFFC: true
    default: false
    }
}

private func straightQuote(_ scalar: UInt32) -> UInt32? {
    switch scalar {
    case 0x2BC, 0x2018...0x201B: 0x27
    case 0x201C...0x201F: 0x22
    default: nil
    }
}

/// The letters of a Latin ligature, or of a digraph that legacy encodings needed.
private func latinLigature(_ scalar: UInt32) -> [UInt32]? {
    switch scalar {
    case 0x132, 0x133, 0x149, 0x1C7...0x1CC, 0x1F1...0x1F3, 0xFB00...0xFB04, 0xFB06:
        compatible(scalar)
    case 0x1C4...0x1C6: [scalar < 0x1C6 ? 0x44 : 0x64, scalar == 0x1C4 ? 0x17D : 0x17E]
    case 0xFB05: [0x17F, 0x74]
    default: nil
    }
}

/// The ordinary form of a full-width or half-width character.
private func ordinaryWidth(_ scalar: UInt32) -> [UInt32]? {
    switch scalar {
    case 0x3000: [0x20]
    case 0xFF01...0xFFEF: compatible(scalar)
    default: nil
    }
}

private func compatible(_ scalar: UInt32) -> [UInt32]? {
    let decomposition = compatibilityDecomposition(of: scalar)
    return decomposition.isEmpty ? nil : Array(decomposition)
}

private func unifyLineEnds(_ line: inout [UInt32]) -> Int {
    let isOther = { (scalar: UInt32) in
        scalar == 0x0D || scalar == 0x85 || scalar == 0x2028 || scalar == 0x2029
    }
    let count = line.count(where: isOther)
    guard count > 0 else { return 0 }
    var result: [UInt32] = []
    for (at, scalar) in line.enumerated() {
        if scalar == 0x0A, at > 0, line[at - 1] == 0x0D { continue }
        result.append(isOther(scalar) ? 0x0A : scalar)
    }
    line = result
    return count
}

private func joinSurrogates(_ line: inout [UInt32]) -> Int {
    guard line.contains(where: { $0 >> 11 == 0x1B }) else { return 0 }
    var result: [UInt32] = []
    var (at, count) = (0, 0)
    while at < line.count {
        let (high, low) = (line[at], at + 1 < line.count ? line[at + 1] : 0)
        if high >> 10 == 0x36, low >> 10 == 0x37 {
            result.append(0x10000 + (high & 0x3FF) << 10 + low & 0x3FF)
            (at, count) = (at + 2, count + 1)
        } else {
            let isSurrogate = high >> 11 == 0x1B
            result.append(isSurrogate ? 0xFFFD : high)
            (at, count) = (at + 1, count + (isSurrogate ? 1 : 0))
        }
    }
    line = result
    return count
}

/// Removes escape, `[`, digits and semicolons, an ASCII letter.
private func removeEscapes(_ line: inout [UInt32]) -> Int {
    guard line.contains(0x1B) else { return 0 }
    var result: [UInt32] = []
    var (at, count) = (0, 0)
    while at < line.count {
        if line[at] == 0x1B, let end = escapeEnd(line, at) {
            (at, count) = (end, count + 1)
        } else {
            result.append(line[at])
            at += 1
        }
    }
    line = result
    return count
}

private func escapeEnd(_ line: [UInt32], _ start: Int) -> Int? {
    var at = start + 1
    guard at < line.count, line[at] == 0x5B else { return nil }
    at += 1
    while at < line.count,
        line[at] == 0x3B || GeneralCategory(line[at]) == .decimalNumber
    {
        at += 1
    }
    return at < line.count && (line[at] | 0x20) &- 0x61 < 26 ? at + 1 : nil
}
