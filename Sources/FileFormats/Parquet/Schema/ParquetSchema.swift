// From the footer's list of schema elements to the tree of fields and its columns.

/// The fields of a file's rows, and the columns that they are stored in.
public struct ParquetSchema: Sendable {
    public let fields: [ParquetField]
    public let columns: [ParquetColumn]

    init(_ elements: [ParquetSchemaElement]) throws(ParquetDamage) {
        var reading = SchemaReading(elements)
        fields = try reading.fields()
        columns = reading.columns
    }

    public func field(_ name: String) -> ParquetField? { fields.first { $0.name == name } }
}

/// Walks over the elements of a schema and makes fields of them.
private struct SchemaReading {
    private static let deepest = 64
    private let elements: [ParquetSchemaElement]
    private var position = 0
    private(set) var columns: [ParquetColumn] = []

    /// The levels and names at a place of the tree.
    private struct Place {
        var definition: UInt8 = 0
        var repetition: UInt8 = 0
        var path: [String] = []

        /// The place inside an element.
        func inside(_ element: ParquetSchemaElement) -> Place {
            var place = self
            place.path.append(element.name)
            if element.repetition != .required { place.definition += 1 }
            if element.repetition == .repeated { place.repetition += 1 }
            return place
        }
    }

    init(_ elements: [ParquetSchemaElement]) { self.elements = elements }

    mutating func fields() throws(ParquetDamage) -> [ParquetField] {
        guard let root = elements.first, root.type == nil else {
            throw ParquetDamage("the schema has no root")
        }
        position = 1
        let fields = try children(of: root, Place())
        guard position == elements.count else {
            throw ParquetDamage("the schema holds elements that belong to nothing")
        }
        return fields
    }

    private mutating func next() throws(ParquetDamage) -> ParquetSchemaElement {
        guard position < elements.count else {
            throw ParquetDamage("the schema has fewer elements than it says")
        }
        defer { position += 1 }
        guard elements[position].repetition != nil else {
            throw ParquetDamage("a field of the schema lacks its repetition")
        }
        return elements[position]
    }

    private mutating func children(
        of element: ParquetSchemaElement, _ place: Place
    ) throws(ParquetDamage) -> [ParquetField] {
        var fields: [ParquetField] = []
        for _ in 0..<min(element.children, elements.count) {
            fields.append(try field(next(), place))
        }
        return fields
    }

    /// A field; one that is repeated without being told a list is a list by itself.
    private mutating func field(
        _ element: ParquetSchemaElement, _ outer: Place
    ) throws(ParquetDamage) -> ParquetField {
        let first = columns.count
        let place = outer.inside(element)
        let field = try once(element, place)
        guard element.repetition == .repeated else { return field }
        return ParquetField(
            name: element.name, shape: .list(field), present: outer.definition,
            filled: place.definition, again: place.repetition, columns: first..<columns.count)
    }

    /// What an element holds each time that it is there.
    private mutating func once(
        _ element: ParquetSchemaElement, _ place: Place
    ) throws(ParquetDamage) -> ParquetField {
        guard place.path.count < Self.deepest else {
            throw ParquetDamage("the schema is nested deeper than \(Self.deepest) levels")
        }
        if element.type != nil { return try leaf(element, place) }
        let meaning = try meaning(of: element, place)
        if meaning == .list, let list = try list(element, place) { return list }
        if meaning == .map, let map = try map(element, place) { return map }
        let first = columns.count
        let fields = try children(of: element, place)
        return ParquetField(
            name: element.name, shape: .structure(fields), present: place.definition,
            columns: first..<columns.count)
    }

    // MARK: Columns

    private mutating func leaf(
        _ element: ParquetSchemaElement, _ place: Place
    ) throws(ParquetDamage) -> ParquetField {
        guard let type = element.type, element.children == 0 else {
            throw ParquetDamage("the column \(name(place)) has a type and children")
        }
        let length = type == .fixedLengthByteArray ? element.typeLength : 0
        guard type != .fixedLengthByteArray || (1...1 << 20).contains(length) else {
            throw ParquetDamage("the column \(name(place)) has values of \(length) bytes")
        }
        let column = ParquetColumn(
            path: place.path, type: type, meaning: try meaning(of: element, place), length: length,
            deepest: place.definition, repeats: place.repetition)
        try check(column)
        columns.append(column)
        return ParquetField(
            name: element.name, shape: .value(columns.count - 1), present: place.definition,
            columns: columns.count - 1..<columns.count)
    }

    private func name(_ place: Place) -> String { place.path.joined(separator: ".") }

    private func meaning(
        of element: ParquetSchemaElement, _ place: Place
    ) throws(ParquetDamage) -> ParquetMeaning {
        var meaning = element.meaning ?? .plain
        if case .plain = meaning, let number = element.converted {
            meaning = ParquetMeaning(converted: number, scale: element.scale) ?? .plain
        }
        if meaning == .variant {
            throw ParquetDamage(
                "the column \(name(place)) holds VARIANT values, which can't be read",
                .unsupported)
        }
        return meaning
    }

    /// Refuses meanings that the stored type can't have.
    private func check(_ column: ParquetColumn) throws(ParquetDamage) {
        let fits =
            switch column.meaning {
            case .string, .json, .bson: column.type == .byteArray
            case .decimal(let scale):
                (0...1000).contains(scale)
                    && [.int32, .int64, .byteArray, .fixedLengthByteArray].contains(column.type)
            case .date: column.type == .int32
            case .time(let unit): column.type == (unit == .milliseconds ? .int32 : .int64)
            case .timestamp: column.type == .int64
            case .integer(let bits, _): column.type == (bits == 64 ? .int64 : .int32)
            case .half: column.type == .fixedLengthByteArray && column.length == 2
            case .uuid: column.type == .fixedLengthByteArray && column.length == 16
            case .interval: column.type == .fixedLengthByteArray && column.length == 12
            case .list, .map: false
            case .plain, .nothing, .variant, .other: true
            }
        if fits { return }
        throw ParquetDamage(
            "the column \(column.name) can't be \(column.meaning.name) and \(column.type.name)")
    }

    // MARK: Lists and maps

    /// A list in any of the forms that writers gave it (parquet-format, "LogicalTypes", lists);
    /// `nil` where the element has no form of a list.
    private mutating func list(
        _ element: ParquetSchemaElement, _ place: Place
    ) throws(ParquetDamage) -> ParquetField? {
        guard element.children == 1, position < elements.count,
            elements[position].repetition == .repeated
        else { return nil }
        let first = columns.count
        let repeated = try next()
        let inner = place.inside(repeated)
        let item =
            isItself(repeated, of: element)
            ? try once(repeated, inner) : try field(next(), inner)
        return ParquetField(
            name: element.name, shape: .list(item), present: place.definition,
            filled: inner.definition, again: inner.repetition, columns: first..<columns.count)
    }

    /// Whether the repeated child of a list is its element, rather than around it.
    private func isItself(
        _ repeated: ParquetSchemaElement, of list: ParquetSchemaElement
    ) -> Bool {
        if repeated.type != nil || repeated.children != 1 { return true }
        if position < elements.count, elements[position].repetition == .repeated { return true }
        return repeated.name == "array" || repeated.name == list.name + "_tuple"
    }

    /// A map; `nil` where the element has no form of one. A map without values is a list of keys.
    private mutating func map(
        _ element: ParquetSchemaElement, _ place: Place
    ) throws(ParquetDamage) -> ParquetField? {
        guard element.children == 1, position < elements.count,
            elements[position].repetition == .repeated, elements[position].type == nil,
            (1...2).contains(elements[position].children)
        else { return nil }
        let first = columns.count
        let repeated = try next()
        let inner = place.inside(repeated)
        let key = try field(next(), inner)
        let shape: ParquetField.Shape =
            repeated.children == 1
            ? .list(key) : .map(key: key, value: try field(next(), inner))
        return ParquetField(
            name: element.name, shape: shape, present: place.definition,
            filled: inner.definition, again: inner.repetition, columns: first..<columns.count)
    }
}
