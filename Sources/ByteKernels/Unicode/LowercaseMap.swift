// Lower case of single code points, for keys that texts are compared by.
import CByteKernels

/// Lower case, code point by code point: no context (a final sigma is a sigma) and no locale.
///
/// U+0130 becomes `i`, without the dot above that the full mapping adds.
public struct LowercaseMap: Sendable {
    public static let shared = LowercaseMap()

    private let low: [UInt16]
    private static let lowCount: UInt32 = 0x3000

    private init() {
        low = (0..<Self.lowCount).map { UInt16(truncatingIfNeeded: Self.mapped($0)) }
    }

    private static func mapped(_ scalar: UInt32) -> UInt32 {
        guard let known = Unicode.Scalar(scalar) else { return scalar }
        let first = known.properties.lowercaseMapping.unicodeScalars.first?.value ?? scalar
        return first
    }

    /// The lower case of a code point; itself where it has none.
    @inline(__always)
    public subscript(scalar: UInt32) -> UInt32 {
        if scalar < Self.lowCount { return UInt32(low[Int(scalar)]) }
        switch GeneralCategory(scalar) {
        case .uppercaseLetter, .titlecaseLetter: return Self.mapped(scalar)
        default: return scalar
        }
    }
}

/// Lower case by a code point's simple mapping.
public func simpleLowercase(_ scalar: UInt32) -> UInt32 { cbk_lowercase(scalar) }
