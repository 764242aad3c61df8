// Reads protocol buffers, field by field.

/// A field of a protocol buffer: its bytes, or its number.
struct ProtobufField {
    var number: UInt64
    var value: UInt64 = 0
    var bytes: ArraySlice<UInt8> = []
}

/// Reads one field after the other.
struct ProtobufReader {
    private let bytes: ArraySlice<UInt8>
    private var at: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        at = bytes.startIndex
    }

    private var damaged: TokenizerError {
        TokenizerError(.damagedFile, "not a protocol buffer at byte \(at)")
    }

    mutating func next() throws(TokenizerError) -> ProtobufField? {
        if at == bytes.endIndex { return nil }
        let tag = try varint()
        var field = ProtobufField(number: tag >> 3)
        switch tag & 7 {
        case 0: field.value = try varint()
        case 1: field.value = try fixed(8)
        case 2:
            let count = try varint()
            guard count <= UInt64(bytes.endIndex - at) else { throw damaged }
            field.bytes = bytes[at..<at + Int(count)]
            at += Int(count)
        case 5: field.value = try fixed(4)
        default: throw damaged
        }
        return field
    }

    private mutating func varint() throws(TokenizerError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard at < bytes.endIndex else { throw damaged }
            let byte = bytes[at]
            at += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw damaged
    }

    private mutating func fixed(_ count: Int) throws(TokenizerError) -> UInt64 {
        guard bytes.endIndex - at >= count else { throw damaged }
        defer { at += count }
        return bytes[at..<at + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
