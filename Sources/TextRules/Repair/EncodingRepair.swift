// Undoes mojibake: text of one encoding that was read as if it were of another.
import ByteKernels
import CTextRules

/// Repairs the encoding of lines, which must look as if it were mixed up for anything to change.
///
/// As ftfy does: where the whole line can be written in a one-byte encoding such that the bytes
/// are UTF-8, that is what it was; where it can't, sequences inside of it may; what is left of
/// U+0080 to U+009F is windows-1252.
struct EncodingRepair {
    let rules: TextRepairRules
    var counts = TextRepairCounts()
    /// Code points that may still be gone through: lines made to need ever more rounds end.
    var work = 0

    /// The line after as many layers of damage are off as can be told.
    mutating func repaired(_ line: [UInt32]) -> [UInt32] {
        var line = line
        while let next = step(line), next != line { line = next }
        return line
    }

    static func isBad(_ line: [UInt32]) -> Bool {
        line.contains { $0 >= 0x80 }
            && line.withUnsafeBufferPointer { ctr_repair_is_bad($0.baseAddress!, $0.count) } != 0
    }

    private mutating func step(_ scalars: [UInt32]) -> [UInt32]? {
        guard work > 0, Self.isBad(scalars) else { return nil }
        work -= scalars.count
        let line = EncodableLine(scalars)
        if let recoded = recoded(line) { return recoded }
        if rules.repairsInside, let repaired = inside(line) { return repaired }
        if line.canBe(.latin), let windows = windows(scalars) { return windows }
        guard rules.latinControls else { return nil }
        return replaceLatinControls(scalars)
    }

    private mutating func recoded(_ line: EncodableLine) -> [UInt32]? {
        for encoding in RepairEncoding.allCases where line.canBe(encoding) {
            var bytes = RepairBytes(line.bytes(encoding))
            // In Mac OS Roman, a dash before a space would be taken for a sequence.
            if rules.restoresSpaces, encoding != .macRoman { bytes.restoreSpaces() }
            if rules.replacesLossy, encoding.isSloppy { bytes.replaceLossy() }
            guard let decoded = bytes.decoded() else { continue }
            if decoded != line.scalars {
                counts.recoded += 1
                counts.restoredSpaces += bytes.restoredSpaces
                counts.lossySequences += bytes.lossySequences
            }
            return decoded
        }
        return nil
    }

    // MARK: Inside of lines

    /// The line with those sequences repaired that look like UTF-8 and are bad; `nil`: none.
    private mutating func inside(_ line: EncodableLine) -> [UInt32]? {
        let scalars = line.scalars
        var result: [UInt32] = []
        var (at, copied) = (0, 0)
        while at < scalars.count {
            let end = sequencesEnd(line, at)
            if end > at, end - at < scalars.count {
                let sequence = Array(scalars[at..<end])
                let fixed = Self.isBad(sequence) ? repaired(sequence) : sequence
                if fixed != sequence {
                    counts.inside += 1
                    result.append(contentsOf: scalars[copied..<at])
                    result.append(contentsOf: fixed)
                    copied = end
                }
            }
            at = max(end, at + 1)
        }
        return copied == 0 ? nil : result + scalars[copied...]
    }

    /// The end of the sequences of UTF-8 that the characters from a place on may stand for. None
    /// begins after a character that would continue one.
    private func sequencesEnd(_ line: EncodableLine, _ start: Int) -> Int {
        if start > 0, line.marks(start - 1) & ctr_repair_strict != 0 { return start }
        var at = start
        while at < line.scalars.count {
            let length = sequenceLength(line.marks(at))
            guard length > 0, at + length <= line.scalars.count,
                (at + 1..<at + length).allSatisfy({
                    line.marks($0) & ctr_repair_continuation != 0
                })
            else { break }
            at += length
        }
        return at
    }

    private func sequenceLength(_ marks: Int) -> Int {
        if marks & ctr_repair_first_of_2 != 0 { return 2 }
        if marks & ctr_repair_first_of_3 != 0 { return 3 }
        return marks & ctr_repair_first_of_4 != 0 ? 4 : 0
    }

    // MARK: Controls of Latin-1

    private static func isLatinControl(_ scalar: UInt32) -> Bool { scalar &- 0x80 < 0x20 }

    /// Latin-1 that must be windows-1252, as it holds controls and all of them are characters
    /// there; `nil` otherwise.
    private mutating func windows(_ line: [UInt32]) -> [UInt32]? {
        let controls = line.filter(Self.isLatinControl)
        guard !controls.isEmpty, !controls.contains(where: { ctr_repair_windows1252($0) == $0 })
        else { return nil }
        return replaceLatinControls(line)
    }

    mutating func replaceLatinControls(_ line: [UInt32]) -> [UInt32] {
        line.map { scalar in
            guard Self.isLatinControl(scalar) else { return scalar }
            let character = ctr_repair_windows1252(scalar)
            if character != scalar { counts.latinControls += 1 }
            return character
        }
    }
}
