// Gopher's rules for languages other than English: what is usual in each.

/// What good text of a language measures.
public struct GopherLanguage: Sendable, Equatable {
    /// In code points, by unicode words.
    public let shortestMeanWord: Double
    public let longestMeanWord: Double
    /// The smallest share of words with a letter.
    public let leastAlphabetic: Double
    /// Empty where no few words are in nearly all texts, as in scripts without blanks.
    public let stopWords: [String]

    public init(
        shortestMeanWord: Double, longestMeanWord: Double, leastAlphabetic: Double,
        stopWords: [String]
    ) {
        self.shortestMeanWord = shortestMeanWord
        self.longestMeanWord = longestMeanWord
        self.leastAlphabetic = leastAlphabetic
        self.stopWords = stopWords
    }
}

extension GopherLanguage {
    /// The languages for which there was evidence, by code; English is as in the paper.
    public static let table: [String: GopherLanguage] = {
        var table: [String: GopherLanguage] = [:]
        for line in gopherLanguageTable.split(separator: "\n") {
            let cells = line.split(separator: " ").map(String.init)
            guard cells.count >= 4, let shortest = Double(cells[1]),
                let longest = Double(cells[2]), let alphabetic = Double(cells[3])
            else { continue }
            table[cells[0]] = GopherLanguage(
                shortestMeanWord: shortest, longestMeanWord: longest, leastAlphabetic: alphabetic,
                stopWords: Array(cells.dropFirst(4)))
        }
        table["en"] = nil
        return table
    }()
}
