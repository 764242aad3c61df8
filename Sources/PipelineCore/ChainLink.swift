// One worker's copy of one document stage: the place where a stage's type is forgotten.

/// Runs one stage over one document at a time, for one worker: measures, records, judges.
///
/// The dynamic dispatch happens here, once per stage and document.
public class ChainLink {
    /// The stage's index in the plan.
    public let stage: Int
    /// The plan's first column for this stage's measurements.
    public let firstColumn: Int

    fileprivate init(stage: Int, firstColumn: Int) {
        self.stage = stage
        self.firstColumn = firstColumn
    }

    /// Runs the stage; returns the drop when a rule fired. Throws ``DataError``.
    ///
    /// `document.values` must have the plan's full count of columns.
    public func process(_ document: inout Document, in worker: Worker) throws -> Drop? {
        preconditionFailure("ChainLink is abstract")
    }

    /// A worker's copy of a stage. The stage conforms to ``Judging`` or ``Editing``.
    public static func make(_ stage: any Measuring, stage index: Int, firstColumn: Int) throws
        -> ChainLink
    {
        switch stage {
        case let stage as any Judging: try judging(stage, index, firstColumn)
        case let stage as any Editing: try editing(stage, index, firstColumn)
        default: preconditionFailure("\(type(of: stage)) neither judges nor edits")
        }
    }

    private static func judging<S: Judging>(_ stage: S, _ index: Int, _ first: Int) throws
        -> ChainLink
    {
        JudgingLink(core: try LinkCore(stage, index: index, firstColumn: first))
    }

    private static func editing<S: Editing>(_ stage: S, _ index: Int, _ first: Int) throws
        -> ChainLink
    {
        EditingLink(core: try LinkCore(stage, index: index, firstColumn: first))
    }
}

/// What both kinds of link hold.
private struct LinkCore<S: Measuring> {
    let stage: S
    let index: Int
    let firstColumn: Int
    let rules: [Rule<S.Column>]
    let record = Recorder<S.Column>()
    var scratch: S.Scratch

    init(_ stage: S, index: Int, firstColumn: Int) throws {
        self.stage = stage
        self.index = index
        self.firstColumn = firstColumn
        rules = stage.rules
        scratch = try stage.makeScratch()
    }

    /// Copies what was measured into the document and applies the rules in order.
    func judge(_ document: inout Document) -> Drop? {
        for (offset, value) in record.values.enumerated() {
            document.values[firstColumn + offset] = value
            if !record.labels[offset].isEmpty {
                document.labels.append(
                    MeasuredLabel(column: firstColumn + offset, text: record.labels[offset]))
            }
        }
        guard let rule = rules.first(where: fires) else { return nil }
        return drop(by: rule)
    }

    private func fires(_ rule: Rule<S.Column>) -> Bool {
        rule.comparison.comparesLabels
            ? rule.comparison.fires(on: record.label(rule.column))
            : rule.comparison.fires(on: record[rule.column])
    }

    private func drop(by rule: Rule<S.Column>) -> Drop {
        let value: MeasuredValue =
            rule.comparison.comparesLabels
            ? .label(String(decoding: record.label(rule.column), as: UTF8.self))
            : .number(record[rule.column])
        return Drop(
            stage: index, rule: rule.reason, value: value, threshold: rule.comparison.threshold,
            duplicateOf: record.duplicateOf)
    }
}

private final class JudgingLink<S: Judging>: ChainLink {
    private var core: LinkCore<S>

    init(core: LinkCore<S>) {
        self.core = core
        super.init(stage: core.index, firstColumn: core.firstColumn)
    }

    override func process(_ document: inout Document, in worker: Worker) throws -> Drop? {
        core.record.clear()
        try core.stage.measure(document, using: &core.scratch, in: worker, into: core.record)
        return core.judge(&document)
    }
}

private final class EditingLink<S: Editing>: ChainLink {
    private var core: LinkCore<S>

    init(core: LinkCore<S>) {
        self.core = core
        super.init(stage: core.index, firstColumn: core.firstColumn)
    }

    override func process(_ document: inout Document, in worker: Worker) throws -> Drop? {
        core.record.clear()
        try core.stage.rewrite(&document, using: &core.scratch, in: worker, into: core.record)
        worker.textChanged()
        return core.judge(&document)
    }
}
