// The hash that decides which row a word or an n-gram gets.

/// fastText's 32-bit FNV-1a, in which a byte above 127 is sign-extended before the xor.
///
/// The sign extension is a slip of the original that every model file depends on.
enum WordHash {
    static let start: UInt32 = 2_166_136_261

    @inline(__always)
    static func add(_ byte: UInt8, to hash: UInt32) -> UInt32 {
        (hash ^ UInt32(truncatingIfNeeded: Int8(bitPattern: byte))) &* 16_777_619
    }

    @inline(__always)
    static func of(_ bytes: UnsafePointer<UInt8>, count: Int) -> UInt32 {
        var hash = start
        for index in 0..<count { hash = add(bytes[index], to: hash) }
        return hash
    }

    static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        bytes.baseAddress.map { of($0, count: bytes.count) } ?? start
    }
}
