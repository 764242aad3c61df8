// A model's chat template: its Jinja sources and its special tokens.
import FileFormats

/// The chat templates of a model as `tokenizer_config.json` has them, or a built-in one.
public struct ModelTemplate: Sendable {
    /// Special tokens by the name that templates know them by, such as `bos_token`.
    public internal(set) var specialTokens: [(name: String, text: String)] = []
    /// Special tokens that a tokenizer has to know; those of built-in templates.
    public internal(set) var marks: [String] = []
    private var named: [(name: String, template: JinjaTemplate)]

    /// - Parameter named: a template named `tool_use` is taken where a conversation offers tools;
    ///   all others take the one named `default`.
    init(
        _ named: [(name: String, template: JinjaTemplate)],
        specialTokens: [(name: String, text: String)] = []
    ) {
        self.named = named
        self.specialTokens = specialTokens
    }

    /// One template without special tokens.
    public init(_ source: [UInt8]) throws(JinjaError) {
        self.init([("default", try JinjaTemplate(source))])
    }

    /// Sets a special token; an empty text takes it away.
    public mutating func setToken(_ name: String, _ text: String) {
        specialTokens.removeAll { $0.name == name }
        if !text.isEmpty { specialTokens.append((name, text)) }
    }

    /// There is one template for all conversations.
    var isOne: Bool { named.count == 1 }

    /// Some template may ask for today's date.
    public var readsClock: Bool { named.contains { $0.template.readsClock } }

    /// Whether a template speaks of a variable of this name.
    func mentions(_ name: String) -> Bool { named.contains { $0.template.mentions(name) } }

    /// Whether a word stands somewhere in a template.
    func mentionsText(_ word: String) -> Bool { named.contains { $0.template.mentionsText(word) } }

    /// Some template marks what the assistant generates.
    public var hasGeneration: Bool { named.contains { $0.template.hasGeneration } }

    /// The template for a conversation, as transformers chooses it.
    func template(hasTools: Bool) throws(JinjaError) -> JinjaTemplate {
        if named.count == 1 { return named[0].template }
        if hasTools, let tools = named.first(where: { $0.name == "tool_use" }) {
            return tools.template
        }
        if let standard = named.first(where: { $0.name == "default" }) {
            return standard.template
        }
        let names = named.map(\.name).sorted().joined(separator: ", ")
        throw JinjaError(
            .value, "the model has several templates and none is named default: \(names)")
    }
}

/// The names under which transformers hands special tokens to templates.
let specialTokenNames = [
    "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
]
