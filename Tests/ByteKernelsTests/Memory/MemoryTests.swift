// Numbers as bytes, and memory that is used again.
import ByteKernels
import TestSupport
import Testing

@Test func `numbers are read with their lowest byte first at any address`() {
    var random = SeededGenerator(seed: 71)
    let bytes = random.bytes(40)
    Stretch.at(1, bytes) { text in
        for at in 0..<32 {
            let expected = bytes[at..<at + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            #expect(text.start.littleEndian(at: at, as: UInt64.self) == expected)
            #expect(
                UnsafeRawPointer(text.start).littleEndian(at: at) == UInt32(expected & 0xFFFF_FFFF))
            #expect(bytes.littleEndian(at: at) == UInt16(expected & 0xFFFF))
            #expect(bytes.littleEndian(at: at) == Int64(bitPattern: expected))
            bytes.withUnsafeBytes { #expect($0.littleEndian(at: at) == expected) }
        }
    }
}

@Test func `a number that is appended is read again`() {
    var bytes: [UInt8] = [9]
    bytes.append(littleEndian: 0x0102_0304 as UInt32)
    bytes.append(littleEndian: -2 as Int16)
    #expect(bytes == [9, 4, 3, 2, 1, 0xFE, 0xFF])
    #expect(bytes.littleEndian(at: 5) == -2 as Int16)
}

@Test func `a buffer that grows keeps what it is asked to keep`() {
    var buffer = ScratchBuffer<UInt32>(capacity: 4)
    for index in 0..<4 { buffer.base[index] = UInt32(index) }
    buffer.grow(5, keeping: 4)
    #expect(buffer.capacity == 8)
    #expect((0..<4).map { buffer.base[$0] } == [0, 1, 2, 3])
    buffer.grow(8, keeping: 4)
    #expect(buffer.capacity == 8)
    buffer.reserve(100)
    #expect(buffer.capacity == 100)
}

@Test func `memory past sixteen megabytes is given back`() {
    var buffer = ScratchBuffer<UInt64>(capacity: 3 << 20)
    buffer.makeRoom(3 << 20)
    #expect(buffer.capacity == 3 << 20)
    buffer.makeRoom(10)
    #expect(buffer.capacity == 2 << 20)
}

@Test func `a text is held with zeros behind it`() {
    var buffer = ScratchBuffer<UInt8>(capacity: 1)
    for length in [300, 0, 5] {
        let text = [UInt8](repeating: 0xAA, count: length)
        text.withUnsafeBufferPointer { buffer.hold($0) }
        #expect((0..<length).allSatisfy { buffer.base[$0] == 0xAA })
        #expect((length..<length + 64).allSatisfy { buffer.base[$0] == 0 })
    }
}

@Test func `a bit is one or none`() {
    #expect(bit(true) == 1 && bit(false) == 0)
}
