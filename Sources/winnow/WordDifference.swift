// In which words two texts differ, for people to read.

/// A word-by-word comparison of the first words of two texts; case and punctuation don't count.
struct WordDifference {
    /// Words compared: what comes later is not looked at.
    private static let most = 3000
    /// Words shown around a difference.
    private static let context = 4

    private let pieces: [Piece]
    private let isCut: Bool

    private enum Kind { case same, removed, added }

    private struct Piece {
        let kind: Kind
        var words: [String]
    }

    init(from old: [UInt8], to new: [UInt8]) {
        let (a, b) = (Self.words(old), Self.words(new))
        isCut = a.count > Self.most || b.count > Self.most
        pieces = Self.pieces(Array(a.prefix(Self.most)), Array(b.prefix(Self.most)))
    }

    private static func words(_ text: [UInt8]) -> [String] {
        String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
    }

    /// A word as it is compared; punctuation alone stands for itself.
    private static func comparable(_ word: String) -> String {
        let plain = word.lowercased().filter { $0.isLetter || $0.isNumber }
        return plain.isEmpty ? word : plain
    }

    private static func pieces(_ old: [String], _ new: [String]) -> [Piece] {
        let difference = new.map(comparable).difference(from: old.map(comparable))
        let removed = Set(difference.removals.map(Self.offset))
        let added = Set(difference.insertions.map(Self.offset))
        var pieces: [Piece] = []
        func put(_ word: String, _ kind: Kind) {
            if pieces.last?.kind == kind {
                pieces[pieces.count - 1].words.append(word)
            } else {
                pieces.append(Piece(kind: kind, words: [word]))
            }
        }
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            if i < old.count, removed.contains(i) {
                put(old[i], .removed)
                i += 1
            } else if j < new.count, added.contains(j) {
                put(new[j], .added)
                j += 1
            } else {
                put(old[i], .same)
                (i, j) = (i + 1, j + 1)
            }
        }
        return pieces
    }

    private static func offset(_ change: CollectionDifference<String>.Change) -> Int {
        switch change {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }

    /// The differences with a few words around them; "the same words" when there are none.
    var lines: [String] {
        if !pieces.contains(where: { $0.kind != .same }) {
            return [isCut ? "the first \(Self.most) words are the same" : "the same words"]
        }
        let shown = pieces.enumerated().map { index, piece in
            switch piece.kind {
            case .removed: return "[-\(shortened(piece.words, 15, 15))-]"
            case .added: return "{+\(shortened(piece.words, 15, 15))+}"
            case .same:
                let isLast = index == pieces.count - 1
                return shortened(
                    piece.words, index == 0 ? 0 : Self.context, isLast ? 0 : Self.context)
            }
        }
        return wrapped(shown.joined(separator: " "))
            + (isCut ? ["(long texts: only the beginning)"] : [])
    }

    /// The first and the last words, and how many are between.
    private func shortened(_ words: [String], _ before: Int, _ after: Int) -> String {
        let left = words.count - before - after
        if left < 3 { return words.joined(separator: " ") }
        return
            (words.prefix(before) + ["… \(left) words …"] + words.suffix(after))
            .joined(separator: " ")
    }

    private func wrapped(_ text: String) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            if lines[lines.count - 1].count + word.count > 90 { lines.append("") }
            lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
        }
        return lines
    }
}
