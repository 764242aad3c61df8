// Text with the differences in white space and case taken out, for comparing lines and paragraphs.

/// Folds white space, and case if asked to.
///
/// White space (Python's `isspace`) at the ends goes, runs of it inside become one blank; letters
/// become lower case by ``LowercaseMap``. Bytes that aren't UTF-8 stay as they are.
public struct TextFolding: Sendable {
    private let foldsCase: Bool
    /// For an ASCII byte what becomes of it; a blank for white space.
    private let ascii: [UInt8]

    public init(foldsCase: Bool) {
        self.foldsCase = foldsCase
        ascii = (UInt32(0)..<128).map { byte in
            if TextClass(byte).isSpace { return 0x20 }
            return foldsCase && byte &- 0x41 < 26 ? UInt8(byte) | 0x20 : UInt8(byte)
        }
    }

    /// Appends the folded text and returns how many code points it has.
    @discardableResult
    public func append(_ text: Span<UInt8>, to out: inout [UInt8]) -> Int {
        let start = out.count
        // A code point of two bytes can become one of three.
        out.append(contentsOf: repeatElement(0, count: text.count + text.count / 2 + 8))
        let (written, points) = out.withUnsafeMutableBufferPointer { target in
            text.withUnsafeBufferPointer { write($0, to: target.baseAddress! + start) }
        }
        out.removeLast(out.count - start - written)
        return points
    }

    private func write(
        _ text: UnsafeBufferPointer<UInt8>, to out: UnsafeMutablePointer<UInt8>
    ) -> (written: Int, points: Int) {
        guard let base = text.baseAddress else { return (0, 0) }
        let map = LowercaseMap.shared
        return ascii.withUnsafeBufferPointer { ascii in
            var (at, written, points, hasBlank) = (0, 0, 0, false)
            while at < text.count {
                var (scalar, width) = decodedScalar(base + at, left: text.count &- at)
                if scalar < 0x80 {
                    scalar = UInt32(ascii[Int(scalar)])
                } else if scalar < 0x110000 {
                    scalar = TextClass(scalar).isSpace ? 0x20 : foldsCase ? map[scalar] : scalar
                }
                if scalar == 0x20 {
                    hasBlank = written > 0
                } else {
                    if hasBlank {
                        out[written] = 0x20
                        written &+= 1
                        points &+= 1
                        hasBlank = false
                    }
                    points &+= 1
                    if scalar < 0x80 {
                        out[written] = UInt8(truncatingIfNeeded: scalar)
                        written &+= 1
                    } else if scalar < 0x110000 {
                        written &+= encodeUTF8(scalar, to: out + written)
                    } else {
                        out[written] = base[at]
                        written &+= 1
                    }
                }
                at &+= width
            }
            return (written, points)
        }
    }
}
