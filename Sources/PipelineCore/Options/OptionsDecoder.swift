// Decodes an options struct from YAML laid over its defaults, with a place for every complaint.
import Yams

/// What decoding learns on the way, for schemas: each option's type, in declaration order.
package final class OptionsReading {
    private var options:
        [(name: String, type: OptionType, defaultValue: String, bounds: OptionBounds?)] = []

    func note(
        _ name: String, _ type: OptionType, _ defaultValue: String, _ bounds: OptionBounds?
    ) {
        if !options.contains(where: { $0.name == name }) {
            options.append((name, type, defaultValue, bounds))
        }
    }

    func descriptions(of options: any StageOptions.Type) -> [OptionDescription] {
        let help = Dictionary(options.help.map { ($0.key, $0.value) }) { first, _ in first }
        return self.options.map {
            OptionDescription(
                name: $0.name, type: $0.type, defaultValue: $0.defaultValue,
                help: help[$0.name] ?? "", bounds: $0.bounds)
        }
    }
}

extension StageOptions {
    /// The options that `node` asks for, the rest at their defaults. Throws ``ConfigError``.
    package static func decode(
        _ node: Node?, file: String = "", stagePlace: String = "", reading: OptionsReading? = nil
    ) throws -> Self {
        let decoder = OptionsDecoder(
            node: node, defaults: nil, path: [], file: file, stagePlace: stagePlace,
            reading: reading)
        return try decoder.decode(Self.self)
    }
}

/// An encodable value as a YAML tree with camelCase keys.
func defaultsNode(of value: some Encodable) throws -> Node? {
    try Yams.compose(yaml: yamlText(of: value))
}

/// The option names that a type asked its decoder for.
final class AskedNames {
    private(set) var names: Set<String> = []
    /// Whether the type asked for named options at all.
    private(set) var isComplete = false

    func open() { isComplete = true }
    func add(_ name: String) { names.insert(name) }
}

/// Decodes at one place of the user's YAML, falling back to the defaults' tree.
struct OptionsDecoder: Decoder {
    /// What the user wrote; `nil` where they wrote nothing.
    let node: Node?
    /// The default's tree; `nil` where there is none.
    let defaults: Node?
    /// Names from the stage's own options down to here.
    let path: [String]
    /// The file's name, for places of what the user wrote.
    let file: String
    /// Where the stage stands, for complaints about what the user did not write.
    let stagePlace: String
    let reading: OptionsReading?
    /// What a number here has to be; its type's own bounds where nothing is said.
    var bounds: OptionBounds?
    /// What the numbers below have to be, by name.
    var boundsBelow: [String: OptionBounds] = [:]
    /// The names that the type at this place asked for: whatever else the user wrote is unknown.
    var asked = AskedNames()

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        if let node, node.mapping == nil, !isNull(node) {
            throw complaint("expected options as `name: value`, found \(kind(of: node))")
        }
        asked.open()
        return KeyedDecodingContainer(KeyedOptions(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        if let node, node.sequence == nil {
            let word = node.scalar.map { isNull(node) ? "" : "Write [\($0.string)]." }
            throw complaint("expected a list, found \(kind(of: node))", suggestion: word ?? "")
        }
        return OptionList(decoder: self, items: Array((node ?? defaults)?.sequence ?? []))
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        OptionScalar(decoder: self)
    }

    /// A complaint about the value at this place.
    func complaint(_ message: String, suggestion: String = "") -> ConfigError {
        let name = path.isEmpty ? "" : "option '\(path.joined(separator: "."))': "
        return ConfigError(name + message, at: place(of: node), suggestion: suggestion)
    }

    func place(of node: Node?) -> String {
        guard let mark = node?.mark else { return stagePlace }
        return "\(file):\(mark.line):\(mark.column)"
    }

    /// Decodes any value here: scalars by kind, everything else by its own `init(from:)`.
    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        if let value = try scalar(type) { return value }
        do {
            var decoder = try withOwnDefaults(of: type)
            decoder.boundsBelow = (type as? any StageOptions.Type)?.bounds ?? [:]
            let value = try T(from: decoder)
            let takesAnyNames =
                type is any OptionMap.Type
                || (type as? any OptionTypeProviding.Type)?.takesAnyNames == true
            if !takesAnyNames { try refuseUnknownNames() }
            if let options = value as? any StageOptions { try refuseCrossing(options, self) }
            return value
        } catch let error as ConfigError {
            throw error
        } catch let error as DecodingError {
            throw complaint(choices(of: type) ?? "can't be read: \(error)")
        }
    }

    /// Where the struct around has no default for this one, this one's own defaults stand.
    private func withOwnDefaults(of type: Any.Type) throws -> OptionsDecoder {
        guard defaults == nil, let type = type as? any StageOptions.Type else { return self }
        return OptionsDecoder(
            node: node, defaults: try defaultsNode(of: type.init()), path: path, file: file,
            stagePlace: stagePlace, reading: reading, bounds: bounds, asked: asked)
    }

    private func refuseUnknownNames() throws {
        guard let mapping = node?.mapping, asked.isComplete else { return }
        for key in mapping.keys {
            let name = key.string ?? ""
            if asked.names.contains(name) { continue }
            let known = asked.names.sorted()
            let meant = nearestName(to: name, in: known).map { "Did you mean '\($0)'? " } ?? ""
            let list =
                known.isEmpty
                ? "It takes no options." : "Options: " + known.joined(separator: ", ")
            throw ConfigError(
                "unknown option '\((path + [name]).joined(separator: "."))'", at: place(of: key),
                suggestion: meant + list)
        }
    }

    /// The value, when `type` is one that YAML writes as a scalar.
    private func scalar<T>(_ type: T.Type) throws -> T? {
        switch type {
        case is Bool.Type: try read("true or false", \.bool) as? T
        case is Int.Type:
            try bounded(read("an integer", \.integer), .count, Double.init) as? T
        case is UInt64.Type: try read("an integer from 0", \.unsigned) as? T
        case is Double.Type: try bounded(read("a number", \.number), .finite) { $0 } as? T
        case is String.Type: try read("text", \.scalar?.string) as? T
        default: nil
        }
    }

    private func read<V>(_ expected: String, _ convert: (Node) -> V?) throws -> V {
        guard let chosen = node ?? defaults else { throw complaint("expected \(expected)") }
        guard !isNull(chosen), let value = convert(chosen) else {
            throw complaint("expected \(expected), found \(kind(of: chosen))")
        }
        return value
    }

    /// Refuses a number that the user can't have meant.
    private func bounded<V>(
        _ value: V, _ usual: OptionBounds, _ number: (V) -> Double
    ) throws -> V {
        let bounds = bounds ?? usual
        guard node != nil, !bounds.contains(number(value)) else { return value }
        let found = node?.scalar?.string ?? ""
        throw complaint(
            "\(bounds.demand(for: number(value))), found '\(found)'",
            suggestion: bounds.suggestion(for: number(value)))
    }

    private func choices(of type: Any.Type) -> String? {
        guard let names = choiceNames(type) else { return nil }
        let found = node?.scalar.map { "'\($0.string)'" } ?? "something else"
        return "expected one of \(names.joined(separator: ", ")), found \(found)"
    }
}

/// Whether a YAML value says nothing.
func isNull(_ node: Node) -> Bool {
    guard let scalar = node.scalar, scalar.style == .plain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
}

/// What a YAML value is, for people.
func kind(of node: Node) -> String {
    if node.mapping != nil { return "a mapping" }
    if node.sequence != nil { return "a list" }
    guard let scalar = node.scalar, !isNull(node) else { return "nothing" }
    let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
    return (isQuoted ? "the text " : "") + "'\(scalar.string)'"
}

/// The names of a string enumeration's cases.
private func choiceNames(_ type: Any.Type) -> [String]? {
    guard let cases = (type as? any CaseIterable.Type)?.anyCases else { return nil }
    let names = cases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
    return names.isEmpty ? nil : names
}

extension CaseIterable {
    fileprivate static var anyCases: [Any] { Array(allCases) }
}

/// The schema's word for a Swift type.
package func optionType(of type: Any.Type) -> OptionType {
    if let provider = type as? any OptionTypeProviding.Type { return provider.optionType }
    if let names = choiceNames(type) { return .choice(names) }
    switch type {
    case is Bool.Type: return .boolean
    case is Int.Type, is UInt64.Type: return .integer
    case is Double.Type: return .number
    case is String.Type: return .string
    case let list as any OptionSequence.Type: return .list(optionType(of: list.elementType))
    case let map as any OptionMap.Type: return .map(optionType(of: map.valueType))
    case let options as any StageOptions.Type: return .group((try? options.describe()) ?? [])
    default: return .string
    }
}

/// Lets the schema see an array's element type.
protocol OptionSequence {
    static var elementType: Any.Type { get }
}

extension Array: OptionSequence {
    static var elementType: Any.Type { Element.self }
}

/// Lets the schema see a dictionary's value type.
protocol OptionMap {
    static var valueType: Any.Type { get }
}

extension Dictionary: OptionMap where Key == String {
    static var valueType: Any.Type { Value.self }
}
