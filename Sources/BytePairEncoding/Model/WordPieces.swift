// WordPiece models, as BERT's: the longest token that a word goes on with.

/// What a WordPiece model says beside its vocabulary.
public struct WordPieces: Sendable, Hashable {
    /// Stands before the tokens that don't begin a word.
    var prefix: [UInt8]
    /// What a word becomes that the vocabulary doesn't make up, or that is too long.
    var unknown: UInt32
    /// How many characters a word has at most.
    var longestWord: Int
}

/// Takes the longest token from the left each time; a word that isn't made up of tokens is unknown
/// as a whole.
struct WordPieceSegmenter: Sendable {
    private let pieces: WordPieces
    private let first: ByteTrie
    /// The tokens that go on with a word, without their prefix.
    private let later: ByteTrie

    init(_ pieces: WordPieces, _ vocabulary: Vocabulary) {
        self.pieces = pieces
        let tokens = vocabulary.found.filter { !$0.text.isEmpty }
        first = ByteTrie(tokens)
        later = ByteTrie(
            tokens.filter { $0.text.starts(with: pieces.prefix) && $0.text != pieces.prefix }
                .map { (Array($0.text.dropFirst(pieces.prefix.count)), $0.value) })
    }

    func segment(_ word: PretokenText, into tokens: inout [TokenEnd]) {
        let start = tokens.count
        let isTooLong = isTooLong(word)
        var at = 0
        while at < word.count, !isTooLong {
            guard let found = (at == 0 ? first : later).longest(in: word, from: at) else { break }
            at = found.end
            tokens.append(TokenEnd(id: found.value, end: at))
        }
        if at == word.count { return }
        tokens.removeLast(tokens.count - start)
        tokens.append(TokenEnd(id: pieces.unknown, end: word.count))
    }

    private func isTooLong(_ word: PretokenText) -> Bool {
        if word.count <= pieces.longestWord { return false }
        return word.buffer.lazy.filter { $0 & 0xC0 != 0x80 }.count > pieces.longestWord
    }
}
