// What normalizers make of single characters.
import ByteKernels

/// What becomes of one character.
struct CharacterChange {
    private(set) var output: [UInt8] = []
    private(set) var stays = true
    /// Whether it is a byte that is no character: it stays.
    private var isByte = false

    mutating func begin(_ isByte: Bool) {
        output.removeAll(keepingCapacity: true)
        stays = true
        self.isByte = isByte
    }

    private mutating func become(_ text: some Sequence<UInt8>) {
        if isByte { return }
        output.append(contentsOf: text)
        stays = false
    }

    // MARK: Changes

    static func lowercase(_ scalar: UInt32, _ change: inout CharacterChange) {
        if scalar < 0x80 {
            if (65...90).contains(scalar) { change.become(CollectionOfOne(UInt8(scalar | 0x20))) }
            return
        }
        guard let scalar = Unicode.Scalar(scalar) else { return }
        let lower = scalar.properties.lowercaseMapping.utf8
        if !lower.elementsEqual(String(scalar).utf8) { change.become(lower) }
    }

    static func dropMarks(_ scalar: UInt32, _ change: inout CharacterChange) {
        if ScalarSet.oldMarks.contains(scalar) { change.become([]) }
    }

    static func dropNonspacingMarks(_ scalar: UInt32, _ change: inout CharacterChange) {
        if ScalarSet.oldNonspacingMarks.contains(scalar) { change.become([]) }
    }

    /// What steers goes, but white space becomes a space.
    static func clean(_ scalar: UInt32, _ change: inout CharacterChange) {
        if scalar == 32 || (scalar > 32 && scalar < 127) { return }
        if ScalarSet.bertSpaces.contains(scalar) {
            change.become(CollectionOfOne(32))
        } else if ScalarSet.oldControls.contains(scalar) {
            change.become([])
        }
    }

    /// Puts spaces around Chinese characters.
    static func partIdeographs(_ scalar: UInt32, _ change: inout CharacterChange) {
        guard ScalarSet.bertIdeographs.contains(scalar), let scalar = Unicode.Scalar(scalar) else {
            return
        }
        change.become([32] + scalar.utf8Bytes + [32])
    }

    static func spaceControls(_ scalar: UInt32, _ change: inout CharacterChange) {
        if ScalarSet.nmtSpaces.contains(scalar) {
            change.become(CollectionOfOne(32))
        } else if ScalarSet.nmtControls.contains(scalar) {
            change.become([])
        }
    }
}

/// What BERT's normalizer does, in this order.
public struct BertCleaning: Sendable, Hashable {
    /// Removes controls, and writes a space for each white space.
    var cleans = true
    /// Puts spaces around Chinese characters.
    var partsIdeographs = true
    /// Decomposes, and removes nonspacing marks.
    var dropsMarks = true
    var lowercases = true
}
