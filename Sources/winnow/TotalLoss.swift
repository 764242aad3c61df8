// A run that went wrong as a whole though nothing failed, and why it probably did.
import Execution
import FileStore
import PipelineCore

/// That nothing was kept, that more than half of the records are bad, or that a mixture lacks what
/// the pipeline asks for; with the likeliest cause.
struct TotalLoss {
    let text: String

    /// nil for a run that has not lost so much.
    init?(_ summary: RunSummary) {
        let counts = summary.manifest.counts
        let packing = counts.packing
        let isUnfilled = packing?.sequences == 0
        let (bad, records) = (counts.bad + (counts.lost ?? 0), counts.records + (counts.lost ?? 0))
        let shortfall = counts.mixture.flatMap { MixtureText($0).shortfall }
        guard counts.kept == 0 || bad * 2 > records || isUnfilled || shortfall != nil else {
            return nil
        }
        if let shortfall, bad * 2 <= records {
            text = shortfall
            return
        }
        if isUnfilled, counts.kept > 0 {
            text =
                "no sequence was filled: \(grouped(packing?.tokens ?? 0)) tokens came in, and one "
                + "takes more"
            return
        }
        if counts.records == 0 {
            text = "the input holds no documents" + Self.unread(summary)
        } else if bad * 2 > records {
            let share = bad == records ? "all" : "\(grouped(bad)) of"
            text =
                "\(share) \(grouped(records)) records are bad"
                + (Self.reason(summary).map { ": \($0)" } ?? "")
        } else {
            text = "nothing was kept" + (Self.rule(summary).map { ": \($0)" } ?? "")
        }
    }

    /// What there was instead of documents.
    private static func unread(_ summary: RunSummary) -> String {
        let manifest = summary.manifest
        if let skipped = manifest.counts.skipped.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }
        ) {
            return ": \(grouped(skipped.value)) records were skipped for their \(skipped.key)"
        }
        if !manifest.passedOver.isEmpty {
            return "; passed over: \(FilePatterns.text(manifest.passedOver))"
        }
        return summary.plan.inputs.contains { $0.file.path == "-" } ? ": nothing came in" : ""
    }

    /// What most of the bad records that were sampled say.
    private static func reason(_ summary: RunSummary) -> String? {
        let reasons = Dictionary(grouping: summary.statistics.badSamples.map(\.value)) { $0 }
        return reasons.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key
    }

    /// The rule that dropped most.
    private static func rule(_ summary: RunSummary) -> String? {
        let drops = summary.plan.stages.flatMap { stage in
            (summary.statistics.stages[stage.index]?.dropped ?? [:])
                .map { (stage: stage, reason: $0.key, count: $0.value) }
        }
        guard
            let most = drops.max(by: {
                ($0.count, -$0.stage.index, $1.reason) < ($1.count, -$1.stage.index, $0.reason)
            })
        else { return nil }
        let rule = most.stage.built.rules.first { $0.reason == most.reason }
        let condition = rule.map { " (\($0.measurement) \($0.symbol) \($0.threshold))" } ?? ""
        return "\(most.stage.label) dropped \(grouped(most.count)) of "
            + "\(grouped(summary.manifest.counts.records)) as \(most.reason)\(condition)"
    }
}
