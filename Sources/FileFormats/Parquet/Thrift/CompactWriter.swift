// Thrift's compact protocol, written.

/// Writes structures in Thrift's compact protocol; fields have to come in the order of their numbers.
struct CompactWriter {
    private(set) var bytes: [UInt8] = []
    private var last = 0

    init() {}

    mutating func int32(_ id: Int, _ value: Int) { number(id, .int32, value) }
    mutating func int64(_ id: Int, _ value: Int) { number(id, .int64, value) }

    mutating func bool(_ id: Int, _ value: Bool) { head(id, value ? .isTrue : .isFalse) }

    mutating func text(_ id: Int, _ value: some Collection<UInt8>) {
        head(id, .binary)
        text(value)
    }

    mutating func text(_ id: Int, _ value: String) { text(id, Array(value.utf8)) }

    mutating func structure(_ id: Int, _ body: (inout CompactWriter) -> Void) {
        head(id, .structure)
        structure(body)
    }

    mutating func list<Element>(
        _ id: Int, _ elements: [Element], _ kind: CompactReader.Kind,
        _ body: (inout CompactWriter, Element) -> Void
    ) {
        head(id, .list)
        if elements.count < 15 {
            bytes.append(UInt8(elements.count) << 4 | kind.rawValue)
        } else {
            bytes.append(0xF0 | kind.rawValue)
            varint(UInt64(elements.count))
        }
        for element in elements {
            if kind == .structure {
                structure { body(&$0, element) }
            } else {
                body(&self, element)
            }
        }
    }

    /// A list's element.
    mutating func element(_ value: Int) { zigzag(value) }
    mutating func element(_ value: String) { text(Array(value.utf8)) }

    /// Ends the outermost structure.
    mutating func end() { bytes.append(0) }

    private mutating func structure(_ body: (inout CompactWriter) -> Void) {
        let outer = last
        last = 0
        body(&self)
        bytes.append(0)
        last = outer
    }

    private mutating func number(_ id: Int, _ kind: CompactReader.Kind, _ value: Int) {
        head(id, kind)
        zigzag(value)
    }

    private mutating func head(_ id: Int, _ kind: CompactReader.Kind) {
        precondition(id > last, "fields are written in the order of their numbers")
        if id - last < 16 {
            bytes.append(UInt8(id - last) << 4 | kind.rawValue)
        } else {
            bytes.append(kind.rawValue)
            zigzag(id)
        }
        last = id
    }

    private mutating func text(_ value: some Collection<UInt8>) {
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    private mutating func zigzag(_ value: Int) {
        varint(UInt64(bitPattern: Int64(value << 1 ^ value >> 63)))
    }

    private mutating func varint(_ value: UInt64) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }
}
