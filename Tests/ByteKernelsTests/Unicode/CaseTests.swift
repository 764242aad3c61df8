// Upper and lower case of single characters against the standard library.
import ByteKernels
import Testing

/// What both know: the standard library's Unicode may be older or newer than the pinned one.
private func knownScalars() -> [Unicode.Scalar] {
    (0..<UInt32(0x110000)).compactMap(Unicode.Scalar.init).filter {
        $0.properties.generalCategory != .unassigned
            && GeneralCategory($0.value) != .unassigned
    }
}

@Test func `a character is upper case where Unicode's property says so`() {
    let wrong = knownScalars().filter { isUppercase($0.value) != $0.properties.isUppercase }
    #expect(wrong.map(\.value) == [])
}

@Test func `lower case is the mapping's first character`() {
    let wrong = knownScalars().filter {
        let lower = $0.properties.lowercaseMapping.unicodeScalars.first
        return LowercaseMap.shared[$0.value] != lower?.value
    }
    #expect(wrong.map(\.value) == [])
}

/// The table is that of Unicode 14.
@Test func `the simple mapping is the full one wherever that is one character`() {
    let wrong = knownScalars().filter {
        let lower = $0.properties.lowercaseMapping.unicodeScalars
        let isOld = ($0.properties.age?.major ?? .max) <= 14
        return isOld && lower.count == 1 && simpleLowercase($0.value) != lower.first?.value
    }
    #expect(wrong.map(\.value) == [])
    #expect(simpleLowercase(0x130) == 0x130)
}
