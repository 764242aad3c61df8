// A value inside a JSON file, asked for what it has to be.
import FileFormats

/// One value of a JSON text and the place to name when it is not what it has to be.
struct JSONReading {
    private let text: [UInt8]
    private let scanner: JSONScanner
    private let value: JSONValue
    private let file: String
    /// Where the value is, such as `shards[2].raw_data`; empty for the whole text.
    private let place: String

    /// - Throws: ``ShardError/Code/damagedIndex`` for a text that is no JSON object.
    init(_ text: [UInt8], file: String) throws(ShardError) {
        var scanner = JSONScanner()
        do {
            try scanner.scan(text.span)
        } catch {
            throw ShardError(.damagedIndex, file, "it is no JSON: \(error)")
        }
        self.text = text
        self.scanner = scanner
        self.file = file
        value = JSONValue(kind: .object, range: 0..<text.count)
        place = ""
    }

    /// A text that holds a list of strings, as bytes.
    static func strings(in list: [UInt8], file: String) throws(ShardError) -> [[UInt8]] {
        let text = Array(#"{"list":"#.utf8) + list + [UInt8(ascii: "}")]
        var strings: [[UInt8]] = []
        for item in try JSONReading(text, file: file).list("list") {
            guard item.value.kind == .string else { throw item.damaged("it is no string") }
            strings.append(Array(JSONString.text(item.value, of: item.text.span)))
        }
        return strings
    }

    private init(_ value: JSONValue, in whole: JSONReading, at place: String) {
        text = whole.text
        scanner = whole.scanner
        file = whole.file
        self.value = value
        self.place = place
    }

    func damaged(_ found: String) -> ShardError {
        ShardError(.damagedIndex, file, place.isEmpty ? found : place + ": " + found)
    }

    var isNull: Bool { value.kind == .null }

    /// A field of an object; nil where there is none. Of equal keys the last one counts.
    func field(_ name: String) -> JSONReading? {
        guard value.kind == .object else { return nil }
        let field = scanner.members(of: value, in: text.span).last {
            JSONString.text($0.key, of: text.span).elementsEqual(name.utf8)
        }
        return field.map {
            JSONReading($0.value, in: self, at: place.isEmpty ? name : place + "." + name)
        }
    }

    /// A field that has to be there.
    func required(_ name: String) throws(ShardError) -> JSONReading {
        guard let field = field(name) else { throw damaged("it has no '\(name)'") }
        return field
    }

    /// A field that has to be a list.
    func list(_ name: String) throws(ShardError) -> [JSONReading] {
        let list = try required(name)
        guard list.value.kind == .array else { throw list.damaged("it is no list") }
        return scanner.elements(of: list.value, in: text.span).enumerated().map {
            JSONReading($1, in: self, at: list.place + "[\($0)]")
        }
    }

    /// The fields of an object whose values are strings.
    func strings() throws(ShardError) -> [(name: String, value: String)] {
        guard value.kind == .object else { throw damaged("it is no object") }
        var strings: [(String, String)] = []
        for field in scanner.members(of: value, in: text.span) {
            let name = String(decoding: JSONString.text(field.key, of: text.span), as: UTF8.self)
            strings.append((name, try JSONReading(field.value, in: self, at: name).string()))
        }
        return strings
    }

    func string() throws(ShardError) -> String {
        guard value.kind == .string else { throw damaged("it is no string") }
        return String(decoding: JSONString.text(value, of: text.span), as: UTF8.self)
    }

    /// A whole number from 0 on.
    func count() throws(ShardError) -> Int {
        guard value.kind == .number, let number = JSONNumber.int(value, of: text.span), number >= 0
        else { throw damaged("it is no count") }
        return number
    }
}
