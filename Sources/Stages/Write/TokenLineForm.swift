// What lines of tokens look like.
import FileFormats

/// Writes tokens as JSON lines.
struct TokenLineForm: Sendable {
    let hasID: Bool
    let hasAttentionMask: Bool
    let hasWeights: Bool

    func lines(of group: TokenLineGroup) -> [UInt8] {
        var line = TokenLineWriter(capacity: group.tokens.lineBytes * 5 / 4)
        for pieces in group.lines {
            line.begin()
            let pieces = group.tokens.pieces[pieces]
            if hasID { line.append(idsOf: pieces, isPacked: group.isPacked) }
            appendArrays(of: pieces, group, to: &line)
            line.end()
        }
        return line.bytes
    }

    private func appendArrays(
        of pieces: ArraySlice<TokenLineBatch.Piece>, _ group: TokenLineGroup,
        to line: inout TokenLineWriter
    ) {
        let tokens = group.tokens
        line.array("input_ids", pieces) { line, _, place in line.append(tokens.ids[place]) }
        if hasAttentionMask {
            line.array("attention_mask", pieces) { line, piece, _ in
                line.append(group.isPacked && piece.id.isEmpty ? UInt32(0) : 1)
            }
        }
        // In a sequence a document's first token follows from none of its own.
        func weight(_ piece: TokenLineBatch.Piece, _ place: Int) -> Float {
            group.isPacked && place == piece.tokens.lowerBound ? 0 : tokens.weights[place]
        }
        line.array("labels", pieces) { line, piece, place in
            weight(piece, place) > 0 ? line.append(tokens.ids[place]) : line.appendNone()
        }
        if hasWeights {
            line.array("loss_weights", pieces) { $0.append(weight($1, $2)) }
        }
        guard group.isPacked else { return }
        line.array("position_ids", pieces) { line, piece, place in
            line.append(UInt32(truncatingIfNeeded: place - piece.tokens.lowerBound))
        }
        line.append(lengthsOf: pieces)
    }
}

/// The bytes of lines that are being written.
struct TokenLineWriter {
    private(set) var bytes: [UInt8] = []
    private var isFirst = true
    /// The weight that was written last, and its digits.
    private var lastWeight: (value: Float, text: [UInt8]) = (1, Array("1.0".utf8))

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    static func digits(of number: UInt32) -> Int {
        var (digits, rest) = (1, number)
        while rest >= 10 {
            digits += 1
            rest /= 10
        }
        return digits
    }

    mutating func begin() {
        bytes.append(UInt8(ascii: "{"))
        isFirst = true
    }

    mutating func end() { bytes += "}\n".utf8 }

    private mutating func key(_ name: String) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        bytes.append(UInt8(ascii: "\""))
        bytes += name.utf8
        bytes += "\":".utf8
    }

    /// `id` of a document, or `ids` of those in a sequence.
    mutating func append(idsOf pieces: ArraySlice<TokenLineBatch.Piece>, isPacked: Bool) {
        key(isPacked ? "ids" : "id")
        var writer = JSONWriter()
        if isPacked { writer.beginArray() }
        for piece in pieces where !(isPacked && piece.id.isEmpty) { writer.string(piece.id.span) }
        if isPacked { writer.endArray() }
        bytes += writer.bytes
    }

    /// How many tokens each part of a sequence has.
    mutating func append(lengthsOf pieces: ArraySlice<TokenLineBatch.Piece>) {
        key("seq_lengths")
        bytes.append(UInt8(ascii: "["))
        for piece in pieces { append(UInt32(truncatingIfNeeded: piece.tokens.count)) }
        endArray()
    }

    /// An array with an element, written with a comma behind it, for each token of some pieces.
    mutating func array(
        _ name: String, _ pieces: ArraySlice<TokenLineBatch.Piece>,
        _ element: (inout TokenLineWriter, TokenLineBatch.Piece, Int) -> Void
    ) {
        key(name)
        bytes.append(UInt8(ascii: "["))
        for piece in pieces {
            for place in piece.tokens { element(&self, piece, place) }
        }
        endArray()
    }

    private mutating func endArray() {
        if bytes.last == UInt8(ascii: ",") { bytes.removeLast() }
        bytes.append(UInt8(ascii: "]"))
    }

    mutating func append(_ number: UInt32) {
        let count = Self.digits(of: number)
        var rest = number
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(UInt8(ascii: ","), count: count + 1))
        for place in stride(from: start + count - 1, through: start, by: -1) {
            bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }

    mutating func append(_ weight: Float) {
        if weight != lastWeight.value { lastWeight = (weight, Array("\(weight)".utf8)) }
        bytes += lastWeight.text
        bytes.append(UInt8(ascii: ","))
    }

    /// The label of what trainers leave out of the loss.
    mutating func appendNone() { bytes += "-100,".utf8 }
}
