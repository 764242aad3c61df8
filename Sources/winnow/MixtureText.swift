// What a run says of a mixture, for people.
import Execution
import PipelineCore

/// A mixture in words.
struct MixtureText {
    private let mixture: Mixture

    init(_ mixture: Mixture) { self.mixture = mixture }

    /// What can't be written of what the pipeline asks for, and why; nil where nothing is missing.
    var shortfall: String? {
        let short = mixture.sources.map(\.whole).filter {
            $0.missing > 0 || ($0.available == 0 && $0.share != nil)
        }
        guard !short.isEmpty else { return lacksGroups ?? missedShares }
        if mixture.missing == 0 {
            return "mix: \(short[0].name) has no documents, and all shares go by it"
        }
        let parts = short.map { part in
            "\(part.name) has \(amount(part.available)) and may give "
                + "\(amount(part.target - part.missing)) of \(amount(part.target))"
        }
        return "mix: \(amount(mixture.missing)) \(mixture.unit) are missing: "
            + parts.joined(separator: "; ")
            + "\n  Ask for less, give it another share, or raise its max_epochs."
    }

    /// That there was enough of everything, and shares are not what they were to be all the same.
    private var missedShares: String? {
        let parts = mixture.missedShares.map { part in
            "\(part.name) has \(share(part.reachedShare)) of the \(mixture.unit) in place of "
                + share(part.share ?? 0)
        }
        guard !parts.isEmpty else { return nil }
        return "mix: shares are missed by more than \(share(Mixture.shareTolerance)): "
            + parts.joined(separator: "; ")
            + "\n  Documents are taken whole, as long as they fit: ask for more, or for shares that "
            + "these documents can have."
    }

    /// That what was to be grouped has no groups.
    private var lacksGroups: String? {
        let groups = mixture.sources.flatMap(\.groups)
        guard !groups.isEmpty, groups.allSatisfy({ $0.name == "(none)" }),
            mixture.sources.allSatisfy({ $0.otherGroups == 0 })
        else { return nil }
        return "mix: no document has what 'by' groups by, so nothing was balanced or limited"
    }

    /// A row for each source and for the largest groups: what it is, how much was written, and more.
    var rows: [(what: String, count: Int, remark: String)] {
        mixture.sources.flatMap { source in
            [row("mixed", source.whole)] + source.groups.prefix(10).map { row("", $0) }
                + more(source)
        }
    }

    private func row(_ what: String, _ part: Mixture.Part) -> (String, Int, String) {
        let asked = part.share.map { " (\(share($0)) asked for)" } ?? ""
        let copies =
            part.writtenDocuments == part.takenDocuments
            ? "" : ", \(amount(part.writtenDocuments)) with copies"
        return (
            what, part.written,
            "\(mixture.unit), \(share(part.reachedShare))\(asked): \(printableLine(part.name)), "
                + "\(fixed(part.epochs, 2)) epochs, \(amount(part.takenDocuments)) of "
                + "\(amount(part.availableDocuments)) documents\(copies)"
        )
    }

    private func more(_ source: Mixture.Source) -> [(String, Int, String)] {
        let hidden = source.groups.count - min(10, source.groups.count) + source.otherGroups
        guard hidden > 0 else { return [] }
        let shown = source.groups.prefix(10).reduce(0) { $0 + $1.written }
        return [
            ("", source.whole.written - shown, "\(mixture.unit) of \(amount(hidden)) more groups")
        ]
    }

    private func amount(_ count: Int) -> String { grouped(count) }

    private func share(_ part: Double) -> String { "\(fixed(100 * part, 2)) %" }
}
