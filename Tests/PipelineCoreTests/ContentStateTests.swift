// What stages take and give decides which may follow which.
import PipelineCore
import Testing

@Suite struct ContentStateTests {
    private let tokenize = ContentFlow(gives: .tokens)
    private let shards = ContentFlow(takes: [.tokens, .lossMask])

    @Test
    func `a stage that could get what it doesn't take is refused with the stage that is missing`() {
        let pages = ContentState(body: [.html, .text])
        let filter = pages.refusal(of: ContentFlow(), edits: false)
        #expect(filter?.reason == "takes text or rendered chat; what comes to it may be html")
        #expect(filter?.remedy.contains("extract_html") == true)
        let extract = ContentFlow(takes: [.html, .text], gives: .text)
        #expect(pages.refusal(of: extract, edits: true) == nil)
        let texts = pages.following(extract)
        #expect(texts.body == .text && texts.refusal(of: ContentFlow(), edits: false) == nil)
    }

    @Test func `conversations are rendered before they are judged, and edited before that`() {
        let conversations = ContentState(body: .conversation)
        let early = conversations.refusal(of: ContentFlow(), edits: false)
        #expect(early?.remedy == "Put 'chat_template' before it.")
        let rendered = conversations.following(
            ContentFlow(takes: .conversation, gives: .renderedChat))
        #expect(rendered.body == .renderedChat)
        #expect(rendered.refusal(of: ContentFlow(), edits: false) == nil)
        let late = rendered.refusal(of: ContentFlow(takes: .text), edits: true)
        #expect(late?.remedy.contains("plain texts alone") == true)
        let again = rendered.refusal(
            of: ContentFlow(takes: .conversation, gives: .renderedChat), edits: true)
        #expect(again != nil)
    }

    @Test func `tokens are made before they are written, and text is done with by then`() {
        let texts = ContentState(body: .text)
        #expect(texts.refusal(of: shards, edits: false)?.remedy == "Put 'tokenize' before it.")
        let tokens = texts.following(tokenize)
        #expect(tokens.body == .text && tokens.hasTokens && !tokens.hasLossMask)
        #expect(tokens.refusal(of: shards, edits: false) == nil)
        #expect(tokens.refusal(of: ContentFlow(), edits: false) == nil)
        let edit = tokens.refusal(of: ContentFlow(takes: .text), edits: true)
        #expect(edit?.remedy == "Put it before the stage that tokenizes.")
    }

    @Test func `a loss mask comes with rendered chats and needs a format that holds it`() {
        let tokens = ContentState(body: [.text, .renderedChat]).following(tokenize)
        #expect(tokens.hasLossMask && tokens.refusal(of: shards, edits: false) == nil)
        let bare = tokens.refusal(of: ContentFlow(takes: .tokens), edits: false)
        #expect(bare?.reason.contains("loss mask") == true)
        let texts = ContentState(body: .text).following(tokenize)
        #expect(texts.refusal(of: ContentFlow(takes: .tokens), edits: false) == nil)
    }
}
