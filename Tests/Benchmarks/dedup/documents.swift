// Writes made documents, of which a known share repeats others, as JSON lines; for scale.py.
//
//     swiftc -O documents.swift && ./documents SENTENCES COUNT [SEED]
//
// SENTENCES has one sentence a line, as it stands inside a JSON string. A document has 3 to 25 of
// them, drawn at random; in each, one word stands in the place of another, so that two documents
// with a sentence in common seldom have it word for word. 15 % of the documents repeat one of the
// last 20,000 with one to three sentences changed, left out or added; 2 % are exact copies; 5 %
// carry one of 50 footers. Ends with the bytes of all texts and the number of repeats on stderr.
import Foundation

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Chance {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    mutating func below(_ count: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(count)).high)
    }

    /// A number from 0 up to 1.
    mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// A sentence, and the sentence that one of its words is taken from.
struct Piece {
    var sentence: Int32
    var word: Int32
}

/// The sentences, each with the place of the word that changes.
struct Pool {
    let bytes: [UInt8]
    private(set) var sentences: [(whole: Range<Int>, word: Range<Int>)] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            add(start..<end)
            start = end + 1
        }
    }

    private mutating func add(_ whole: Range<Int>) {
        let words = bytes[whole].split(separator: 0x20, omittingEmptySubsequences: true)
        if words.count < 4 { return }
        let word = words[1 + Int(bytes[whole.upperBound - 2]) % (words.count - 2)]
        sentences.append((whole, word.startIndex..<word.endIndex))
    }
}

struct Generator {
    let pool: Pool
    var chance: Chance
    var recent: [[Piece]] = []
    var footers: [[Piece]] = []
    var output: [UInt8] = []
    var textBytes = 0
    var repeats = 0

    init(_ pool: Pool, seed: UInt64) {
        self.pool = pool
        chance = Chance(state: seed)
        for _ in 0..<50 { footers.append((0..<3).map { _ in piece() }) }
    }

    mutating func piece() -> Piece {
        let count = pool.sentences.count
        return Piece(sentence: Int32(chance.below(count)), word: Int32(chance.below(count)))
    }

    /// The next document: a new one, a variant or a copy.
    mutating func document() -> [Piece] {
        let kind = chance.share()
        if kind < 0.17, !recent.isEmpty {
            repeats += 1
            var pieces = recent[chance.below(recent.count)]
            if kind < 0.15 { for _ in 0...chance.below(3) { edit(&pieces) } }
            return pieces
        }
        let length = min(25, 3 + Int(-log(1 - chance.share()) / 0.16))
        let pieces = (0..<length).map { _ in piece() }
        if recent.count < 20_000 {
            recent.append(pieces)
        } else {
            recent[chance.below(recent.count)] = pieces
        }
        return pieces
    }

    mutating func edit(_ pieces: inout [Piece]) {
        let place = chance.below(pieces.count)
        let kind = chance.below(5)
        if kind < 3 {
            pieces[place].word = piece().word
        } else if kind == 3, pieces.count > 4 {
            pieces.remove(at: place)
        } else {
            pieces.insert(piece(), at: place)
        }
    }

    mutating func write(_ number: Int) {
        let pieces = document()
        output += #"{"id":"d\#(number)","text":""#.utf8
        let start = output.count
        append(pieces)
        if chance.below(20) == 0 { append(footers[chance.below(footers.count)]) }
        textBytes += output.count - start
        output += "\"}\n".utf8
        if output.count > 1 << 20 { flush() }
    }

    mutating func append(_ pieces: [Piece]) {
        for piece in pieces {
            let (whole, word) = pool.sentences[Int(piece.sentence)]
            output += pool.bytes[whole.lowerBound..<word.lowerBound]
            output += pool.bytes[pool.sentences[Int(piece.word)].word]
            output += pool.bytes[word.upperBound..<whole.upperBound]
            output.append(0x20)
        }
    }

    mutating func flush() {
        FileHandle.standardOutput.write(Data(output))
        output.removeAll(keepingCapacity: true)
    }
}

let arguments = CommandLine.arguments
let pool = Pool(Array(try Data(contentsOf: URL(filePath: arguments[1]))))
var generator = Generator(pool, seed: arguments.count > 3 ? UInt64(arguments[3])! : 7)
for number in 0..<Int(arguments[2])! { generator.write(number) }
generator.flush()
FileHandle.standardError.write(Data("\(generator.textBytes) \(generator.repeats)\n".utf8))
