// General categories against the standard library.
import ByteKernels
import Testing

@Test func `the pinned categories agree with the standard library where both know a scalar`() {
    var differences = 0
    for value in 0..<UInt32(0x110000) {
        guard let scalar = Unicode.Scalar(value) else { continue }
        // What is newer than the pinned version is unassigned there.
        if let age = scalar.properties.age, age.major > 16 { continue }
        let mask = GeneralCategory(value).bit
        let isLetter: Bool
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            isLetter = true
        default: isLetter = false
        }
        if (mask & GeneralCategory.letterMask != 0) != isLetter { differences += 1 }
    }
    #expect(differences == 0)
}

@Test func `a code point above the last plane is unassigned`() {
    #expect(GeneralCategory(0x110000) == .unassigned)
    #expect(GeneralCategory(0xD800) == .surrogate)
}
