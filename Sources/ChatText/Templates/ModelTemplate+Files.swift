// Finding a chat template: by a built-in name, in a file, or in a model's folder.
import FileFormats
import FileStore

extension ModelTemplate {
    /// The template that `name` stands for: a built-in one, a Jinja file, a `tokenizer_config.json`
    /// (or `chat_template.json`), or a model's folder.
    public static func load(_ name: String) throws -> ModelTemplate {
        if let builtin = try builtin(name) { return builtin }
        guard let entry = try LocalFiles.shared.entry(name) else {
            throw ChatTemplateError(
                "there is no file '\(name)' and no template of that name; "
                    + "built in are \(builtinNames.joined(separator: ", "))")
        }
        if entry.kind == .folder { return try folder(name) }
        let bytes = try contents(name)
        return name.hasSuffix(".json")
            ? try configuration(bytes, of: name) : try jinja(bytes, at: name)
    }

    private static func contents(_ path: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let stream = try ByteStream(path: path)
        while try stream.read(into: &bytes) > 0 {
            if bytes.count > 1 << 26 {
                throw ChatTemplateError("'\(path)' is larger than any template")
            }
        }
        return bytes
    }

    private static func sibling(_ name: String, of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return name }
        return String(path[...slash]) + name
    }

    private static func exists(_ path: String) -> Bool {
        ((try? LocalFiles.shared.entry(path)) ?? nil) != nil
    }

    private static func folder(_ path: String) throws -> ModelTemplate {
        for name in ["chat_template.jinja", "chat_template.json", "tokenizer_config.json"]
        where exists("\(path)/\(name)") {
            return try load("\(path)/\(name)")
        }
        throw ChatTemplateError(
            "the folder '\(path)' has neither tokenizer_config.json nor chat_template.jinja")
    }

    /// A Jinja file, with the special tokens of the model whose folder it lies in.
    private static func jinja(_ bytes: [UInt8], at path: String) throws -> ModelTemplate {
        var template = try ModelTemplate(bytes)
        let config = sibling("tokenizer_config.json", of: path)
        if exists(config) { template.specialTokens = try tokens(in: contents(config)) }
        return template
    }

    private static func configuration(_ bytes: [UInt8], of path: String) throws -> ModelTemplate {
        var scanner = JSONScanner()
        do {
            try scanner.scan(bytes.span)
        } catch {
            throw ChatTemplateError("'\(path)' is not a JSON object: \(error)")
        }
        var special = try tokens(in: bytes)
        let config = sibling("tokenizer_config.json", of: path)
        if special.isEmpty, config != path, exists(config) {
            special = try tokens(in: contents(config))
        }
        if let value = scanner.find(JSONPath("chat_template"), in: bytes.span) {
            let value = Value(value, in: bytes.span, scanner, origin: .template)
            return ModelTemplate(try templates(value, path), specialTokens: special)
        }
        let beside = sibling("chat_template.jinja", of: path)
        guard exists(beside) else {
            throw ChatTemplateError("'\(path)' holds no chat_template")
        }
        var template = try ModelTemplate(contents(beside))
        template.specialTokens = special
        return template
    }

    /// A template, or a list of named ones.
    private static func templates(
        _ value: Value, _ path: String
    ) throws -> [(name: String, template: JinjaTemplate)] {
        switch value {
        case .string(let source): return [("default", try JinjaTemplate(source.bytes))]
        case .list(let entries) where !entries.isEmpty:
            return try entries.map { entry in
                guard case .dict(let dict) = entry,
                    case .string(let name)? = dict[Array("name".utf8)],
                    case .string(let source)? = dict[Array("template".utf8)]
                else { throw ChatTemplateError("'\(path)': a chat_template without a name") }
                return (name.string, try JinjaTemplate(source.bytes))
            }
        default: throw ChatTemplateError("'\(path)': chat_template is no text")
        }
    }

    private static func tokens(in bytes: [UInt8]) throws -> [(name: String, text: String)] {
        var scanner = JSONScanner()
        try scanner.scan(bytes.span)
        return specialTokenNames.compactMap { name in
            guard let value = scanner.find(JSONPath(name), in: bytes.span) else { return nil }
            switch Value(value, in: bytes.span, scanner, origin: .template) {
            case .string(let text): return (name, text.string)
            case .dict(let token):
                guard case .string(let text)? = token[Array("content".utf8)] else { return nil }
                return (name, text.string)
            default: return nil
            }
        }
    }
}

/// Why a chat template can't be loaded.
public struct ChatTemplateError: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}

extension ModelTemplate {
    /// The files that decide what ``load(_:)`` gives for a path.
    public static func files(of path: String) -> [String] {
        let isFolder = ((try? LocalFiles.shared.entry(path)) ?? nil)?.kind == .folder
        let folder = isFolder ? path + "/" : sibling("", of: path)
        let names = ["chat_template.jinja", "chat_template.json", "tokenizer_config.json"]
        let beside = names.map { folder + $0 }.filter { exists($0) && $0 != path }
        return (isFolder ? [] : [path]) + beside
    }
}
