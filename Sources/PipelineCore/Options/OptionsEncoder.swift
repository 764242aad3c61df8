// Options as a YAML tree: in time that grows with their size, as YAMLEncoder's for lists does not.
import Yams

/// An encodable value as a tree, with names and numbers as people write them: `min_words: 0.3`.
func yamlNode(of value: some Encodable) throws -> Node {
    let place = EncodedPlace()
    try OptionsEncoder(place).encode(value)
    return place.node
}

/// An encodable value as YAML.
package func yamlText(of value: some Encodable) throws -> String {
    try Yams.serialize(node: yamlNode(of: value))
}

/// A place in the tree while what stands there is being encoded.
private final class EncodedPlace {
    private var scalar: Node?
    private var items: [EncodedPlace]?
    private var pairs: [(key: String, value: EncodedPlace)]?

    func set(_ node: Node) { scalar = node }
    func openList() { items = items ?? [] }
    func openMap() { pairs = pairs ?? [] }

    /// Puts the pairs in the order of their keys' bytes: a dictionary's own order differs by process.
    func sortKeys() {
        pairs?.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    var count: Int { items?.count ?? 0 }

    func appended() -> EncodedPlace {
        let place = EncodedPlace()
        items?.append(place)
        return place
    }

    func value(_ key: String) -> EncodedPlace {
        let place = EncodedPlace()
        pairs?.append((key, place))
        return place
    }

    var node: Node {
        if let items { return Node(items.map(\.node), .implicit) }
        if let pairs { return Node(pairs.map { (Node($0.key), $0.value.node) }, .implicit) }
        return scalar ?? Node("null", Tag(.null))
    }
}

/// A dictionary, whose keys are no option's names.
private protocol Map {}

extension Dictionary: Map {}

/// The shortest decimal that reads as the number: `0.3`, `20`.
private func decimal(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// Encodes at one place.
private struct OptionsEncoder: Encoder, SingleValueEncodingContainer {
    private let place: EncodedPlace
    /// Whether keys are names of Swift's; a map's are the user's words.
    private let keysAreNames: Bool

    init(_ place: EncodedPlace, keysAreNames: Bool = true) {
        self.place = place
        self.keysAreNames = keysAreNames
    }

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        place.openMap()
        return KeyedEncodingContainer(EncodedMap(place: place, keysAreNames: keysAreNames))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        place.openList()
        return EncodedList(place: place)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() throws { place.set(Node("null", Tag(.null))) }

    func encode<T: Encodable>(_ value: T) throws {
        guard let scalar = value as? any YAMLEncodable else {
            let isMap = value is any Map
            let takesAnyNames =
                isMap || (T.self as? any OptionTypeProviding.Type)?.takesAnyNames == true
            try value.encode(to: OptionsEncoder(place, keysAreNames: !takesAnyNames))
            return isMap ? place.sortKeys() : ()
        }
        var node = scalar.box()
        if let number = value as? Double, number.isFinite {
            node = Node(decimal(number), node.tag)
        }
        if let text = value as? String, text.contains("\n") { node.scalar?.style = .any }
        place.set(node)
    }
}

private struct EncodedMap<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let place: EncodedPlace
    let keysAreNames: Bool

    var codingPath: [any CodingKey] { [] }

    private func encoder(_ key: any CodingKey) -> OptionsEncoder {
        OptionsEncoder(place.value(keysAreNames ? snakeCase(key.stringValue) : key.stringValue))
    }

    func encodeNil(forKey key: Key) throws { try encoder(key).encodeNil() }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try encoder(key).encode(value) }

    func nestedContainer<N: CodingKey>(keyedBy type: N.Type, forKey key: Key)
        -> KeyedEncodingContainer<N>
    {
        encoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        encoder(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { OptionsEncoder(place.value("super")) }
    func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }
}

private struct EncodedList: UnkeyedEncodingContainer {
    let place: EncodedPlace

    var codingPath: [any CodingKey] { [] }
    var count: Int { place.count }

    private var next: OptionsEncoder { OptionsEncoder(place.appended()) }

    func encodeNil() throws { try next.encodeNil() }
    func encode<T: Encodable>(_ value: T) throws { try next.encode(value) }

    func nestedContainer<N: CodingKey>(keyedBy type: N.Type) -> KeyedEncodingContainer<N> {
        next.container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next.unkeyedContainer() }
    func superEncoder() -> any Encoder { next }
}
