// Chat templates by name, for models whose files are not at hand.

extension ModelTemplate {
    /// The names that need no file.
    public static let builtinNames = sources.map(\.name)

    /// The built-in template of that name.
    public static func builtin(_ name: String) throws -> ModelTemplate? {
        guard let entry = sources.first(where: { $0.name == name }) else { return nil }
        var template = ModelTemplate([("default", try JinjaTemplate(entry.source))])
        template.specialTokens = entry.tokens
        template.marks = entry.marks
        return template
    }

    private struct Entry: Sendable {
        var name: String
        let tokens: [(name: String, text: String)]
        /// The special tokens that the template writes.
        let marks: [String]
        let source: String

        /// The same template under another name.
        func named(_ name: String) -> Entry {
            var entry = self
            entry.name = name
            return entry
        }
    }

    private static let sources = [
        chatML, llama3, mistral, gemma, zephyr, phi3, deepSeek, alpaca,
        chatML.named("qwen"), phi3.named("phi"),
    ]

    /// ChatML as OpenAI published it and as Qwen and many fine-tunes use it: contents byte for byte,
    /// and no system message made up.
    private static let chatML = Entry(
        name: "chatml", tokens: [("eos_token", "<|im_end|>")],
        marks: ["<|im_start|>", "<|im_end|>"],
        source: """
            {%- for message in messages -%}
                {{ '<|im_start|>' ~ message.role ~ '\\n' }}
                {%- if message.role == 'assistant' -%}
                    {%- generation -%}{{ message.content ~ '<|im_end|>' }}{%- endgeneration -%}
                {%- else -%}
                    {{ message.content ~ '<|im_end|>' }}
                {%- endif -%}
                {{ '\\n' }}
            {%- endfor -%}
            {%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}
            """)

    /// Llama 3's headers, contents trimmed.
    private static let llama3 = Entry(
        name: "llama3", tokens: [("bos_token", "<|begin_of_text|>"), ("eos_token", "<|eot_id|>")],
        marks: ["<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"],
        source: """
            {{- bos_token -}}
            {%- for message in messages -%}
                {{ '<|start_header_id|>' ~ message.role ~ '<|end_header_id|>\\n\\n' }}
                {%- if message.role == 'assistant' -%}
                    {%- generation -%}{{ message.content | trim ~ '<|eot_id|>' }}{%- endgeneration -%}
                {%- else -%}
                    {{ message.content | trim ~ '<|eot_id|>' }}
                {%- endif -%}
            {%- endfor -%}
            {%- if add_generation_prompt -%}
                {{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
            {%- endif -%}
            """)

    /// Mistral's instructions; a system message goes before the first one.
    private static let mistral = Entry(
        name: "mistral", tokens: [("bos_token", "<s>"), ("eos_token", "</s>")],
        marks: ["<s>", "</s>"],
        source: """
            {{- bos_token -}}
            {%- set ns = namespace(system='') -%}
            {%- for message in messages -%}
                {%- if message.role == 'system' -%}
                    {%- set ns.system = message.content ~ '\\n\\n' -%}
                {%- elif message.role == 'user' -%}
                    {{ '[INST] ' ~ ns.system ~ message.content ~ ' [/INST]' }}
                    {%- set ns.system = '' -%}
                {%- elif message.role == 'assistant' -%}
                    {%- generation -%}{{ ' ' ~ message.content ~ eos_token }}{%- endgeneration -%}
                {%- else -%}
                    {{ raise_exception('Mistral instructions have no ' ~ message.role) }}
                {%- endif -%}
            {%- endfor -%}
            """)

    /// Gemma's turns; a system message goes before the first one of the user.
    private static let gemma = Entry(
        name: "gemma", tokens: [("bos_token", "<bos>"), ("eos_token", "<end_of_turn>")],
        marks: ["<bos>", "<start_of_turn>", "<end_of_turn>"],
        source: """
            {{- bos_token -}}
            {%- set ns = namespace(system='') -%}
            {%- for message in messages -%}
                {%- if message.role == 'system' -%}
                    {%- set ns.system = message.content | trim ~ '\\n\\n' -%}
                {%- elif message.role == 'user' -%}
                    {{ '<start_of_turn>user\\n' ~ ns.system ~ message.content | trim ~ '<end_of_turn>\\n' }}
                    {%- set ns.system = '' -%}
                {%- elif message.role == 'assistant' -%}
                    {{ '<start_of_turn>model\\n' }}
                    {%- generation -%}{{ message.content | trim ~ '<end_of_turn>' }}{%- endgeneration -%}
                    {{ '\\n' }}
                {%- else -%}
                    {{ raise_exception('Gemma has no turns of a ' ~ message.role) }}
                {%- endif -%}
            {%- endfor -%}
            {%- if add_generation_prompt -%}{{ '<start_of_turn>model\\n' }}{%- endif -%}
            """)

    /// Zephyr's role lines, each turn ended by the end of text.
    private static let zephyr = Entry(
        name: "zephyr", tokens: [("eos_token", "</s>")], marks: ["</s>"],
        source: """
            {%- for message in messages -%}
                {{ '<|' ~ message.role ~ '|>\\n' }}
                {%- if message.role == 'assistant' -%}
                    {%- generation -%}{{ message.content ~ eos_token }}{%- endgeneration -%}
                {%- else -%}
                    {{ message.content ~ eos_token }}
                {%- endif -%}
                {{ '\\n' }}
            {%- endfor -%}
            {%- if add_generation_prompt -%}{{ '<|assistant|>\\n' }}{%- endif -%}
            """)

    /// Phi 3's role marks.
    private static let phi3 = Entry(
        name: "phi3", tokens: [("eos_token", "<|endoftext|>")],
        marks: ["<|user|>", "<|assistant|>", "<|end|>"],
        source: """
            {%- for message in messages -%}
                {{ '<|' ~ message.role ~ '|>\\n' }}
                {%- if message.role == 'assistant' -%}
                    {%- generation -%}{{ message.content ~ '<|end|>' }}{%- endgeneration -%}
                {%- else -%}
                    {{ message.content ~ '<|end|>' }}
                {%- endif -%}
                {{ '\\n' }}
            {%- endfor -%}
            {%- if add_generation_prompt -%}{{ '<|assistant|>\\n' }}{%- endif -%}
            """)

    /// DeepSeek's chat marks.
    private static let deepSeek = Entry(
        name: "deepseek",
        tokens: [
            ("bos_token", "<｜begin▁of▁sentence｜>"), ("eos_token", "<｜end▁of▁sentence｜>"),
        ],
        marks: [
            "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>",
        ],
        source: """
            {{- bos_token -}}
            {%- for message in messages -%}
                {%- if message.role == 'system' -%}
                    {{ message.content }}
                {%- elif message.role == 'user' -%}
                    {{ '<｜User｜>' ~ message.content }}
                {%- elif message.role == 'assistant' -%}
                    {{ '<｜Assistant｜>' }}
                    {%- generation -%}{{ message.content ~ eos_token }}{%- endgeneration -%}
                {%- else -%}
                    {{ raise_exception('this template has no turns of a ' ~ message.role) }}
                {%- endif -%}
            {%- endfor -%}
            {%- if add_generation_prompt -%}{{ '<｜Assistant｜>' }}{%- endif -%}
            """)

    /// Instructions and responses under headings, as Stanford Alpaca had them.
    private static let alpaca = Entry(
        name: "alpaca", tokens: [("eos_token", "</s>")], marks: ["</s>"],
        source: """
            {%- for message in messages -%}
                {%- if message.role == 'system' -%}
                    {{ message.content ~ '\\n\\n' }}
                {%- elif message.role == 'user' -%}
                    {{ '### Instruction:\\n' ~ message.content ~ '\\n\\n' }}
                {%- elif message.role == 'assistant' -%}
                    {{ '### Response:\\n' }}
                    {%- generation -%}{{ message.content ~ eos_token }}{%- endgeneration -%}
                    {{ '\\n\\n' }}
                {%- else -%}
                    {{ raise_exception('Alpaca has no turns of a ' ~ message.role) }}
                {%- endif -%}
            {%- endfor -%}
            {%- if add_generation_prompt -%}{{ '### Response:\\n' }}{%- endif -%}
            """)
}
