// What a preset and the options beside it come to, and the index that is made by it.
import ByteKernels
import PipelineCore
import TextRules

/// A preset with the user's options laid over it.
struct DecontaminationSettings {
    let action: Decontaminate.Action
    let words: SearchedWordChoice
    let ngram: Int
    let minWords: Int
    let minShare: Double

    init(_ options: Decontaminate.Options) {
        let preset = options.preset
        action = options.action ?? (preset == .gpt3 ? .cut : .drop)
        let ownWords: SearchedWordChoice =
            switch preset {
            case .gpt3: .noPunctuation
            case .datatrove: .datatrove
            case .none, .llama2: .plain
            }
        words = options.words ?? ownWords
        let ownLength =
            switch preset {
            case .none, .gpt3: 13
            case .llama2: 10
            case .datatrove: 12
            }
        ngram = options.ngram ?? ownLength
        minWords = options.minWords ?? (preset == .datatrove ? ngram : min(8, ngram))
        minShare = options.minShare ?? (preset == .llama2 ? 0.8 : 0)
    }

    func check(_ options: Decontaminate.Options) throws {
        try OptionError.check(
            !options.benchmarks.isEmpty && options.benchmarks.allSatisfy { !$0.path.isEmpty },
            "benchmarks", "must name at least one file")
        try OptionError.check((2...1000).contains(ngram), "ngram", "must be from 2 to 1000")
        try OptionError.check(
            (1...ngram).contains(minWords), "min_words", "must be from 1 to ngram (\(ngram))")
        try OptionError.check((0...1).contains(minShare), "min_share", "must be from 0 to 1")
        try OptionError.check(
            min(options.margin, options.minPiece, options.maxPieces) >= 0, "margin",
            "must be 0 or more, and so must min_piece and max_pieces")
        try OptionError.check(
            action != .cut || words != .datatrove, "action",
            "can't be cut with the words of datatrove, which are words of a changed text")
    }

    func rules(maxPieces: Int) -> [Rule<Decontaminate.Column>] {
        switch action {
        case .tag: []
        case .drop where minShare > 0:
            [.drop("contaminated", when: .matchedShare, .isAtLeast(minShare))]
        case .drop: [.drop("contaminated", when: .matches, .isAtLeast(1))]
        case .cut:
            [
                .drop("too_many_pieces", when: .pieces, .isAbove(Double(maxPieces))),
                .drop("nothing_left", when: .leftBytes, .isAtMost(0)),
            ]
        }
    }
}

/// Gathers the n-grams of evaluation sets.
struct BenchmarkIndex {
    private let settings: DecontaminationSettings
    private var index = NGramIndex()
    private var labels: [[UInt8]] = []
    private let analysis = TextAnalysis()
    private let words: SearchedWords

    init(_ settings: DecontaminationSettings) {
        self.settings = settings
        words = settings.words.makeScratch()
    }

    mutating func add(_ benchmark: Benchmark, _ path: String) throws {
        var items: [BenchmarkItem] = []
        try benchmark.forEachItem(in: path) { items.append($0) }
        var runs = 0
        for item in items { runs += add(item) }
        try OptionError.check(
            runs > 0, "benchmarks",
            "\(path) gives nothing to search for: \(items.count) items, none with a text of "
                + "\(settings.minWords) words in the fields asked for")
    }

    /// Adds an item and returns how many runs of words that were.
    private mutating func add(_ item: BenchmarkItem) -> Int {
        let number = labels.count
        var runs = 0
        labels.append(item.label)
        let context = item.context.map(hashes) ?? []
        for text in item.texts {
            let own = hashes(of: text)
            runs += index.add(own, length: settings.ngram, item: number)
            if own.count < settings.ngram, own.count >= settings.minWords {
                runs += index.add(own, length: own.count, item: number)
            }
            guard !context.isEmpty else { continue }
            let across = context.suffix(settings.ngram - 1) + own.prefix(settings.ngram - 1)
            runs += index.add(Array(across), length: settings.ngram, item: number)
        }
        return runs
    }

    private func hashes(of text: [UInt8]) -> [UInt64] {
        analysis.load(text.span)
        words.load(analysis)
        return words.hashes
    }

    func sealed() -> (NGramIndex, [[UInt8]]) {
        var index = index
        index.seal()
        return (index, labels)
    }
}

/// Cuts places and what is around them out of a text.
struct ContaminationCutter {
    /// Code points that go on each side.
    let margin: Int
    /// Pieces of fewer code points are left out.
    let minPiece: Int

    /// The pieces that are long enough, a blank line between them, and how many there were in all.
    ///
    /// - Parameter places: ranges of bytes, ascending.
    func cut(_ text: [UInt8], _ places: [Range<Int>]) -> (text: [UInt8], pieces: Int) {
        var (left, pieces, start) = ([UInt8](), 0, 0)
        func keep(_ range: Range<Int>) {
            let trimmed = trim(range, of: text)
            if trimmed.isEmpty { return }
            pieces += 1
            let points = text[trimmed].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
            guard points >= minPiece else { return }
            if !left.isEmpty { left += [0x0A, 0x0A] }
            left += text[trimmed]
        }
        for place in places {
            let end = back(from: place.lowerBound, in: text)
            if end > start { keep(start..<end) }
            start = max(start, forward(from: place.upperBound, in: text))
        }
        keep(start..<text.count)
        return (left, pieces)
    }

    private func back(from place: Int, in text: [UInt8]) -> Int {
        var (at, points) = (place, 0)
        while at > 0, points < margin {
            at -= 1
            if text[at] & 0xC0 != 0x80 { points += 1 }
        }
        return at
    }

    private func forward(from place: Int, in text: [UInt8]) -> Int {
        var (at, points) = (place, 0)
        while at < text.count {
            if text[at] & 0xC0 != 0x80 {
                if points == margin { break }
                points += 1
            }
            at += 1
        }
        return at
    }

    private func trim(_ range: Range<Int>, of text: [UInt8]) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, isSpace(text[start]) { start += 1 }
        while end > start, isSpace(text[end - 1]) { end -= 1 }
        return start..<end
    }
}
