// Running one document stage over hostile texts: no crash, and the same answer every time.
import PipelineCore

extension StageChecker {
    /// Runs an annotator, filter or rewriter over every hostile text, as each kind of content,
    /// twice with one worker's scratch and once with a fresh one.
    public func documents() throws -> [String] {
        guard let stage = built.stage as? any Measuring else { return [] }
        let takesChats = built.stage.flow.takes.contains(.renderedChat)
        let used = try DocumentRun(stage, entry)
        var complaints: [String] = []
        let kinds: [Content] = [
            .text, .html(charset: []), .conversation, .renderedChat(ChatMarkup()),
        ]
        let cases = HostileText.all.flatMap { text in kinds.map { (text, $0) } }
        let first = cases.map { used.run($0.0.bytes, $0.1) }
        for ((text, content), outcome) in zip(cases, first).reversed() {
            let place = "\(text.name) as \(content)"
            if used.run(text.bytes, content) != outcome { complaints.append("\(place): differs") }
            complaints += outcome.complaints(entry, input: text).map { "\(place): \($0)" }
            if takesChats, outcome.movesMarks(of: text, content) {
                complaints.append("\(place): marks move")
            }
        }
        for ((text, content), outcome) in zip(cases, first) where text.bytes.count < 1 << 18 {
            if try DocumentRun(stage, entry).run(text.bytes, content) != outcome {
                complaints.append("\(text.name) as \(content): differs in a fresh worker")
            }
        }
        return complaints
    }
}

/// One worker with one stage.
struct DocumentRun {
    let runner: StageRunner
    let shared = DocumentScratch()
    let columns: Int

    init(_ stage: any Measuring, _ entry: StageEntry) throws {
        runner = try StageRunner.make(stage, stage: 0, firstColumn: 0)
        columns = entry.measurements.count
    }

    func run(_ text: [UInt8], _ content: Content) -> DocumentOutcome {
        var document = Document(
            key: DocumentKey(file: 3, place: 7), offset: 0, id: Array("id".utf8), text: text)
        document.content = content
        document.values = Array(repeating: .nan, count: columns)
        shared.textChanged()
        do {
            let drop = try runner.process(&document, in: shared)
            return DocumentOutcome(document: document, drop: drop, error: nil)
        } catch let error as DataError {
            return DocumentOutcome(document: document, drop: nil, error: error.reason)
        } catch {
            return DocumentOutcome(
                document: document, drop: nil, error: "NOT A DATA ERROR \(error)")
        }
    }
}

/// What a stage made of a document.
struct DocumentOutcome: Equatable {
    let document: Document
    let drop: Drop?
    let error: String?

    static func == (a: DocumentOutcome, b: DocumentOutcome) -> Bool {
        // NaN is not itself: bits are compared.
        a.error == b.error && a.drop == b.drop && a.document.text == b.document.text
            && a.document.tokens == b.document.tokens && a.document.content == b.document.content
            && a.document.labels == b.document.labels
            && a.document.values.map(\.bitPattern) == b.document.values.map(\.bitPattern)
    }

    /// Whether the stage changed a text whose marks are places in it.
    func movesMarks(of input: HostileText, _ content: Content) -> Bool {
        content.kind == .renderedChat && document.text != input.bytes
    }

    func complaints(_ entry: StageEntry, input: HostileText) -> [String] {
        var complaints: [String] = []
        if let error, error.hasPrefix("NOT") { complaints.append(error) }
        for (measurement, value) in zip(entry.measurements, document.values) where !value.isNaN {
            if !isPossible(value, measurement.unit) {
                complaints.append("\(measurement.name) is \(value), a \(measurement.unit)")
            }
        }
        let isText = error == nil && document.content.kind == .text && input.isUTF8
        if isText, String(validating: document.text, as: UTF8.self) == nil {
            complaints.append("UTF-8 went in, something else came out")
        }
        return complaints
    }

    private func isPossible(_ value: Double, _ unit: MeasurementUnit) -> Bool {
        switch unit {
        case .flag: value == 0 || value == 1
        case .count, .bytes, .characters, .fraction: value >= 0 && value.isFinite
        case .score, .label: value.isFinite
        }
    }
}
