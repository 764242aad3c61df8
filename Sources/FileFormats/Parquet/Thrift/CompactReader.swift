// Thrift's compact protocol, in which Parquet writes all that it says about its data.

/// Reads Thrift's compact protocol; every read is checked against the bytes that there are.
struct CompactReader {
    /// How a value is written (Thrift, "compact protocol").
    enum Kind: UInt8 {
        case isTrue = 1
        case isFalse, byte, int16, int32, int64, double, binary, list, set, map, structure, uuid
    }

    struct Field {
        let id: Int
        let kind: Kind
    }

    private static let deepest = 32
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0
    private var depth = 0
    /// Set where the bytes ended inside a value: more of them might help.
    private(set) var endsEarly = false

    /// - Parameter bytes: have to stay until the reader is done.
    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private var left: Int { bytes.count - position }

    private mutating func early() -> ParquetDamage {
        endsEarly = true
        return ParquetDamage("the metadata ends inside a value", .truncated)
    }

    // MARK: Structures

    /// Hands each field of a structure to `take`, which reads or skips its value.
    mutating func structure(
        _ take: (inout CompactReader, Field) throws(ParquetDamage) -> Void
    ) throws(ParquetDamage) {
        guard depth < Self.deepest else {
            throw ParquetDamage("the metadata is nested too deep")
        }
        depth += 1
        var id = 0
        while let field = try field(after: id) {
            id = field.id
            try take(&self, field)
        }
        depth -= 1
    }

    /// The next field; `nil` at the structure's end.
    private mutating func field(after last: Int) throws(ParquetDamage) -> Field? {
        let head = try byte()
        if head == 0 { return nil }
        guard let kind = Kind(rawValue: head & 0x0F) else {
            throw ParquetDamage("the metadata holds a value of an unknown kind")
        }
        let step = Int(head >> 4)
        let id = step == 0 ? try zigzag() : Int64(last + step)
        guard (0...32767).contains(id) else {
            throw ParquetDamage("the metadata holds a field with an impossible number")
        }
        return Field(id: Int(id), kind: kind)
    }

    /// Hands the elements of a list to `take`, one by one; each has at least one byte.
    mutating func list(
        _ field: Field, _ take: (inout CompactReader, Kind) throws(ParquetDamage) -> Void
    ) throws(ParquetDamage) {
        guard field.kind == .list || field.kind == .set else { throw wrongKind() }
        let (kind, count) = try listHead()
        for _ in 0..<count { try take(&self, kind) }
    }

    private mutating func listHead() throws(ParquetDamage) -> (Kind, Int) {
        let head = try byte()
        // An empty list may be one of nothing.
        if head >> 4 == 0 { return (.byte, 0) }
        guard let kind = Kind(rawValue: head & 0x0F) else {
            throw ParquetDamage("the metadata holds a list of an unknown kind")
        }
        let count = head >> 4 == 15 ? try varint() : UInt64(head >> 4)
        guard count <= UInt64(left) else { throw early() }
        return (kind, Int(count))
    }

    // MARK: Values

    mutating func int(_ field: Field) throws(ParquetDamage) -> Int { try int(field.kind) }

    mutating func int(_ kind: Kind) throws(ParquetDamage) -> Int {
        switch kind {
        case .byte: Int(Int8(bitPattern: try byte()))
        case .int16, .int32, .int64: Int(try zigzag())
        default: throw wrongKind()
        }
    }

    /// A number that counts something.
    mutating func count(_ field: Field, _ what: String) throws(ParquetDamage) -> Int {
        let number = try int(field)
        guard number >= 0 else { throw ParquetDamage("\(what) is negative") }
        return number
    }

    func bool(_ field: Field) throws(ParquetDamage) -> Bool {
        switch field.kind {
        case .isTrue: true
        case .isFalse: false
        default: throw wrongKind()
        }
    }

    mutating func text(_ field: Field) throws(ParquetDamage) -> String { try text(field.kind) }

    mutating func text(_ kind: Kind) throws(ParquetDamage) -> String {
        guard kind == .binary else { throw wrongKind() }
        let count = try varint()
        guard count <= UInt64(left) else { throw early() }
        defer { position += Int(count) }
        return String(
            decoding: UnsafeBufferPointer(rebasing: bytes[position..<position + Int(count)]),
            as: UTF8.self)
    }

    private func wrongKind() -> ParquetDamage {
        ParquetDamage("the metadata holds a value of another kind than it must be")
    }

    private mutating func byte() throws(ParquetDamage) -> UInt8 {
        guard left > 0 else { throw early() }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func varint() throws(ParquetDamage) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            let part = try byte()
            value |= UInt64(part & 0x7F) << shift
            if part < 0x80 { return value }
        }
        throw ParquetDamage("the metadata holds a number of more than 64 bits")
    }

    private mutating func zigzag() throws(ParquetDamage) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    // MARK: What is not wanted

    mutating func skip(_ field: Field) throws(ParquetDamage) {
        // The value of a field that is true or false is its kind.
        if field.kind != .isTrue && field.kind != .isFalse { try skip(field.kind) }
    }

    private mutating func skip(_ kind: Kind) throws(ParquetDamage) {
        switch kind {
        case .isTrue, .isFalse, .byte: try pass(1)
        case .int16, .int32, .int64: _ = try varint()
        case .double: try pass(8)
        case .uuid: try pass(16)
        case .binary: try pass(try varint())
        case .structure:
            try structure { (reader, field) throws(ParquetDamage) in try reader.skip(field) }
        case .list, .set: try skipList()
        case .map: try skipMap()
        }
    }

    private mutating func pass(_ count: UInt64) throws(ParquetDamage) {
        guard count <= UInt64(left) else { throw early() }
        position += Int(count)
    }

    private mutating func skipList() throws(ParquetDamage) {
        try deeper { (reader) throws(ParquetDamage) in
            let (kind, count) = try reader.listHead()
            for _ in 0..<count { try reader.skip(kind) }
        }
    }

    private mutating func skipMap() throws(ParquetDamage) {
        let count = try varint()
        if count == 0 { return }
        guard count <= UInt64(left) else { throw early() }
        let kinds = try byte()
        guard let key = Kind(rawValue: kinds >> 4), let value = Kind(rawValue: kinds & 0x0F) else {
            throw ParquetDamage("the metadata holds a map of an unknown kind")
        }
        try deeper { (reader) throws(ParquetDamage) in
            for _ in 0..<count {
                try reader.skip(key)
                try reader.skip(value)
            }
        }
    }

    private mutating func deeper(
        _ body: (inout CompactReader) throws(ParquetDamage) -> Void
    ) throws(ParquetDamage) {
        guard depth < Self.deepest else {
            throw ParquetDamage("the metadata is nested too deep")
        }
        depth += 1
        try body(&self)
        depth -= 1
    }
}
