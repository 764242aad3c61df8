// Repairs texts: finds the lines that may need it and leaves the others alone.
import ByteKernels
import CTextRules

/// Repairs texts one after the other, line by line, as ftfy 6 does.
///
/// One pass finds the lines that may need repair; only these are decoded. Bytes that are not
/// UTF-8 stay where they are.
public struct TextRepairer {
    /// Lines are repaired in pieces of so many code points, as in ftfy.
    private static let longestPiece = 1_000_000

    private let rules: TextRepairRules
    private let wanted: Int
    private var lines: LineRepair
    private var line: [UInt32] = []

    public init(_ rules: TextRepairRules, references: NamedReferences) {
        self.rules = rules
        lines = LineRepair(rules, references)
        let isOptional = rules.ligatures || rules.width || rules.quotes || rules.lineEnds
        wanted =
            ctr_repair_removed | (isOptional ? ctr_repair_optional : 0)
            | (rules.normalization == nil ? 0 : ctr_repair_wide)
    }

    /// Replaces the contents of `output` by the repaired text. `nil`, and `output` is left alone,
    /// when nothing needed repair.
    public mutating func repair(
        _ text: Span<UInt8>, into output: inout [UInt8]
    ) -> TextRepairCounts? {
        text.withUnsafeBufferPointer { text in
            guard text.count > 0 else { return nil }
            return repair(text, &output)
        }
    }

    private mutating func repair(
        _ text: UnsafeBufferPointer<UInt8>, _ output: inout [UInt8]
    ) -> TextRepairCounts? {
        let base = text.baseAddress!
        var markup: Int?
        var (at, copied, isChanged) = (0, 0, false)
        while true {
            let entities = at <= markup ?? at && rules.entities != .never
            let flags = UInt32(wanted | (entities ? ctr_repair_entities : 0))
            at = ctr_repair_scan(base, text.count, at, flags)
            guard at < text.count else { break }
            markup = markup ?? firstMarkup(text)
            let start = lineStart(text, at, from: copied)
            let end = at + firstOffset(of: 0x0A, in: base + at, text.count - at)
            at = min(end + 1, text.count)
            decode(UnsafeBufferPointer(rebasing: text[start..<at]))
            guard repairLine(entitiesEnd: start <= markup! ? entitiesEnd() : 0) else { continue }
            if !isChanged { output.removeAll(keepingCapacity: true) }
            isChanged = true
            output.append(contentsOf: text[copied..<start])
            for scalar in line { append(scalar, to: &output) }
            copied = at
        }
        let counts = lines.takeCounts()
        guard isChanged else { return nil }
        output.append(contentsOf: text[copied...])
        return counts
    }

    /// Where the text's first `<` is that ends the replacing of references.
    private func firstMarkup(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        rules.entities == .untilMarkup
            ? firstOffset(of: 0x3C, in: text.baseAddress!, text.count) : text.count
    }

    /// The start of the line around `at`; it is no earlier than `floor`, where one begins.
    private func lineStart(
        _ text: UnsafeBufferPointer<UInt8>, _ at: Int, from floor: Int
    ) -> Int {
        var start = at
        while start > floor, text[start - 1] != 0x0A { start -= 1 }
        return start
    }

    // MARK: One line

    /// Pieces of the line that end here or earlier have their references replaced.
    private func entitiesEnd() -> Int {
        switch rules.entities {
        case .never: 0
        case .always: .max
        case .untilMarkup: line.firstIndex(of: 0x3C) ?? .max
        }
    }

    /// Whether the line is another now.
    private mutating func repairLine(entitiesEnd: Int) -> Bool {
        let before = line
        if line.count <= Self.longestPiece {
            lines.repair(&line, entities: line.count <= entitiesEnd)
            return line != before
        }
        line.removeAll()
        for start in stride(from: 0, to: before.count, by: Self.longestPiece) {
            let end = min(start + Self.longestPiece, before.count)
            var piece = Array(before[start..<end])
            lines.repair(&piece, entities: end <= entitiesEnd)
            line.append(contentsOf: piece)
        }
        return line != before
    }

    private mutating func decode(_ bytes: UnsafeBufferPointer<UInt8>) {
        line.removeAll(keepingCapacity: true)
        appendScalars(of: bytes, to: &line)
    }
}

/// Appends the code points of UTF-8, surrogates among them. A byte that is not part of any is
/// 110000 (hexadecimal) and up.
func appendScalars(of bytes: UnsafeBufferPointer<UInt8>, to scalars: inout [UInt32]) {
    var at = 0
    while at < bytes.count {
        let (scalar, width) = decodedScalar(bytes.baseAddress! + at, left: bytes.count - at)
        if scalar == 0x1100ED, at + 2 < bytes.count, bytes[at + 1] & 0xE0 == 0xA0,
            bytes[at + 2] & 0xC0 == 0x80
        {
            scalars.append(
                0xD000 | UInt32(bytes[at + 1] & 0x3F) << 6 | UInt32(bytes[at + 2] & 0x3F))
            at += 3
        } else {
            scalars.append(scalar)
            at += width
        }
    }
}

/// Appends what ``appendScalars(of:to:)`` read.
func append(_ scalar: UInt32, to output: inout [UInt8]) {
    if scalar < 0x110000 {
        appendUTF8(scalar, to: &output)
    } else {
        output.append(UInt8(truncatingIfNeeded: scalar))
    }
}
