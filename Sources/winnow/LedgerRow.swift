// One row of a ledger, for printing.
import FileFormats
import FileStore
import Foundation

/// A ledger row's fields in their order.
struct LedgerRow {
    /// Names and values; `nil` stands for null. Texts are unescaped, numbers as written.
    let fields: [(name: String, text: String?)]

    init(_ json: ArraySlice<UInt8>) throws {
        let bytes = Array(json)
        var scanner = JSONScanner()
        do {
            try scanner.scan(bytes.span)
        } catch {
            throw FileError(.corrupt, path: "ledger", reason: "a row is not JSON: \(error)")
        }
        fields = scanner.fields.map { field in
            (Self.text(field.key, of: bytes) ?? "", Self.text(field.value, of: bytes))
        }
    }

    private static func text(_ value: JSONValue, of bytes: [UInt8]) -> String? {
        switch value.kind {
        case .null: nil
        case .string: String(decoding: JSONString.text(value, of: bytes.span), as: UTF8.self)
        default: String(decoding: bytes[value.range], as: UTF8.self)
        }
    }

    subscript(name: String) -> String? {
        fields.first { $0.name == name }?.text
    }
}
