// The one generator of pseudo-random numbers: small, seeded, the same everywhere.

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
///
/// ```swift
/// var random = SplitMix64(seed: 0)
/// random.next()   // 0xE220_A839_7B1D_CDAF
/// ```
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        defer { state &+= Self.step }
        return Self.mixed(state)
    }

    private static var step: UInt64 { 0x9E37_79B9_7F4A_7C15 }

    /// A bijection that mixes all bits: the first number from the seed `value`.
    public static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value &+ step
        mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed &>> 31)
    }
}
