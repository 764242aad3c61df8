// Characters and windows of characters against the pinned categories, one character at a time.
import ByteKernels
import TestSupport
import Testing

@Suite struct CharacterClassTests {
    /// The class of a code point, by its category; White_Space for the controls that have it.
    private func naiveClass(_ scalar: UInt32) -> UInt32 {
        if (9...13).contains(scalar) || scalar == 0x85 { return ClassifiedCharacter.space }
        switch GeneralCategory(scalar) {
        case .lowercaseLetter: return ClassifiedCharacter.lower
        case .uppercaseLetter, .titlecaseLetter: return ClassifiedCharacter.upper
        case .modifierLetter, .otherLetter: return ClassifiedCharacter.caseless
        case .nonspacingMark, .spacingMark, .enclosingMark: return ClassifiedCharacter.mark
        case .decimalNumber, .letterNumber, .otherNumber: return ClassifiedCharacter.number
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: return ClassifiedCharacter.space
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            return ClassifiedCharacter.punctuation
        case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
            return ClassifiedCharacter.symbol
        default: return 0
        }
    }

    @Test func `every code point has the class of its category`() {
        var wrong: [UInt32] = []
        for value in 0..<UInt32(0x110000) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let bytes = Array(String(scalar).utf8)
            let packed = bytes.withUnsafeBufferPointer { bytes in
                bytes.baseAddress.map {
                    ClassifiedCharacter(at: $0, left: bytes.count).packed
                }
            }
            if packed != naiveClass(value) | UInt32(bytes.count) << 8 { wrong.append(value) }
        }
        #expect(wrong == [])
    }

    @Test func `a character cut off by the end is a symbol of one byte`() {
        for bytes in mixedPieces where bytes.count > 1 && bytes[0] >= 0xC2 {
            Stretch.at(0, bytes) { text in
                for left in 1..<bytes.count {
                    let character = ClassifiedCharacter(at: text.start, left: left)
                    #expect(character.packed == ClassifiedCharacter.symbol | 1 << 8)
                }
            }
        }
    }

    /// The characters that begin in a window, with their places.
    private func characters(_ text: Stretch) -> [(at: Int, character: ClassifiedCharacter)] {
        var found: [(Int, ClassifiedCharacter)] = []
        var at = 0
        while at < ClassWindow.size {
            let character = ClassifiedCharacter(at: text.start + at, left: 70 - at)
            found.append((at, character))
            at += character.width
        }
        return found
    }

    private func bits(_ text: Stretch, _ claim: (Int, ClassifiedCharacter) -> Bool) -> UInt64 {
        characters(text).reduce(0) { sum, next in
            guard claim(next.at, next.character) else { return sum }
            return (next.at..<min(64, next.at + next.character.width)).reduce(sum) {
                $0 | 1 << UInt64($1)
            }
        }
    }

    @Test func `a window says of each byte what its character is`() {
        var random = SeededGenerator(seed: 21)
        for round in 0..<400 {
            Stretch.at(round % 16, mixedText(70, using: &random)) { text in
                let window = ClassWindow(at: text.start)
                let of = { (mask: UInt32) in bits(text) { $1.isIn(mask) } }
                #expect(window.letter == of(ClassifiedCharacter.letter))
                #expect(window.upper == of(ClassifiedCharacter.upper))
                #expect(window.caseless == of(ClassifiedCharacter.caseless))
                #expect(window.mark == of(ClassifiedCharacter.mark))
                #expect(window.number == of(ClassifiedCharacter.number))
                #expect(window.white == of(ClassifiedCharacter.space))
                checkBytes(window, text)
            }
        }
    }

    private func checkBytes(_ window: ClassWindow, _ text: Stretch) {
        let one = { (bytes: [UInt8]) in bits(text) { at, _ in bytes.contains(text.bytes[at]) } }
        #expect(window.space == one([0x20]))
        #expect(window.line == one([0x0A, 0x0D]))
        #expect(window.quote == one([0x27]))
        #expect(window.slash == one([0x2F]))
        let whites = (1...3).map { width in
            characters(text).reduce(UInt64(0)) { sum, next in
                let isOne =
                    next.character.isIn(ClassifiedCharacter.space)
                    && next.character.width == width
                return isOne ? sum | 1 << UInt64(next.at) : sum
            }
        }
        #expect([window.white1, window.white2, window.white3] == whites)
        let firsts = characters(text).reduce(UInt64(0)) { $0 | 1 << UInt64($1.at) }
        #expect(window.continuation == ~firsts)
        let hasWide = characters(text).contains {
            $0.character.isIn(ClassifiedCharacter.number) && $0.character.width > 1
        }
        #expect(window.hasWideNumber == hasWide)
    }
}
