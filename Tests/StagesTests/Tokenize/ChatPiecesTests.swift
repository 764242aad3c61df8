// Cutting rendered conversations: equal to asking every byte, and linear.
import PipelineCore
import Stages
import TestSupport
import Testing

@Suite struct ChatPiecesTests {
    /// What each byte is, asked one by one.
    private func naive(_ markup: ChatMarkup, _ count: Int) -> [[Bool]] {
        (0..<count).map { place in
            [markup.template, markup.trained].map { $0.contains { $0.contains(place) } }
        }
    }

    private func spelled(_ markup: ChatMarkup, _ count: Int) -> [[Bool]] {
        markup.pieces(of: count).flatMap { piece in
            piece.range.map { _ in [piece.isTemplate, piece.isTrained] }
        }
    }

    @Test func `every byte is in one piece that says what it is`() {
        var random = SeededGenerator(seed: 21)
        for _ in 0..<500 {
            let count = Int.random(in: 0...40, using: &random)
            func ranges() -> [Range<Int>] {
                (0..<Int.random(in: 0...5, using: &random)).map { _ in
                    let start = Int.random(in: 0...count, using: &random)
                    return start..<Int.random(in: start...count, using: &random)
                }
            }
            let markup = ChatMarkup(template: ranges(), trained: ranges())
            #expect(spelled(markup, count) == naive(markup, count), "\(markup)")
        }
    }

    @Test func `ranges that touch stay apart, so that no token crosses a border`() {
        let markup = ChatMarkup(template: [0..<3, 3..<6], trained: [5..<8])
        #expect(markup.pieces(of: 9).map(\.range) == [0..<3, 3..<5, 5..<6, 6..<8, 8..<9])
    }

    @Test(.timeLimit(.minutes(10))) func `a conversation of half a million turns takes no time`() {
        let turns = 500_000
        let template = (0..<turns).map { $0 * 10..<$0 * 10 + 3 }
        let markup = ChatMarkup(
            template: template, trained: template.map { $0.upperBound..<$0.upperBound + 4 })
        #expect(markup.pieces(of: turns * 10).count == turns * 3)
    }
}
