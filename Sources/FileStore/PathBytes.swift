// File names are bytes: how those that are no UTF-8 stand in texts, and come back from them.

/// Names of files as text, and texts as the system's names.
///
/// A byte that is no part of valid UTF-8 stands as one of the characters U+10FF80 to U+10FFFF, which
/// nobody may assign; the bytes of those characters themselves stand so too. Every name has one
/// text, and every text that came from a name leads back to it.
package enum PathBytes {
    /// A name as text.
    package static func text(_ name: [UInt8]) -> String {
        if let text = String(validating: name, as: UTF8.self), !holdsStandIn(name) { return text }
        var text = String.UnicodeScalarView()
        var rest = name[...]
        while let byte = rest.first {
            if let (scalar, length) = scalar(at: rest), !isStandIn(scalar) {
                text.append(scalar)
                rest = rest.dropFirst(length)
            } else {
                text.append(standIn(for: byte))
                rest = rest.dropFirst()
            }
        }
        return String(text)
    }

    /// The system's name of a path, with the zero at its end.
    package static func name(_ path: String) -> [CChar] {
        guard holdsStandIn(path.utf8) else { return Array(path.utf8CString) }
        var bytes: [UInt8] = []
        for scalar in path.unicodeScalars {
            if isStandIn(scalar) {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                bytes += Array(String(scalar).utf8)
            }
        }
        return bytes.map(CChar.init(bitPattern:)) + [0]
    }

    /// Whether bytes may hold a character that stands for a byte: those begin with F4.
    private static func holdsStandIn(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.contains(0xF4)
    }

    private static func isStandIn(_ scalar: Unicode.Scalar) -> Bool {
        (0x10_FF80...0x10_FFFF).contains(scalar.value)
    }

    /// Bytes from 0x80 on; smaller ones are UTF-8 by themselves.
    private static func standIn(for byte: UInt8) -> Unicode.Scalar {
        Unicode.Scalar(0x10_FF00 + UInt32(byte)) ?? "\u{FFFD}"
    }

    /// The valid scalar that bytes begin with, and its length.
    private static func scalar(at bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        var decoder = UTF8()
        var iterator = bytes.prefix(4).makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return (scalar, UTF8.width(scalar))
    }
}
