// XXH64, the 64-bit hash of the xxHash family (Yann Collet; xxHash specification 0.8).

/// The XXH64 hash of `bytes`.
///
///     xxHash64([])            // 0xEF46DB3751D8E999
///     xxHash64([], seed: 1)   // 0xD5AFBA1336A3BE4B
///
/// The value is the same on every machine and is used in file formats (zstd's seek table) and
/// other programs' signatures.
public func xxHash64(_ bytes: Span<UInt8>, seed: UInt64 = 0) -> UInt64 {
    bytes.withUnsafeBytes { xxHash64($0, seed: seed) }
}

/// The XXH64 hash of a buffer.
public func xxHash64(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    var offset = 0
    var hash: UInt64
    if bytes.count >= 32 {
        hash = hashStripes(bytes, seed, &offset)
    } else {
        hash = seed &+ prime5
    }
    hash &+= UInt64(bytes.count)
    while offset + 8 <= bytes.count {
        hash ^= round(0, load64(bytes, offset))
        hash = rotate(hash, 27) &* prime1 &+ prime4
        offset += 8
    }
    if offset + 4 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self).littleEndian
        hash ^= UInt64(word) &* prime1
        hash = rotate(hash, 23) &* prime2 &+ prime3
        offset += 4
    }
    while offset < bytes.count {
        hash ^= UInt64(bytes[offset]) &* prime5
        hash = rotate(hash, 11) &* prime1
        offset += 1
    }
    return avalanche(hash)
}

private let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
private let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
private let prime3: UInt64 = 0x1656_67B1_9E37_79F9
private let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
private let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

/// Consumes whole stripes of 32 bytes in four lanes and merges the lanes.
private func hashStripes(
    _ bytes: UnsafeRawBufferPointer, _ seed: UInt64, _ offset: inout Int
) -> UInt64 {
    var lanes = (seed &+ prime1 &+ prime2, seed &+ prime2, seed, seed &- prime1)
    while offset + 32 <= bytes.count {
        lanes.0 = round(lanes.0, load64(bytes, offset))
        lanes.1 = round(lanes.1, load64(bytes, offset + 8))
        lanes.2 = round(lanes.2, load64(bytes, offset + 16))
        lanes.3 = round(lanes.3, load64(bytes, offset + 24))
        offset += 32
    }
    var hash =
        rotate(lanes.0, 1) &+ rotate(lanes.1, 7) &+ rotate(lanes.2, 12) &+ rotate(lanes.3, 18)
    hash = merge(hash, lanes.0)
    hash = merge(hash, lanes.1)
    hash = merge(hash, lanes.2)
    return merge(hash, lanes.3)
}

@inline(__always)
private func load64(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
}

@inline(__always)
private func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
    (value &<< count) | (value &>> (64 &- count))
}

@inline(__always)
private func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
    rotate(lane &+ (input &* prime2), 31) &* prime1
}

@inline(__always)
private func merge(_ hash: UInt64, _ lane: UInt64) -> UInt64 {
    (hash ^ round(0, lane)) &* prime1 &+ prime4
}

private func avalanche(_ value: UInt64) -> UInt64 {
    var hash = value
    hash = (hash ^ (hash &>> 33)) &* prime2
    hash = (hash ^ (hash &>> 29)) &* prime3
    return hash ^ (hash &>> 32)
}
