// MT19937 as numpy's RandomState draws from it, for parameters that other programs publish.

/// The Mersenne Twister (Matsumoto and Nishimura 1998), seeded by one integer.
struct MersenneTwister {
    private var state: [UInt32]
    private var next = 624

    init(seed: UInt32) {
        state = [seed]
        for index in 1..<624 {
            let last = state[index - 1]
            state.append(1_812_433_253 &* (last ^ last >> 30) &+ UInt32(index))
        }
    }

    private mutating func draw() -> UInt32 {
        if next == 624 { twist() }
        var value = state[next]
        next += 1
        value ^= value >> 11
        value ^= value << 7 & 0x9D2C_5680
        value ^= value << 15 & 0xEFC6_0000
        return value ^ value >> 18
    }

    private mutating func twist() {
        for index in 0..<624 {
            let value = state[index] & 0x8000_0000 | state[(index + 1) % 624] & 0x7FFF_FFFF
            let odd: UInt32 = value & 1 == 1 ? 0x9908_B0DF : 0
            state[index] = state[(index + 397) % 624] ^ value >> 1 ^ odd
        }
        next = 0
    }

    /// A number of `low..<high` as `RandomState.randint` draws it: 64 bits, the upper word first,
    /// masked to the width of the range and drawn again while too large.
    mutating func number(in range: Range<UInt64>) -> UInt64 {
        let span = range.upperBound - 1 - range.lowerBound
        let mask = span == 0 ? 0 : UInt64.max >> UInt64(span.leadingZeroBitCount)
        while true {
            let high = UInt64(draw()) << 32
            let value = (high | UInt64(draw())) & mask
            if value <= span { return range.lowerBound + value }
        }
    }
}
