// Looks into the fields that the input's record had besides its text.
import FileFormats
import PipelineCore

/// A field's value, as rules can compare it.
enum FieldValue {
    case number(Double)
    /// A string, or `true` and `false`.
    case word([UInt8])
}

/// Finds fields of documents' records; scratch for one worker.
final class RecordFields {
    private var scanner = JSONScanner()

    /// The value of a field; nil where there is none, and for null, lists and objects. Throws
    /// ``DataError`` when the fields are no JSON.
    func value(_ path: JSONPath, of document: Document) throws -> FieldValue? {
        let object = [UInt8(ascii: "{")] + document.fields + [UInt8(ascii: "}")]
        let text = object.span
        do {
            try scanner.scan(text)
        } catch {
            throw DataError("the record's fields are not JSON: \(error)")
        }
        guard let value = scanner.find(path, in: text) else { return nil }
        switch value.kind {
        case .number: return JSONNumber.double(value, of: text).map { .number($0) }
        case .string: return .word(JSONString.text(value, of: text))
        case .bool: return .word(Array(object[value.range]))
        default: return nil
        }
    }
}
