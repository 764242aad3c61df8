// Whether answers are in the language of what they answer.
import ChatText

/// Tells the languages of questions and answers; scratch for one worker.
final class AnswerLanguage {
    /// Fewer bytes don't tell a language.
    private static let leastBytes = 40

    private let teller = LanguageTeller(sampleBytes: 1024)
    private lazy var scratch = teller.classifier.makeScratch()
    private let minScore: Double

    init(minScore: Double) { self.minScore = minScore }

    /// Answers that are surely in another language than the user's turn before them surely is.
    func breaks(in messages: [Message]) -> Int {
        var asked: Int?
        var breaks = 0
        for message in messages {
            switch message.role {
            case .user: asked = language(of: message.content)
            case .assistant:
                guard let asked, let answered = language(of: message.content) else { continue }
                if asked != answered { breaks += 1 }
            case .system, .developer, .tool: break
            }
        }
        return breaks
    }

    /// `nil` where it can't be told for sure.
    private func language(of text: [UInt8]) -> Int? {
        if text.count < Self.leastBytes { return nil }
        let answer = teller.tell(text.span, using: scratch)
        return answer.score >= minScore ? answer.label : nil
    }
}
