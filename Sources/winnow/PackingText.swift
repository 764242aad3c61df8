// What packing made, in words, for the end of a run and for its report.
import Execution
import PipelineCore

/// The sequences that were made, and what was cut, filled and left out.
struct PackingText {
    let packing: PackingCounts

    init(_ packing: PackingCounts) {
        self.packing = packing
    }

    var row: (what: String, count: Int, remark: String) {
        ("packed", packing.sequences, "sequences: " + parts.joined(separator: ", "))
    }

    private var parts: [String] {
        let cut = share(packing.cutDocumentTokens)
        var parts = [
            "\(counted(packing.cutDocuments, "document")) cut (\(cut) of all tokens are theirs)"
        ]
        if packing.paddingTokens > 0 {
            parts.append("\(grouped(packing.paddingTokens)) tokens are padding")
        }
        if packing.repeatedTokens > 0 {
            parts.append("\(grouped(packing.repeatedTokens)) begin a document again")
        }
        if packing.droppedTokens > 0 {
            parts.append("\(grouped(packing.droppedTokens)) filled no sequence and were left out")
        }
        return parts
    }

    private func share(_ tokens: Int) -> String { percent(tokens, of: packing.tokens) }
}
