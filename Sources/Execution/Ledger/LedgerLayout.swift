// The columns of a ledger: what is told of every document, then what the pipeline measured.
import FileFormats
import PipelineCore

/// What a ledger tells of every document, by the names of its columns.
enum LedgerFact: Int, CaseIterable {
    case id, url, source, place, offset, fate, stage, rule, value, threshold
    case valueLabel, thresholdLabel, duplicateOf, reason

    var name: String {
        switch self {
        case .valueLabel: "value_label"
        case .thresholdLabel: "threshold_label"
        case .duplicateOf: "duplicate_of"
        default: "\(self)"
        }
    }

    fileprivate var field: ParquetLayout.Field {
        switch self {
        case .offset: ParquetLayout.Field(name, .integer, isRequired: true)
        case .value, .threshold: ParquetLayout.Field(name, .number)
        default: ParquetLayout.Field(name, .string, isRequired: isAlwaysThere)
        }
    }

    /// Whether every document has it.
    var isAlwaysThere: Bool { [.id, .source, .place, .offset, .fate].contains(self) }
}

/// The columns of a plan's ledger, the same in every file of it.
struct LedgerLayout: Sendable {
    let parquet: ParquetLayout
    let units: [MeasurementUnit]
    let sources: [[UInt8]]
    let stages: [[UInt8]]

    init(_ plan: Plan) {
        sources = plan.inputs.map { Array($0.file.path.utf8) }
        stages = plan.stages.map { Array($0.label.utf8) }
        units = plan.columns.map(\.measurement.unit)
        parquet = ParquetLayout(
            LedgerFact.allCases.map(\.field)
                + plan.columns.map { $0.measurement.unit.field($0.name) })
    }
}

extension MeasurementUnit {
    fileprivate func field(_ name: String) -> ParquetLayout.Field {
        ParquetLayout.Field(name, self == .label ? .string : isWhole ? .integer : .number)
    }
}
