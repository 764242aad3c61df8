// Chat templates by name, for models whose files are not at hand.

extension ModelTemplate {
    /// The names that need no file.
    public static let builtinNames = sources.map(\.name)

    /// The built-in template of that name.
    public static func builtin(_ name: String) throws -> ModelTemplate? {
        guard let entry = sources.first(where: { $0.name == name }) else { return nil }
        let template = try JinjaTemplate(entry.source)
        return ModelTemplate([("default", template)], specialTokens: entry.tokens)
    }

    private typealias Entry = (
        name: String, tokens: [(name: String, text: String)], source: String
    )

    private static let sources: [Entry] = [
        (
            "chatml", [("eos_token", "<|im_end|>")],
            """
            {%- for message in messages -%}
            {{ '<|im_start|>' + message.role + '\\n' }}
            {%- if message.role == 'assistant' -%}
            {%- generation -%}{{ message.content + '<|im_end|>' }}{%- endgeneration -%}
            {%- else -%}
            {{ message.content + '<|im_end|>' }}
            {%- endif -%}
            {{ '\\n' }}
            {%- endfor -%}
            {%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}
            """
        )
    ]
}
