// How far bytes are UTF-8: counted before a page's encoding is decided.

/// What the bytes of a page look like as UTF-8.
struct UTF8Survey: Equatable {
    /// Well-formed sequences of two to four bytes.
    var sequences = 0
    /// Maximal ill-formed pieces, each of which decoding would replace by one U+FFFD.
    var errors = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var at = 0
        while true {
            at = skipASCII(bytes, from: at)
            if at == bytes.count { return }
            let step = UTF8Step(bytes, at: at)
            if step.isValid { sequences += 1 } else { errors += 1 }
            at += step.length
        }
    }
}
