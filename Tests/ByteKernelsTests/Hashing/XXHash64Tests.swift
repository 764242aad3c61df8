// XXH64 against values of the reference program.
import ByteKernels
import Testing

@Suite struct XXHash64Tests {
    @Test func `known values`() {
        #expect(xxHash64([UInt8]().span) == 17_241_709_254_077_376_921)
        #expect(xxHash64(Array("hello".utf8).span) == 2_794_345_569_481_354_659)
        #expect(xxHash64([UInt8]().span, seed: 1) == 0xD5AF_BA13_36A3_BE4B)
        let words = Array("the quick brown fox jumps".utf8)
        #expect(xxHash64(words.span) == 7_797_000_677_988_824_208)
    }

    @Test func `every length from 0 to 200 equals the reference program's`() {
        // Made by python-xxhash: the wrapped sum of (n + 1) * xxh64(bytes 0..<n, seed=n).
        var sum: UInt64 = 0
        for count in 0...200 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            sum &+= UInt64(count + 1) &* xxHash64(bytes.span, seed: UInt64(count))
        }
        #expect(sum == 4_682_705_518_364_293_653)
    }
}
