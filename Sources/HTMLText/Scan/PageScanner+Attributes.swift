// The scanner's reading of one start tag's attributes.

extension PageScanner {
    /// Reads attributes up to and past the tag's `>`. A quote that never closes ends with the tag.
    mutating func readAttributes(from start: Int) -> Int {
        attributes = Attributes()
        var at = start
        while at < bytes.count {
            let byte = bytes[at]
            if byte == 0x3E { return at + 1 }
            if byte <= 0x20 || byte == 0x2F {
                at += 1
            } else {
                at = readAttribute(at)
            }
        }
        return at
    }

    /// One attribute: name, and value where there is one.
    private mutating func readAttribute(_ start: Int) -> Int {
        var at = start + 1
        var name = NameKey()
        name.add(bytes[start])
        while at < bytes.count, !endsAttributeName(bytes[at]) {
            name.add(bytes[at])
            at &+= 1
        }
        let attribute = tables.attributes[name.value]
        var equals = at
        while equals < bytes.count, bytes[equals] <= 0x20 { equals += 1 }
        guard equals < bytes.count, bytes[equals] == 0x3D else {
            if let attribute { attributes.set(attribute, Extent()) }
            return at
        }
        at = equals + 1
        while at < bytes.count, bytes[at] <= 0x20 { at += 1 }
        return readValue(at, of: attribute)
    }

    private mutating func readValue(_ start: Int, of attribute: Attribute?) -> Int {
        guard start < bytes.count else { return start }
        let quote = bytes[start]
        if quote == 0x22 || quote == 0x27, let end = find(quote, in: bytes, from: start + 1) {
            set(attribute, start + 1..<end)
            return end + 1
        }
        var end = start
        while end < bytes.count, bytes[end] > 0x20, bytes[end] != 0x3E { end &+= 1 }
        set(attribute, start..<end)
        return end
    }

    @inline(__always)
    private mutating func set(_ attribute: Attribute?, _ value: Range<Int>) {
        if let attribute { attributes.set(attribute, Extent(value)) }
    }

    @inline(__always)
    private func endsAttributeName(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x3D || byte == 0x3E || byte == 0x2F
    }
}
