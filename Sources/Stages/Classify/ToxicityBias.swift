// How often the stage `toxicity` takes harmless sentences for toxic, by kind.
import PipelineCore

/// The bias table of the embedded model's card.
enum ToxicityBias {
    static let errors = MeasuredErrors(
        summary: "False positives on HateCheck's harmless English sentences at max_score 0.6, "
            + "with the embedded model and sample list, sentences unseen in training; beside them "
            + "those of an LDNOOBW match. Filters like this one can remove what groups of people "
            + "write about themselves: read the samples of what was dropped.",
        heads: ["kind of sentence", "sentences", "toxicity", "LDNOOBW"],
        rows: [
            ["neutral mention of a group", "56", "0", "0"],
            ["positive mention of a group", "112", "0", "0"],
            ["negated hate", "77", "0", "0"],
            ["counter speech that quotes", "103", "0", "24"],
            ["counter speech that refers", "88", "0", "32"],
            ["reclaimed slurs", "33", "10", "18"],
            ["homonyms of slurs", "13", "3", "8"],
            ["all of these", "482", "13", "82"],
            ["profanity without hate", "49", "26", "33"],
            ["abuse of objects", "32", "3", "4"],
        ])
}
