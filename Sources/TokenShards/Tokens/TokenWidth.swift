// How many bytes a stored token takes, and how tokens become little-endian bytes.

/// The width of a stored token: two bytes whenever the vocabulary allows, else four.
public enum TokenWidth: Int, Sendable, CaseIterable, Codable {
    case two = 2
    case four = 4

    /// The narrowest width for token ids below `vocabularySize`.
    package init(vocabularySize: Int) {
        self = vocabularySize <= 1 << 16 ? .two : .four
    }

    /// numpy's name for it.
    public var dtype: String { self == .two ? "uint16" : "uint32" }

    /// Appends tokens to `bytes`, little-endian.
    ///
    /// - Precondition: every token fits the width.
    func pack(_ tokens: ArraySlice<UInt32>, into bytes: inout [UInt8]) {
        switch self {
        case .two: Self.pack(tokens, as: UInt16.self, into: &bytes)
        case .four: Self.pack(tokens, as: UInt32.self, into: &bytes)
        }
    }

    private static func pack<Number: FixedWidthInteger>(
        _ tokens: ArraySlice<UInt32>, as type: Number.Type, into bytes: inout [UInt8]
    ) {
        let size = MemoryLayout<Number>.size
        bytes.append(addingCapacity: tokens.count * size) { room in
            room.withUnsafeMutableBufferPointer { room, count in
                let free = UnsafeMutableBufferPointer(rebasing: room[count...])
                let target = UnsafeMutableRawBufferPointer(free)
                tokens.withUnsafeBufferPointer { tokens in
                    for index in tokens.indices {
                        target.storeBytes(
                            of: Number(truncatingIfNeeded: tokens[index]).littleEndian,
                            toByteOffset: index &* size, as: type)
                    }
                }
                count += tokens.count * size
            }
        }
    }

    /// Appends the tokens that `bytes` holds; a last part that is no whole token is left out.
    func unpack(_ bytes: [UInt8], into tokens: inout [UInt32]) {
        switch self {
        case .two: Self.unpack(bytes, as: UInt16.self, into: &tokens)
        case .four: Self.unpack(bytes, as: UInt32.self, into: &tokens)
        }
    }

    private static func unpack<Number: FixedWidthInteger & UnsignedInteger>(
        _ bytes: [UInt8], as type: Number.Type, into tokens: inout [UInt32]
    ) {
        let size = MemoryLayout<Number>.size
        let whole = bytes.count / size
        tokens.append(addingCapacity: whole) { room in
            room.withUnsafeMutableBufferPointer { room, count in
                let target = UnsafeMutableBufferPointer(rebasing: room[count...])
                bytes.withUnsafeBytes { source in
                    for index in 0..<whole {
                        let number = source.loadUnaligned(fromByteOffset: index &* size, as: type)
                        target.initializeElement(
                            at: index, to: UInt32(truncatingIfNeeded: Number(littleEndian: number)))
                    }
                }
                count += whole
            }
        }
    }
}
