// Documents as rows: each part of a document goes to its column.
import FileFormats
import PipelineCore

/// Encoded documents, and how many bytes each takes.
public struct ParquetRecordBatch: Sendable {
    var rows: ParquetRowBatch
    var sizes: [Int] = []

    init(_ layout: ParquetLayout) { rows = layout.makeBatch() }
}

/// Puts documents into rows; scratch for one worker.
struct ParquetRecords {
    /// The most bytes of a text: a page holds less than 2 GiB.
    private static let longest = 1 << 30
    private let table: ParquetTable
    private var scanner = JSONScanner()

    init(_ table: ParquetTable) { self.table = table }

    private var paths: [JSONPath] { table.paths }
    private var fieldNames: [[UInt8]] { table.fieldNames }

    // MARK: What can't be written

    mutating func validate(_ document: Document) throws {
        if document.content.kind == .html {
            throw DataError("it is still HTML; an 'extract_html' stage has to come before")
        }
        if max(document.text.count, document.fields.count) > Self.longest {
            throw DataError("it is longer than \(Self.longest >> 20) MiB")
        }
        if table.takes.contains(.tokens) { try validateTokens(document) }
        if document.content == .conversation {
            try validateConversation(document)
        } else if !fieldNames.isEmpty {
            try validateFields(document)
        }
    }

    private func validateTokens(_ document: Document) throws {
        guard let tokens = document.tokens else {
            throw DataError("it has no tokens; a 'tokenize' stage has to come before")
        }
        if let id = tokens.ids.max(), id > Int32.max {
            throw DataError("it has the token \(id); the columns hold up to \(Int32.max)")
        }
    }

    private mutating func validateConversation(_ document: Document) throws {
        let text = document.text.span
        try scanner.scan(text)
        for field in scanner.fields {
            let name = JSONString.text(field.key, of: text)
            let isHeld = table.columns.contains { column in
                [.messages, .json, .label].contains(column.part)
                    && column.name.utf8.elementsEqual(name)
            }
            if !isHeld {
                throw DataError(
                    "its '\(String(decoding: name, as: UTF8.self))' has no column (columns)")
            }
        }
    }

    private mutating func validateFields(_ document: Document) throws {
        try scanner.scanMembers(document.fields.span)
        for (column, path) in zip(table.columns, paths) {
            guard case .field(let type) = column.part,
                let value = scanner.find(path, in: document.fields.span)
            else { continue }
            guard type.holds(value, in: document.fields.span) else {
                throw DataError(
                    "the field '\(column.name)' is \(value.kind.phrase), not \(type.rawValue) "
                        + "(columns)")
            }
        }
    }

    // MARK: Rows

    mutating func append(_ document: Document, to batch: inout ParquetRecordBatch) throws {
        let before = batch.rows.heldBytes
        let isChat = document.content == .conversation
        if isChat { try scanner.scan(document.text.span) }
        var slot = 0
        for (column, path) in zip(table.columns, paths) {
            switch column.part {
            case .messages:
                let list = isChat ? scanner.find(path, in: document.text.span) : nil
                appendMessages(list, of: document.text.span, to: &batch.rows, at: slot)
                slot += ParquetTable.message.count - 1
            case .json, .label:
                let value = isChat ? scanner.find(path, in: document.text.span) : nil
                if column.part == .label {
                    batch.rows.columns[slot].append(bool: value, of: document.text.span)
                } else {
                    batch.rows.columns[slot].append(raw: value, of: document.text.span)
                }
            case .id: batch.rows.columns[slot].append(text: document.id)
            case .text: batch.rows.columns[slot].append(text: isChat ? nil : document.text)
            case .url:
                batch.rows.columns[slot].append(text: document.url.isEmpty ? nil : document.url)
            case .inputIDs, .labels, .lossMask, .attentionMask:
                appendTokens(column.part, document.tokens, to: &batch.rows.columns[slot])
            case .measurement(let number, let unit):
                batch.rows.columns[slot].append(measured: number, unit, of: document)
            case .metadata, .field: break
            }
            slot += 1
        }
        try appendFields(document, to: &batch.rows)
        batch.rows.rows += 1
        batch.sizes.append(batch.rows.heldBytes - before)
    }

    private func appendTokens(
        _ part: ParquetTable.Part, _ tokens: Tokens?, to column: inout ParquetColumnBatch
    ) {
        let tokens = tokens ?? Tokens()
        if tokens.ids.isEmpty {
            return column.appendLevels(definition: 1, repetition: 0)
        }
        for (index, id) in tokens.ids.enumerated() {
            column.appendLevels(definition: 2, repetition: index == 0 ? 0 : 1)
            let isTrained = tokens.lossMask.isEmpty || tokens.lossMask[index] != 0
            let number: Int32 =
                switch part {
                case .inputIDs: Int32(truncatingIfNeeded: id)
                case .labels: isTrained ? Int32(truncatingIfNeeded: id) : -100
                case .lossMask: isTrained ? 1 : 0
                default: 1
                }
            column.appendValue(number)
        }
    }

    // MARK: Fields

    private mutating func appendFields(
        _ document: Document, to rows: inout ParquetRowBatch
    ) throws {
        guard table.has(.metadata) || !fieldNames.isEmpty else { return }
        let fields = document.fields.span
        try scanner.scanMembers(fields)
        var slot = 0
        for (column, path) in zip(table.columns, paths) {
            switch column.part {
            case .metadata: appendMetadata(fields, to: &rows.columns[slot])
            case .field(let type):
                let value = scanner.find(path, in: fields)
                rows.columns[slot].append(value, as: type, of: fields)
            case .messages: slot += ParquetTable.message.count - 1
            default: break
            }
            slot += 1
        }
    }

    /// The fields without columns of their own, as a JSON object.
    private mutating func appendMetadata(
        _ fields: Span<UInt8>, to column: inout ParquetColumnBatch
    ) {
        var writer = JSONWriter()
        writer.beginObject()
        for field in scanner.fields {
            if fieldNames.contains(where: { scanner.key(of: field, is: $0, in: fields) }) {
                continue
            }
            writer.raw(fields.extracting(field.sourceRange))
        }
        let isEmpty = writer.bytes.count == 1
        writer.endObject()
        column.append(text: isEmpty ? nil : writer.bytes)
    }

    // MARK: Messages

    private func appendMessages(
        _ list: JSONValue?, of text: Span<UInt8>, to rows: inout ParquetRowBatch, at slot: Int
    ) {
        let messages = list.map { scanner.elements(of: $0, in: text) } ?? []
        if messages.isEmpty {
            for index in ParquetTable.message.indices {
                rows.columns[slot + index].appendLevels(
                    definition: list == nil ? 0 : 1, repetition: 0)
            }
        }
        for (number, message) in messages.enumerated() {
            let members = scanner.members(of: message, in: text)
            for (index, field) in ParquetTable.message.enumerated() {
                let value = members.last { member in
                    text.extracting(member.key.range).withUnsafeBufferPointer {
                        $0.elementsEqual(field.name.utf8)
                    }
                }?.value
                rows.columns[slot + index].append(
                    member: value, of: text, repetition: number == 0 ? 0 : 1)
            }
        }
    }
}

extension ParquetTable.FieldType {
    /// Whether a column of the type has a form for a value.
    fileprivate func holds(_ value: JSONValue, in text: Span<UInt8>) -> Bool {
        switch (self, value.kind) {
        case (_, .null), (.string, _), (.bool, .bool), (.float, .number): true
        case (.float, .string): Self.number(value, in: text) != nil
        case (.int, .number): JSONNumber.int(value, of: text) != nil
        default: false
        }
    }
}

extension ParquetTable.FieldType {
    /// What JSON has no form for, as Parquet's reader spells it.
    fileprivate static func number(_ value: JSONValue, in text: Span<UInt8>) -> Double? {
        guard value.kind == .string else { return nil }
        switch String(decoding: JSONString.text(value, of: text), as: UTF8.self) {
        case "NaN": return .nan
        case "Infinity": return .infinity
        case "-Infinity": return -.infinity
        default: return nil
        }
    }
}

extension ParquetColumnBatch {
    /// Appends a text of its own column; nil is null.
    fileprivate mutating func append(text: [UInt8]?) {
        appendLevels(definition: text == nil ? 0 : 1)
        if let text { appendValue(text) }
    }

    /// Appends what a stage recorded; null where it didn't see the document or has no answer.
    fileprivate mutating func append(
        measured column: Int, _ unit: Measurement.Unit, of document: Document
    ) {
        if unit == .label {
            return append(text: document.labels.last { $0.column == column }?.text)
        }
        let isThere = document.values.indices.contains(column)
        let value = isThere ? document.values[column] : .nan
        let whole = Int64(exactly: value)
        if value.isNaN || unit.isWhole && whole == nil { return appendLevels(definition: 0) }
        appendLevels(definition: 1)
        if let whole, unit.isWhole { appendValue(whole) } else { appendValue(value) }
    }

    /// Appends a value as JSON text.
    fileprivate mutating func append(raw value: JSONValue?, of text: Span<UInt8>) {
        guard let value, value.kind != .null else { return append(text: nil) }
        append(text: Self.bytes(text, value.range))
    }

    fileprivate mutating func append(bool value: JSONValue?, of text: Span<UInt8>) {
        let isKnown = value?.kind == .bool
        appendLevels(definition: isKnown ? 1 : 0)
        if isKnown, let value { appendValue(text[value.range.lowerBound] == UInt8(ascii: "t")) }
    }

    fileprivate mutating func append(
        _ value: JSONValue?, as type: ParquetTable.FieldType, of text: Span<UInt8>
    ) {
        // What doesn't fit is null: kept documents are validated, dropped ones need not fit.
        guard let value, type.holds(value, in: text), value.kind != .null else {
            return appendLevels(definition: 0)
        }
        switch type {
        case .string:
            append(
                text: value.kind == .string
                    ? JSONString.text(value, of: text) : Self.bytes(text, value.range))
        case .bool: append(bool: value, of: text)
        case .int:
            appendLevels(definition: 1)
            appendValue(Int64(JSONNumber.int(value, of: text) ?? 0))
        case .float:
            appendLevels(definition: 1)
            appendValue(
                ParquetTable.FieldType.number(value, in: text)
                    ?? JSONNumber.double(value, of: text) ?? .nan)
        }
    }

    /// Appends a member of a message in a list.
    fileprivate mutating func append(
        member value: JSONValue?, of text: Span<UInt8>, repetition: UInt8
    ) {
        guard let value, value.kind != .null else {
            return appendLevels(definition: 2, repetition: repetition)
        }
        appendLevels(definition: 3, repetition: repetition)
        switch value.kind {
        case .bool: appendValue(text[value.range.lowerBound] == UInt8(ascii: "t"))
        case .string: appendValue(JSONString.text(value, of: text))
        case .number: appendValue(JSONNumber.double(value, of: text) ?? .nan)
        default: appendValue(Self.bytes(text, value.range))
        }
    }

    private static func bytes(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        text.extracting(range).withUnsafeBufferPointer(Array.init)
    }
}
