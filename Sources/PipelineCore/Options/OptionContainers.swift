// The three containers that Decodable asks a decoder for, over YAML and defaults.
import Yams

/// A mapping of options. Refuses names that the struct does not ask for.
struct KeyedOptions<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: OptionsDecoder
    /// What the user wrote, and the defaults, by name.
    private let written: [String: Node]
    private let defaults: [String: Node]

    init(decoder: OptionsDecoder) {
        self.decoder = decoder
        written = Self.values(of: decoder.node)
        defaults = Self.values(of: decoder.defaults)
    }

    private static func values(of node: Node?) -> [String: Node] {
        guard let mapping = node?.mapping else { return [:] }
        return Dictionary(mapping.map { ($0.key.string ?? "", $0.value) }) { first, _ in first }
    }

    var codingPath: [any CodingKey] { [] }

    var allKeys: [Key] {
        (decoder.node ?? decoder.defaults)?.mapping?.keys.compactMap {
            $0.string.flatMap { Key(stringValue: $0) }
        } ?? []
    }

    private func user(_ key: Key) -> Node? {
        // A map's keys are the user's words, and stand as they are.
        written[key.stringValue] ?? written[snakeCase(key.stringValue)]
    }

    private func fallback(_ key: Key) -> Node? {
        defaults[key.stringValue] ?? defaults[snakeCase(key.stringValue)]
    }

    private func child(_ key: Key) -> OptionsDecoder {
        OptionsDecoder(
            node: user(key), defaults: fallback(key),
            path: decoder.path + [snakeCase(key.stringValue)], file: decoder.file,
            stagePlace: decoder.stagePlace, reading: nil,
            bounds: decoder.boundsBelow[snakeCase(key.stringValue)] ?? decoder.bounds)
    }

    private func note(_ type: Any.Type, _ key: Key) {
        decoder.asked.add(snakeCase(key.stringValue))
        let value = fallback(key).flatMap { try? inlineYAML($0) } ?? ""
        decoder.reading?.note(
            snakeCase(key.stringValue), optionType(of: type), value,
            decoder.boundsBelow[snakeCase(key.stringValue)])
    }

    func contains(_ key: Key) -> Bool { user(key) != nil || fallback(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool {
        guard let chosen = user(key) ?? fallback(key) else { return true }
        return kind(of: chosen) == "nothing"
    }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        note(type, key)
        return try child(key).decode(type)
    }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        note(type, key)
        return try decodeNil(forKey: key) ? nil : child(key).decode(type)
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        try optional(type, key)
    }

    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try optional(type, key)
    }

    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? {
        try optional(type, key)
    }

    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try optional(type, key)
    }

    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try optional(type, key)
    }

    private func optional<T: Decodable>(_ type: T.Type, _ key: Key) throws -> T? {
        note(type, key)
        return try decodeNil(forKey: key) ? nil : child(key).decode(type)
    }

    func nestedContainer<N: CodingKey>(keyedBy type: N.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<N>
    {
        try child(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try child(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { decoder }

    func superDecoder(forKey key: Key) throws -> any Decoder { child(key) }
}

/// A list of values.
struct OptionList: UnkeyedDecodingContainer {
    let decoder: OptionsDecoder
    let items: [Node]
    private(set) var currentIndex = 0

    init(decoder: OptionsDecoder, items: [Node]) {
        self.decoder = decoder
        self.items = items
    }

    var codingPath: [any CodingKey] { [] }
    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex == items.count }

    private mutating func next() -> OptionsDecoder {
        defer { currentIndex += 1 }
        return OptionsDecoder(
            node: items[currentIndex], defaults: nil, path: decoder.path, file: decoder.file,
            stagePlace: decoder.stagePlace, reading: nil, bounds: decoder.bounds)
    }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next().decode(type) }

    mutating func nestedContainer<N: CodingKey>(keyedBy type: N.Type) throws
        -> KeyedDecodingContainer<N>
    {
        try next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try next().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder { next() }
}

/// One value.
struct OptionScalar: SingleValueDecodingContainer {
    let decoder: OptionsDecoder

    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool {
        guard let chosen = decoder.node ?? decoder.defaults else { return true }
        return kind(of: chosen) == "nothing"
    }

    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.decode(type) }
}

/// A YAML value on one line, as it would stand in a pipeline file.
func inlineYAML(_ node: Node) throws -> String {
    switch node {
    case .scalar(let scalar):
        return scalar.string.isEmpty ? "''" : scalar.string
    case .sequence(let items):
        return "[" + (try items.map(inlineYAML)).joined(separator: ", ") + "]"
    case .mapping(let pairs):
        let parts = try pairs.map {
            "\($0.key.string ?? ""): \(try inlineYAML($0.value))"
        }
        return parts.isEmpty ? "{}" : "{ " + parts.joined(separator: ", ") + " }"
    case .alias:
        return ""
    }
}
