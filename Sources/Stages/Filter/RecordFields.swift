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

    /// The value of a field, of those that became the document's own too; nil where there is none,
    /// and for null, lists and objects. Throws ``DataError`` when the fields are no JSON.
    func value(_ path: JSONPath, of document: Document) throws -> FieldValue? {
        if let own = ownPart(path, document.names, of: document) { return own }
        let text = document.fields.span
        do {
            try scanner.scanMembers(text)
        } catch {
            throw DataError("the record's fields are not JSON: \(error)")
        }
        guard let value = scanner.find(path, in: text) else {
            return ownPart(path, .standard, of: document)
        }
        switch value.kind {
        case .number: return JSONNumber.double(value, of: text).map { .number($0) }
        case .string: return .word(JSONString.text(value, of: text))
        case .bool: return .word(Array(document.fields[value.range]))
        default: return nil
        }
    }

    /// What a field became, where it is one of those that hold a document's id, text and address.
    private func ownPart(
        _ path: JSONPath, _ names: FieldNames, of document: Document
    ) -> FieldValue? {
        func isNamed(_ name: String) -> Bool { path.whole.elementsEqual(name.utf8) }
        if isNamed(names.url) { return document.url.isEmpty ? nil : .word(document.url) }
        if isNamed(names.id) {
            if document.form.contains(.idIsMade) { return nil }
            let number = Double(String(decoding: document.id, as: UTF8.self))
            if document.form.contains(.idIsNumber), let number { return .number(number) }
            return .word(document.id)
        }
        let holdsText = document.content == .text && isNamed(names.text)
        return holdsText ? .word(document.text) : nil
    }

    /// The value of a field as text: a string's content, anything else as it is written; nil where
    /// there is none.
    func text(_ path: JSONPath, of document: Document) -> [UInt8]? {
        if case .word(let own) = ownPart(path, document.names, of: document) { return own }
        let text = document.fields.span
        guard !text.isEmpty, (try? scanner.scanMembers(text)) != nil,
            let value = scanner.find(path, in: text)
        else { return nil }
        if value.kind == .string { return JSONString.text(value, of: text) }
        return Array(document.fields[value.range])
    }
}
