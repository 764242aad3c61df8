// Finds listed terms in folded text and weighs them by what stands around them.
import ByteKernels

/// What the heuristics see in one text.
public struct ToxicityEvidence: Equatable, Sendable {
    public var words = 0
    /// Occurrences of listed terms, whatever their context.
    public var terms = 0
    /// Their weights as listed.
    var listedWeight: Float = 0
    /// Their weights after the context rules.
    public var weight: Float = 0
    /// The heaviest single occurrence.
    public var heaviest: Float = 0
    /// Whether the text quotes or speaks about what others say.
    var isAboutWords = false

    mutating func add(_ other: ToxicityEvidence) {
        words += other.words
        terms += other.terms
        listedWeight += other.listedWeight
        weight += other.weight
        heaviest = max(heaviest, other.heaviest)
    }

    /// Weight per word. A short text counts as sixteen words, so that one mild word in a short
    /// sentence isn't a flood.
    public var density: Float { weight / Float(max(words, 16)) }
}

/// Weighs listed terms in one pass over the text.
///
/// The rules of context, each for a window of about eight words:
/// - mention: inside quotation marks or near "the word", "called", "slur" and the like, a term is
///   spoken about, not used: a quarter of its weight;
/// - report: near "said", "never", "comment" and the like it may be: seven tenths;
/// - reclaimed: near "proud", "as a", "my fellow" slurs count a quarter;
/// - homonym: near dogs, gardens, cigarettes and the like a listed word is its harmless namesake: a
///   tenth;
/// - clinical: near medicine, law and research, sexual terms count a fifth;
/// - aimed: near "you", "they", "these", "all", insults and slurs count a third more,
///   unless one of the rules above holds.
package struct ToxicityScorer: Sendable {
    private let automaton: PhraseAutomaton
    private let patterns: [Pattern]
    private let folding = FoldedText()

    private enum Pattern: Sendable {
        case term(TermKind, weight: Float)
        case cue(Cue)
        case quote
    }

    private static let window = 48

    package init(_ terms: [ToxicTerm]) {
        var phrases: [[UInt8]] = []
        var patterns: [Pattern] = []
        for term in terms {
            for phrase in Self.spellings(of: term, folding) {
                phrases.append(phrase)
                patterns.append(.term(term.kind, weight: term.weight))
            }
        }
        for (cue, words) in Self.cues {
            for word in words {
                phrases.append(Array(" \(word) ".utf8))
                patterns.append(.cue(cue))
            }
        }
        phrases.append([FoldedText.quote])
        patterns.append(.quote)
        automaton = PhraseAutomaton(phrases)
        self.patterns = patterns
    }

    /// The folded term, and for longer Latin terms each spelling with a star for one vowel.
    private static func spellings(of term: ToxicTerm, _ folding: FoldedText) -> [[UInt8]] {
        var folded: [UInt8] = []
        let bytes = Array(term.text.utf8)
        bytes.withUnsafeBufferPointer { _ = folding.append($0, to: &folded) }
        guard folded.count > 2 else { return [] }
        if term.isAnywhere { return [Array(folded[1..<folded.count - 1])] }
        guard folded.count >= 6 else { return [folded] }
        let vowels = folded.indices.filter { Array("aeiou".utf8).contains(folded[$0]) && $0 > 1 }
        return [folded]
            + vowels.map { place in
                var starred = folded
                starred[place] = 0x2A
                return starred
            }
    }

    /// What one worker scribbles on.
    package final class Scratch {
        /// The text of the last call, folded.
        package fileprivate(set) var folded: [UInt8] = []
        fileprivate var events: [Event] = []
        fileprivate var mentions = 0
        fileprivate var quotes = 0

        package init() {}
    }

    fileprivate struct Event {
        let pattern: Int
        let end: Int
        let isQuoted: Bool
    }

    package func weigh(_ text: UnsafeBufferPointer<UInt8>, using scratch: Scratch)
        -> ToxicityEvidence
    {
        var evidence = ToxicityEvidence()
        scratch.folded.removeAll(keepingCapacity: true)
        evidence.words = folding.append(text, to: &scratch.folded)
        scratch.events.removeAll(keepingCapacity: true)
        findEvents(scratch)
        evidence.isAboutWords = scratch.mentions > 0 || scratch.quotes > 1
        for (index, event) in scratch.events.enumerated() {
            guard case .term(let kind, let weight) = patterns[event.pattern] else { continue }
            let cues = cues(around: index, in: scratch.events)
            let weighed = weight * Self.factor(kind, cues, isQuoted: event.isQuoted)
            evidence.terms += 1
            evidence.listedWeight += weight
            evidence.weight += weighed
            evidence.heaviest = max(evidence.heaviest, weighed)
        }
        return evidence
    }

    private func findEvents(_ scratch: Scratch) {
        var isQuoted = false
        (scratch.mentions, scratch.quotes) = (0, 0)
        scratch.folded.withUnsafeBufferPointer { folded in
            automaton.forEachMatch(in: folded) { pattern, end in
                if case .quote = patterns[pattern] {
                    isQuoted.toggle()
                    scratch.quotes += 1
                } else {
                    if case .cue(.mention) = patterns[pattern] { scratch.mentions += 1 }
                    scratch.events.append(Event(pattern: pattern, end: end, isQuoted: isQuoted))
                }
            }
        }
    }

    private func cues(around index: Int, in events: [Event]) -> Set<Cue> {
        var cues: Set<Cue> = []
        let place = events[index].end
        var before = index - 1
        while before >= 0, place - events[before].end <= Self.window {
            if case .cue(let cue) = patterns[events[before].pattern] { cues.insert(cue) }
            before -= 1
        }
        var after = index + 1
        while after < events.count, events[after].end - place <= Self.window {
            if case .cue(let cue) = patterns[events[after].pattern] { cues.insert(cue) }
            after += 1
        }
        return cues
    }

    static func factor(_ kind: TermKind, _ cues: Set<Cue>, isQuoted: Bool) -> Float {
        var factor: Float = 1
        if cues.contains(.homonym), !cues.contains(.aimed) { factor *= 0.1 }
        if isQuoted || cues.contains(.mention) {
            factor *= 0.25
        } else if cues.contains(.report) {
            factor *= 0.7
        }
        if kind == .slur, cues.contains(.reclaimed) { factor *= 0.25 }
        if kind == .sexual, cues.contains(.clinical) { factor *= 0.2 }
        if factor >= 0.7, kind == .slur || kind == .insult, cues.contains(.aimed) { factor *= 1.3 }
        return factor
    }
}
