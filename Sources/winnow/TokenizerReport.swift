// The summary that `winnow tokenizer train` prints.
import Execution
import Stages

extension TrainingReport {
    var text: String {
        let read =
            "\(grouped(texts)) texts, \(Execution.bytes(Int(clamping: bytes))), "
            + "\(grouped(heldBackTexts)) held back"
        let rare = leastWordCount > 1 ? "; words below \(leastWordCount) left out" : ""
        let learned =
            "\(grouped(tokens)) tokens, the last pair \(grouped(Int(clamping: lastPairCount))) times"
            + "; \(grouped(unused.count)) unused"
        return read + rare + "\n" + learned
    }
}
