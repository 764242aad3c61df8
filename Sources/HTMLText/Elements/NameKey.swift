// Names of elements and attributes, and the words in classes, as numbers to look up.

/// A name's bytes in lower case, eight of them as they are; longer names fold, which no two known
/// names share.
struct NameKey {
    private(set) var value: UInt64 = 0

    @inline(__always)
    mutating func add(_ byte: UInt8) {
        value = (value &<< 8 | value &>> 56) ^ UInt64(lowercased(byte))
    }

    init() {}

    @inline(__always)
    init(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) {
        var at = start
        while at < end {
            add(bytes[at])
            at &+= 1
        }
    }

    init(_ name: Substring) { for byte in name.utf8 { add(byte) } }
}

extension HashTable where Key == UInt64 {
    /// A table of names: those of each value stand in one string, with spaces between them.
    init(_ names: [(Value, String)], absent: Value) {
        let rows = names.map { (value: $0.0, names: $0.1.split(separator: " ")) }
        self.init(count: rows.reduce(0) { $0 + $1.names.count }, absent: absent)
        for row in rows {
            for name in row.names { self[NameKey(name).value] = row.value }
        }
    }
}
