// Data made safe to show: what would steer a terminal or turn a line around is written out.

/// Text for people, which may hold anybody's data. Control characters, marks of writing direction
/// and other characters that act instead of being seen become `\u{1B}`; bytes of file names that are
/// no UTF-8 become `\xE9`. Line feeds and tabs stay.
///
///     printable("a\u{1B}]52;c;…\u{7}b")   // a\u{1B}]52;c;…\u{7}b, as it reads here
public func printable(_ text: String) -> String {
    shown(text) { $0 == 0x0A || $0 == 0x09 }
}

/// The same on one line: data between other words can't begin a line of its own.
public func printableLine(_ text: String) -> String {
    shown(text) { _ in false }
}

private func shown(_ text: String, keeping kept: (UInt32) -> Bool) -> String {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        let value = scalar.value
        if !acts(value) || kept(value) {
            result.append(scalar)
        } else {
            result.append(contentsOf: written(value).unicodeScalars)
        }
    }
    return String(result)
}

private func written(_ value: UInt32) -> String {
    value > 0x10_FF00
        ? "\\x" + String(value & 0xFF, radix: 16, uppercase: true)
        : "\\u{" + String(value, radix: 16, uppercase: true) + "}"
}

/// Whether a character does something instead of being seen.
private func acts(_ value: UInt32) -> Bool {
    switch value {
    // Controls of ASCII and of Latin-1.
    case 0...0x1F, 0x7F...0x9F: true
    // Marks, embeddings, overrides and isolates of writing direction.
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    // Line and paragraph separators, the byte order mark, annotations, tags.
    case 0x2028, 0x2029, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
    // Bytes of file names, see ``PathBytes``.
    case 0x10_FF80...0x10_FFFF: true
    default: false
    }
}
