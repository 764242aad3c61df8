// What is done to a text before a classifier reads it.

/// How a text becomes the one line that a model was trained on.
public enum TextPreparation: String, Codable, CaseIterable, Sendable {
    /// Line feeds become blanks (datatrove, DCLM).
    case line
    /// Line feeds become blanks, letters lower case (Dolma).
    case lowercaseLine = "lowercase_line"
    /// Lower-case letters and blanks only, see ``LetterText``: the embedded language model.
    case letters
    /// Disguises undone, see ``FoldedText``: the embedded toxicity model.
    case folded
}

/// Prepares texts; shared by all workers.
public struct TextPreparer: Sendable {
    public let preparation: TextPreparation
    private let letters: LetterText?
    private let folding: FoldedText?

    public init(_ preparation: TextPreparation) {
        self.preparation = preparation
        letters = preparation == .letters || preparation == .lowercaseLine ? LetterText() : nil
        folding = preparation == .folded ? FoldedText() : nil
    }

    /// Appends the prepared text to `out`, with a blank before it if `out` has anything.
    public func append(_ text: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
        if let folding {
            folding.append(text, to: &out)
        } else if preparation == .letters, let letters {
            letters.append(text, to: &out)
        } else {
            if !out.isEmpty { out.append(0x20) }
            if let letters { return letters.appendLowercase(text, to: &out) }
            let start = out.count
            out.append(contentsOf: text)
            for index in start..<out.count where out[index] == 0x0A { out[index] = 0x20 }
        }
    }

    /// Prepares a training or test text line by line; labels in front of a line stay as they are.
    public func labelled(_ text: Span<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        var line: [UInt8] = []
        text.withUnsafeBufferPointer { bytes in
            var start = 0
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
                let words = Self.endOfLabels(bytes[start..<end])
                line.removeAll(keepingCapacity: true)
                append(UnsafeBufferPointer(rebasing: bytes[words..<end]), to: &line)
                out.append(contentsOf: bytes[start..<words])
                out.append(contentsOf: line)
                out.append(0x0A)
                start = end + 1
            }
        }
        return out
    }

    /// Past the leading labels of a line and the blanks behind them.
    private static func endOfLabels(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        var position = line.startIndex
        while line[position...].starts(with: Vocabulary.labelPrefix) {
            let blank = line[position...].firstIndex(of: 0x20) ?? line.endIndex
            position = min(blank + 1, line.endIndex)
        }
        return position
    }
}
