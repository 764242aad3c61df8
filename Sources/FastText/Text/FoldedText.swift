// Text with the usual disguises of words undone.

/// Folds text to lower-case words between single blanks, with a blank at both ends, so that a word
/// or phrase with blanks around it can be searched for.
///
/// Undone are capitals, accents, full-width letters, Cyrillic and Greek look-alikes inside Latin
/// words, digits and signs for letters (`sh1t`, `@ss`), letters spaced or dotted apart (`s h i t`)
/// and letters repeated three times or more. A star between letters stays, quotation marks become a
/// word of their own, apostrophes vanish.
package struct FoldedText: Sendable {
    /// By scalar below 0x3000: what to write, 0 for a word's end, 1 for nothing.
    private let folded: FlatStorage<UInt16>
    private static let foldedCount: UInt32 = 0x3000
    static let quote: UInt8 = 0x22

    package init() {
        folded = FlatStorage(count: Int(Self.foldedCount), repeating: 0)
        for scalar in 0..<Self.foldedCount { folded.base[Int(scalar)] = Self.fold(scalar) }
        for (plain, accented) in Self.accents {
            for letter in accented.unicodeScalars { folded.base[Int(letter.value)] = plain }
        }
    }

    private static let accents: [(UInt16, String)] = [
        (0x61, "àáâãäåāăąÀÁÂÃÄÅĀĂĄ"), (0x63, "çćĉċčÇĆĈĊČ"), (0x64, "ďđĎĐ"),
        (0x65, "èéêëēĕėęěÈÉÊËĒĔĖĘĚ"), (0x67, "ĝğġģĜĞĠĢ"), (0x69, "ìíîïĩīĭįıÌÍÎÏĨĪĬĮİ"),
        (0x6C, "ĺļľłĹĻĽŁ"), (0x6E, "ñńņňÑŃŅŇ"), (0x6F, "òóôõöøōŏőÒÓÔÕÖØŌŎŐ"),
        (0x72, "ŕŗřŔŖŘ"), (0x73, "śŝşšŚŜŞŠ"), (0x74, "ţťŢŤ"), (0x75, "ùúûüũūŭůűųÙÚÛÜŨŪŬŮŰŲ"),
        (0x79, "ýÿÝŸ"), (0x7A, "źżžŹŻŽ"),
    ]

    private static func fold(_ scalar: UInt32) -> UInt16 {
        if scalar == 0x27 || scalar == 0x2019 || scalar == 0x200C || scalar == 0x200D { return 1 }
        if [0x22, 0xAB, 0xBB, 0x201C, 0x201D, 0x201E].contains(scalar) { return UInt16(quote) }
        if [0x24, 0x40, 0x21, 0x2A].contains(scalar) { return UInt16(scalar) }
        guard let known = Unicode.Scalar(scalar) else { return 0 }
        let properties = known.properties
        guard properties.isAlphabetic || (0x30...0x39).contains(scalar) else {
            switch properties.generalCategory {
            case .nonspacingMark, .spacingMark: return scalar < 0x370 ? 1 : UInt16(scalar)
            default: return 0
            }
        }
        let lower = properties.lowercaseMapping.unicodeScalars
        guard let first = lower.first, lower.count == 1 else { return UInt16(scalar) }
        return UInt16(truncatingIfNeeded: first.value)
    }

    /// Appends the folded text to `out`; returns how many words it has.
    @discardableResult
    package func append(_ text: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) -> Int {
        let old = out.count
        // A quotation mark of one byte becomes a word between blanks, and a letter of two can
        // become one of three.
        out.append(contentsOf: repeatElement(0, count: text.count * 2 + 16))
        var (count, words) = (0, 0)
        out.withUnsafeMutableBufferPointer { buffer in
            var writer = Writer(buffer.baseAddress! + old)
            var position = 0
            while position < text.count {
                let byte = text[position]
                if byte < 0x80 {
                    position &+= 1
                    writer.add(UInt32(folded.base[Int(byte)]))
                } else {
                    let (scalar, width) = UTF8Scalar.decode(
                        text.baseAddress! + position, left: text.count &- position)
                    position &+= width
                    writer.add(fold(scalar))
                }
            }
            writer.finish()
            (count, words) = (writer.count, writer.words)
        }
        out.removeLast(out.count - old - count)
        return words
    }

    @inline(__always)
    private func fold(_ scalar: UInt32) -> UInt32 {
        if scalar < Self.foldedCount { return UInt32(folded.base[Int(scalar)]) }
        if scalar &- 0xFF21 < 26 { return scalar &- 0xFF21 &+ 0x61 }
        if scalar &- 0xFF41 < 26 { return scalar &- 0xFF41 &+ 0x61 }
        return LetterText.isLetterOrMark(scalar) ? scalar : 0
    }

    /// Writes words, and rewrites each at its end if it was disguised.
    private struct Writer {
        private let out: UnsafeMutablePointer<UInt8>
        private(set) var count = 1
        private(set) var words = 0
        private var wordStart = 1
        private var hasLetter = false
        private var hasSign = false
        private var hasLookAlike = false
        /// The last scalar and how often it stood in a row.
        private var last: UInt32 = 0
        private var run = 0
        /// Where a row of one-letter words began, and how many there are.
        private var singlesStart = 1
        private var singles = 0

        init(_ out: UnsafeMutablePointer<UInt8>) {
            self.out = out
            out[0] = 0x20
        }

        @inline(__always)
        mutating func add(_ scalar: UInt32) {
            if scalar &- 0x61 < 26 {
                hasLetter = true
                run = scalar == last ? run &+ 1 : 1
                last = scalar
                guard run < 3 else {
                    // The third takes the second back, later ones are left out.
                    if run == 3 { count &-= 1 }
                    return
                }
                out[count] = UInt8(truncatingIfNeeded: scalar)
                count &+= 1
            } else {
                addOther(scalar)
            }
        }

        private mutating func addOther(_ scalar: UInt32) {
            if scalar == 1 { return }
            last = scalar
            run = 1
            if scalar == 0 { return endWord() }
            if scalar == UInt32(FoldedText.quote) {
                endWord()
                out[count] = FoldedText.quote
                out[count + 1] = 0x20
                count += 2
                wordStart = count
                singles = 0
                return
            }
            if scalar < 0x80 {
                hasSign = true
            } else {
                hasLetter = true
                hasLookAlike = hasLookAlike || FoldedText.latinLookAlike(scalar) != nil
            }
            count += UTF8Scalar.encode(scalar, to: out + count)
        }

        private mutating func endWord() {
            guard count > wordStart else { return }
            if hasLetter, hasSign || hasLookAlike { undisguise() }
            if !hasLetter, !isNumber { count = wordStart }
            defer {
                hasLetter = false
                hasSign = false
                hasLookAlike = false
                last = 0
                wordStart = count
            }
            guard count > wordStart else { return }
            if count - wordStart == 1 {
                if singles == 0 { singlesStart = wordStart }
                singles += 1
            } else {
                joinSingles(before: wordStart)
                singles = 0
            }
            out[count] = 0x20
            count += 1
            words += 1
        }

        private var isNumber: Bool {
            (wordStart..<count).allSatisfy { out[$0] &- 0x30 < 10 }
        }

        /// Three or more letters by themselves are one word spelt apart.
        private mutating func joinSingles(before end: Int) {
            guard singles >= 3 else { return }
            var to = singlesStart
            for from in singlesStart..<end where out[from] != 0x20 {
                out[to] = out[from]
                to += 1
            }
            out[to] = 0x20
            to += 1
            for from in end..<count {
                out[to] = out[from]
                to += 1
            }
            count = to
            words -= singles - 1
        }

        /// Signs and look-alikes for the letters that they stand for; signs at a word's edges that
        /// are punctuation go.
        private mutating func undisguise() {
            while count > wordStart, out[count - 1] == 0x21 || out[count - 1] == 0x2A { count -= 1 }
            var from = wordStart
            while from < count, out[from] == 0x2A || out[from] == 0x21 { from += 1 }
            var to = wordStart
            while from < count {
                if out[from] < 0x80 {
                    out[to] = FoldedText.letter(forSign: out[from])
                    from += 1
                    to += 1
                    continue
                }
                let (scalar, width) = UTF8Scalar.decode(out + from, left: count - from)
                if hasASCIILetter(), let latin = FoldedText.latinLookAlike(scalar) {
                    out[to] = latin
                    to += 1
                } else {
                    for index in 0..<width { out[to + index] = out[from + index] }
                    to += width
                }
                from += width
            }
            count = to
        }

        private func hasASCIILetter() -> Bool {
            (wordStart..<count).contains { out[$0] &- 0x61 < 26 }
        }

        mutating func finish() {
            endWord()
            joinSingles(before: count)
        }
    }

    private static func letter(forSign sign: UInt8) -> UInt8 {
        switch sign {
        case 0x30: 0x6F  // 0 o
        case 0x31, 0x21: 0x69  // 1 ! i
        case 0x33: 0x65  // 3 e
        case 0x34, 0x40: 0x61  // 4 @ a
        case 0x35, 0x24: 0x73  // 5 $ s
        case 0x37: 0x74  // 7 t
        case 0x38: 0x62  // 8 b
        case 0x39: 0x67  // 9 g
        default: sign
        }
    }

    private static func latinLookAlike(_ scalar: UInt32) -> UInt8? {
        switch scalar {
        case 0x430, 0x3B1: 0x61
        case 0x435: 0x65
        case 0x43E, 0x3BF: 0x6F
        case 0x440, 0x3C1: 0x70
        case 0x441: 0x63
        case 0x443, 0x3C5: 0x79
        case 0x445: 0x78
        case 0x456, 0x3B9: 0x69
        case 0x455: 0x73
        case 0x458: 0x6A
        case 0x43A, 0x3BA: 0x6B
        case 0x43C: 0x6D
        case 0x442, 0x3C4: 0x74
        case 0x43D: 0x68
        default: nil
        }
    }
}
