// The form in which a document's tokens wait: two bytes each where that is enough, the mask as runs.
import PipelineCore

/// Writes and reads tokens, as a part of ``DocumentCoding``.
///
///     u8 bytes of an id, 2 or 4 · v count · the ids, little-endian
///     u8 1: a mask of as many bytes as there are tokens; for each run: v length, u8 value
///        0: another mask, such as none: v count · the bytes
///     v count of the weights · f32 each
enum TokenCoding {
    static func append(_ tokens: Tokens, to bytes: inout [UInt8]) {
        let isNarrow = tokens.ids.reduce(0, |) <= UInt32(UInt16.max)
        bytes.append(isNarrow ? 2 : 4)
        bytes.append(varint: tokens.ids.count)
        if isNarrow {
            append(narrow: tokens.ids, to: &bytes)
        } else {
            tokens.ids.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
        let isWhole = tokens.lossMask.count == tokens.ids.count
        bytes.append(isWhole ? 1 : 0)
        if isWhole {
            append(mask: tokens.lossMask, to: &bytes)
        } else {
            bytes.append(counted: tokens.lossMask)
        }
        append(weights: tokens.lossWeights, to: &bytes)
    }

    private static func append(narrow ids: [UInt32], to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: ids.count) { narrow in
            for index in ids.indices { narrow[index] = UInt16(truncatingIfNeeded: ids[index]) }
            bytes.append(contentsOf: UnsafeRawBufferPointer(narrow))
        }
    }

    private static func append(mask: [UInt8], to bytes: inout [UInt8]) {
        var start = 0
        while start < mask.count {
            var end = start + 1
            while end < mask.count, mask[end] == mask[start] { end += 1 }
            bytes.append(varint: end - start)
            bytes.append(mask[start])
            start = end
        }
    }

    static func append(weights: [Float], to bytes: inout [UInt8]) {
        bytes.append(varint: weights.count)
        weights.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    static func read(from reader: inout ByteReader) throws -> Tokens {
        var tokens = Tokens()
        switch try reader.integer(UInt8.self) {
        case 2:
            tokens.ids = wide(try reader.integers(UInt16.self, count: try reader.varint()))
        case 4: tokens.ids = try reader.integers(UInt32.self, count: try reader.varint())
        default: throw reader.damage
        }
        tokens.lossMask =
            try reader.integer(UInt8.self) == 1
            ? mask(from: &reader, count: tokens.ids.count) : reader.counted()
        tokens.lossWeights = try weights(from: &reader)
        return tokens
    }

    private static func wide(_ narrow: [UInt16]) -> [UInt32] {
        [UInt32](unsafeUninitializedCapacity: narrow.count) { ids, made in
            for index in narrow.indices {
                ids.initializeElement(at: index, to: UInt32(narrow[index]))
            }
            made = narrow.count
        }
    }

    private static func mask(from reader: inout ByteReader, count: Int) throws -> [UInt8] {
        var mask: [UInt8] = []
        mask.reserveCapacity(count)
        while mask.count < count {
            let length = try reader.varint()
            guard (1...count - mask.count).contains(length) else { throw reader.damage }
            mask.append(
                contentsOf: repeatElement(try reader.integer(UInt8.self), count: length))
        }
        return mask
    }

    static func weights(from reader: inout ByteReader) throws -> [Float] {
        try reader.integers(UInt32.self, count: try reader.varint()).map(Float.init(bitPattern:))
    }
}
