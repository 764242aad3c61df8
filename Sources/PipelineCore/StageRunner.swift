// One worker's copy of one document stage: the place where a stage's type is forgotten.

/// Runs one stage over one document at a time, for one worker: measures, records, judges.
///
/// The dynamic dispatch happens here, once per stage and document.
public class StageRunner {
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
    public func process(_ document: inout Document, in shared: DocumentScratch) throws -> Drop? {
        preconditionFailure("StageRunner is abstract")
    }

    /// A worker's copy of a stage. The stage conforms to ``Judging`` or ``Editing``.
    public static func make(_ stage: any Measuring, stage index: Int, firstColumn: Int) throws
        -> StageRunner
    {
        switch stage {
        case let stage as any Judging: try judging(stage, index, firstColumn)
        case let stage as any Editing: try editing(stage, index, firstColumn)
        default: preconditionFailure("\(type(of: stage)) neither judges nor edits")
        }
    }

    private static func judging<S: Judging>(_ stage: S, _ index: Int, _ first: Int) throws
        -> StageRunner
    {
        JudgingRunner(core: try RunnerCore(stage, index: index, firstColumn: first))
    }

    private static func editing<S: Editing>(_ stage: S, _ index: Int, _ first: Int) throws
        -> StageRunner
    {
        EditingRunner(core: try RunnerCore(stage, index: index, firstColumn: first))
    }
}

/// What both kinds of runner hold: an object, since each use of a part would copy a struct's stage.
private final class RunnerCore<S: Measuring> {
    let stage: S
    let index: Int
    let firstColumn: Int
    private let tests: [ColumnTest]
    let record = Recorder<S.Column>()
    var scratch: S.Scratch

    init(_ stage: S, index: Int, firstColumn: Int) throws {
        self.stage = stage
        self.index = index
        self.firstColumn = firstColumn
        tests = stage.rules.map(ColumnTest.init)
        scratch = try stage.makeScratch()
    }

    /// Copies what was measured into the document and applies the rules in order.
    func judge(_ document: inout Document) -> Drop? {
        take(record.values, record.labels, into: &document)
        guard let test = firstFailed(of: tests, record.values, record.labels) else { return nil }
        return Drop(
            stage: index, rule: test.reason,
            value: test.comparison.comparesLabels
                ? .label(String(decoding: record.labels[test.column], as: UTF8.self))
                : .number(record.values[test.column]),
            threshold: test.comparison.threshold, duplicateOf: record.duplicateOf)
    }

    private func take(_ values: [Double], _ labels: [[UInt8]], into document: inout Document) {
        for offset in values.indices {
            document.values[firstColumn + offset] = values[offset]
            if labels[offset].isEmpty { continue }
            document.labels.append(
                MeasuredLabel(column: firstColumn + offset, text: labels[offset]))
        }
    }
}

/// A rule whatever its stage: plain values, which a loop over every document reads quickly.
private struct ColumnTest {
    let reason: String
    let column: Int
    let comparison: Comparison

    init<Column>(_ rule: Rule<Column>) {
        reason = rule.reason
        column = rule.column.rawValue
        comparison = rule.comparison
    }
}

private func firstFailed(
    of tests: [ColumnTest], _ values: [Double], _ labels: [[UInt8]]
) -> ColumnTest? {
    for test in tests {
        let fails =
            test.comparison.comparesLabels
            ? test.comparison.fires(on: labels[test.column])
            : test.comparison.fires(on: values[test.column])
        if fails { return test }
    }
    return nil
}

private final class JudgingRunner<S: Judging>: StageRunner {
    private let core: RunnerCore<S>

    init(core: RunnerCore<S>) {
        self.core = core
        super.init(stage: core.index, firstColumn: core.firstColumn)
    }

    override func process(_ document: inout Document, in shared: DocumentScratch) throws -> Drop? {
        core.record.clear()
        try core.stage.measure(document, using: &core.scratch, in: shared, into: core.record)
        return core.judge(&document)
    }
}

private final class EditingRunner<S: Editing>: StageRunner {
    private let core: RunnerCore<S>

    init(core: RunnerCore<S>) {
        self.core = core
        super.init(stage: core.index, firstColumn: core.firstColumn)
    }

    override func process(_ document: inout Document, in shared: DocumentScratch) throws -> Drop? {
        core.record.clear()
        try core.stage.rewrite(&document, using: &core.scratch, in: shared, into: core.record)
        shared.textChanged()
        return core.judge(&document)
    }
}
