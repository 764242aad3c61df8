// The words between white space, as Python's `split()` has them.
import ByteKernels

/// Appends what stands between white space. The text must be followed by padding.
func appendWhitespaceWords(
    of text: UnsafePointer<UInt8>, count: Int, to storage: inout WordStorage
) {
    var at = 0
    while at < count {
        let limit = min(at + 4096, count)
        storage.makeRoom(bytes: limit - at, upTo: count)
        while at < limit {
            if text[at] == 0x20 {
                at &+= 1
                continue
            }
            let word = SpacedWord(text, at, count)
            if word.end > at {
                storage.append(
                    text, at, bytes: word.end &- at, points: word.points, flags: word.flags)
                at = word.end
            } else {
                at &+= DecodedScalar(at: text + at).length
            }
        }
    }
}

/// What begins at a place and ends at white space.
private struct SpacedWord {
    private(set) var end: Int
    private(set) var points = 0
    private var seen: UInt8 = 0
    private var everywhere: UInt8 = 0xFF

    @inline(__always)
    init(_ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int) {
        end = start
        while end < count {
            let byte = text[end]
            let scalar = byte < 0x80 ? UInt32(byte) : DecodedScalar(at: text + end).value
            let textClass = TextClass(scalar)
            if textClass.isSpace { return }
            seen |= textClass.raw
            everywhere &= textClass.raw
            // Bytes that continue no sequence are what a text's length counts.
            points &+= byte & 0xC0 == 0x80 ? 0 : 1
            end &+= byte < 0x80 ? 1 : DecodedScalar(at: text + end).length
        }
    }

    var flags: UInt8 {
        (seen & 8 != 0 ? WordFlags.alphabetic.rawValue : 0)
            | (everywhere & 2 == 0 ? WordFlags.nonSymbol.rawValue : 0)
            | (everywhere & 128 != 0 ? WordFlags.punctuation.rawValue : 0)
            | (everywhere & 4 != 0 && points == 1 ? WordFlags.sentenceMark.rawValue : 0)
    }
}
