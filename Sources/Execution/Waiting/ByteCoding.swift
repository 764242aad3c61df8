// Little-endian integers and counted byte strings, for the files between phases.
import PipelineCore

extension [UInt8] {
    mutating func append<T: FixedWidthInteger>(integer value: T) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    /// A count in LEB128, then the bytes.
    mutating func append(counted bytes: [UInt8]) {
        append(varint: bytes.count)
        append(contentsOf: bytes)
    }

    mutating func append(varint value: Int) {
        var rest = UInt(value)
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}

/// Reads what the appending functions wrote; throws when the bytes end early.
package struct ByteReader {
    private let bytes: [UInt8]
    package private(set) var position = 0

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var isAtEnd: Bool { position >= bytes.count }

    var damage: RunError { RunError(.damaged, "a file in the run's work folder is damaged") }

    private mutating func take(_ count: Int) throws -> Range<Int> {
        guard count >= 0, count <= bytes.count - position else {
            throw damage
        }
        defer { position += count }
        return position..<(position + count)
    }

    mutating func integer<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
        let range = try take(MemoryLayout<T>.size)
        return bytes.withUnsafeBytes {
            T(littleEndian: $0.loadUnaligned(fromByteOffset: range.lowerBound, as: T.self))
        }
    }

    /// A number that is not negative.
    mutating func varint() throws -> Int {
        var value: UInt = 0
        // Nine times seven bits: more is no `Int`.
        for shift in stride(from: 0, to: 63, by: 7) {
            let byte = try integer(UInt8.self)
            value |= UInt(byte & 0x7F) << UInt(shift)
            if byte < 0x80 { return Int(value) }
        }
        throw damage
    }

    /// A count of things that take a byte each, at least.
    mutating func count() throws -> Int {
        let count = try varint()
        guard count <= bytes.count - position else { throw damage }
        return count
    }

    mutating func bytes(count: Int) throws -> ArraySlice<UInt8> { bytes[try take(count)] }

    mutating func counted() throws -> [UInt8] {
        let count = try varint()
        return Array(bytes[try take(count)])
    }

    /// What ``counted()`` gives, where it lies.
    mutating func countedSlice() throws -> ArraySlice<UInt8> { bytes[try take(varint())] }

    /// An array of fixed-width integers, `count` of them.
    mutating func integers<T: FixedWidthInteger>(_ type: T.Type, count: Int) throws -> [T] {
        let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<T>.size)
        let range = try take(overflow ? -1 : size)
        return bytes.withUnsafeBytes { raw in
            [T](unsafeUninitializedCapacity: count) { integers, made in
                for index in 0..<count {
                    integers.initializeElement(
                        at: index,
                        to: T(
                            littleEndian: raw.loadUnaligned(
                                fromByteOffset: range.lowerBound &+ index &* MemoryLayout<T>.size,
                                as: T.self)))
                }
                made = count
            }
        }
    }
}
