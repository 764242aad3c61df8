// Properties of single characters as Python's string methods tell them.

/// Python's `isupper` of one character: Lu, and the capitals among numerals and symbols.
public func isUppercase(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 { return scalar >= 0x41 && scalar <= 0x5A }
    if GeneralCategory(scalar) == .uppercaseLetter { return true }
    switch scalar {
    case 0x2160...0x216F, 0x24B6...0x24CF, 0x1F130...0x1F149, 0x1F150...0x1F169,
        0x1F170...0x1F189:
        return true
    default: return false
    }
}
