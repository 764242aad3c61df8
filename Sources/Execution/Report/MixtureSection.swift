// The report's table of what was taken of every input, language or domain.
import PipelineCore

/// What there was and what was written, by source and group.
struct MixtureSection {
    let mixture: Mixture

    var html: String {
        let total = mixture.total.map { "\(grouped($0)) \(mixture.unit) were asked for, " } ?? ""
        let missing =
            mixture.missing == 0 ? "" : ", \(grouped(mixture.missing)) of them were not to be had"
        let heads = [
            "source", "documents", "taken", "written", "\(mixture.unit) there", "written", "epochs",
            "share asked for", "reached",
        ]
        let missed = mixture.missedShares.map { escaped($0.name) }.joined(separator: ", ")
        let note =
            missed.isEmpty
            ? ""
            : " Shares missed by more than \(fixed(100 * Mixture.shareTolerance, 0)) %: \(missed)."
        return "<p>\(total)\(grouped(mixture.written)) are written\(missing).\(note)</p>"
            + table(heads, mixture.sources.flatMap(rows))
    }

    private func rows(of source: Mixture.Source) -> [[String]] {
        [row(source.whole, name: escaped(source.whole.name))]
            + source.groups.map { row($0, name: "· \(escaped($0.name))") }
            + (source.otherGroups > 0
                ? [
                    ["· \(grouped(source.otherGroups)) more groups"]
                        + Array(repeating: "", count: 8)
                ]
                : [])
    }

    private func row(_ part: Mixture.Part, name: String) -> [String] {
        [
            name, grouped(part.availableDocuments), grouped(part.takenDocuments),
            grouped(part.writtenDocuments), grouped(part.available), grouped(part.written),
            fixed(part.epochs, 3), part.share.map { "\(fixed(100 * $0, 2)) %" } ?? "",
            "\(fixed(100 * part.reachedShare, 2)) %",
        ]
    }
}
