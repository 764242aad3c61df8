// Window anchors against the definition, one window at a time.
import ByteKernels
import Testing

private func runs(_ text: [UInt8], length: Int) throws -> [WindowAnchors.Run] {
    var found: [WindowAnchors.Run] = []
    try WindowAnchors(length: length).forEachRun(of: text.span) { found.append($0) }
    return found
}

@Test(arguments: [2, 3, 7, 16, 33])
func `runs cover all windows once, and equal windows have equal anchors`(length: Int) throws {
    var state: UInt64 = 5
    let text: [UInt8] = (0..<20_000).map { place in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return place % 3000 < 500 ? 0x78 : UInt8(0x61 + (state >> 33) % 3)
    }
    var next = 0
    var anchors: [ArraySlice<UInt8>: UInt64] = [:]
    for run in try runs(text, length: length) {
        #expect(run.start == next)
        next += run.count
        for window in run.start..<next {
            let bytes = text[window..<window + length]
            #expect(anchors[bytes, default: run.anchor] == run.anchor)
            anchors[bytes] = run.anchor
        }
    }
    #expect(next == text.count - length + 1)
}

@Test func `one byte again and again gives a run for each window, a few at a time`() throws {
    let found = try runs(Array(repeating: 0x78, count: 100_000), length: 200)
    #expect(found.map(\.start) == Array(0..<(100_000 - 199)))
    #expect(Set(found.map(\.anchor)).count == 1)
    #expect(try runs([1, 2, 3], length: 4).isEmpty)
}
