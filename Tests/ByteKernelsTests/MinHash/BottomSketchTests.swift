// Sketches against sorted sets: what is kept, and how alike two of them are.
import ByteKernels
import TestSupport
import Testing

/// Hashes with many repetitions, or hardly any.
private func hashes(_ count: Int, below limit: UInt64, _ random: inout SeededGenerator) -> [UInt32]
{
    (0..<count).map { _ in UInt32(UInt64.random(in: 0..<limit, using: &random)) }
}

/// A sketch's values, sorted and distinct, of hashes that come in parts.
private func sketch(
    _ hashes: [UInt32], size: Int, _ random: inout SeededGenerator,
    reusing sketch: inout BottomSketch
) -> (values: [UInt32], isWhole: Bool) {
    sketch.clear()
    var start = 0
    while start < hashes.count {
        let end = Int.random(in: start + 1...hashes.count, using: &random)
        hashes[start..<end].withUnsafeBufferPointer { sketch.append($0) }
        start = end
    }
    let values = sketch.withValues { Array($0) }
    #expect(values.count <= size)
    return (Array(Set(values)).sorted(), sketch.isWhole)
}

@Test(arguments: [1, 2, 16, 17, 64, 300], [100, 5_000, 1 << 32] as [UInt64])
func `the smallest distinct hashes are kept, and all of them while they fit`(
    size: Int, limit: UInt64
) {
    var random = SeededGenerator(seed: UInt64(size))
    var reused = BottomSketch(size: size)
    for count in [0, 1, size - 1, size, size + 1, 3 * size, 4 * size + 1, 5_000] {
        let all = hashes(count, below: limit, &random)
        let distinct = Set(all).sorted()
        let found = sketch(all, size: size, &random, reusing: &reused)
        #expect(found.values == Array(distinct.prefix(size)), "\(count)")
        #expect(found.isWhole == (distinct.count <= size), "\(count)")
    }
}

@Test func `a sketch of no size keeps nothing`() {
    var sketch = BottomSketch(size: 0)
    [1, 2, 3].withUnsafeBufferPointer { sketch.append($0) }
    #expect(sketch.withValues { $0.count } == 0)
}

@Test(arguments: [0, 1, 2, 15, 16, 17, 1000])
func `values are sorted without repetition`(count: Int) {
    var random = SeededGenerator(seed: 6)
    var spare: [UInt32] = []
    for limit in [3, 500, 1 << 32] as [UInt64] {
        var values = hashes(count, below: limit, &random)
        let naive = Set(values).sorted()
        let left = values.withUnsafeMutableBufferPointer {
            BottomSketch.normalize($0, spare: &spare)
        }
        #expect(Array(values.prefix(left)) == naive)
    }
}

/// The similarity of two sets, as far as both sketches reach.
private func naiveJaccard(_ a: [UInt32], wholly: Bool, _ b: [UInt32], wholly other: Bool) -> Double
{
    let limit = min(wholly ? UInt32.max : a.last ?? 0, other ? UInt32.max : b.last ?? 0)
    let (x, y) = (Set(a.filter { $0 <= limit }), Set(b.filter { $0 <= limit }))
    let either = x.union(y).count
    return either == 0 ? 0 : Double(x.intersection(y).count) / Double(either)
}

@Test func `similarities are those of the sets, as far as both sketches reach`() {
    var random = SeededGenerator(seed: 7)
    for round in 0..<2000 {
        let limit: UInt64 = round % 2 == 0 ? 60 : 1 << 32
        let common = hashes(Int.random(in: 0...40, using: &random), below: limit, &random)
        func values() -> [UInt32] {
            let own = hashes(Int.random(in: 0...40, using: &random), below: limit, &random)
            return Set(common + own).sorted()
        }
        let (x, y) = (values(), values())
        let (xWhole, yWhole) = (Bool.random(using: &random), Bool.random(using: &random))
        let found = x.withUnsafeBufferPointer { x in
            y.withUnsafeBufferPointer { y in
                SketchView(values: x, isWhole: xWhole)
                    .jaccard(SketchView(values: y, isWhole: yWhole))
            }
        }
        #expect(found == naiveJaccard(x, wholly: xWhole, y, wholly: yWhole), "\(x) \(y)")
    }
}
