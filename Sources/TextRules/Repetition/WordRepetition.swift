// How often the words of a text repeat: top n-grams and duplicated n-grams, as Gopher counts them.

/// Counts repeated n-grams of a word table; exact, and linear in the text.
final class WordRepetition {
    private var top = TopNGrams()
    private var duplicated = DuplicatedNGrams()
    private var knownTop: [3 of TopNGrams.Found]?
    private var isLoaded = false

    func clear() { (knownTop, isLoaded) = (nil, false) }

    /// Code points of the most frequent n-gram, joined by spaces, times its count; n is 2, 3 or 4.
    ///
    /// Occurrences that overlap count, and so does a single one. Of the most frequent the one that
    /// occurs first is taken. 0 when there are fewer than n words.
    func topCodePoints(_ words: borrowing WordStorage, n: Int) -> Int {
        precondition((2...4).contains(n), "top n-grams are of 2 to 4 words")
        guard words.count >= n else { return 0 }
        let all = knownTop ?? top.find(words)
        knownTop = all
        let found = all[n - 2]
        let points = words.points.base[found.place + n] - words.points.base[found.place]
        return (Int(points) + n - 1) * found.times
    }

    /// Code points in n-grams that were seen before; n is 5 to 10.
    func duplicatedCodePoints(_ words: borrowing WordStorage, n: Int) -> Int {
        precondition((5...10).contains(n), "duplicated n-grams are of 5 to 10 words")
        if !isLoaded { duplicated.load(words) }
        isLoaded = true
        return duplicated.codePoints(words, n: n)
    }
}
