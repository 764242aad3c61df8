// Models' templates as they were recorded with what transformers makes of them.
import ChatText
import Foundation
import TestSupport
import Testing

enum RecordedTemplates {
    static let files = ["data/sft/chat-templates-hub.jsonl", "data/sft/chat-templates.jsonl"]

    static var areHere: Bool { sharedFile(files[0]) != nil }

    /// Each template, ready to render, and its record.
    static func read(_ file: String) throws -> [(ModelTemplate, [String: Any])] {
        let url = try #require(sharedFile(file))
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { line in
            let json = try JSONSerialization.jsonObject(with: Data(line.utf8))
            let model = try #require(json as? [String: Any])
            var template = try ModelTemplate(Array((model["template"] as? String ?? "").utf8))
            for token in ["bos_token", "eos_token"] {
                if let text = model[token] as? String { template.setToken(token, text) }
            }
            return (template, model)
        }
    }
}
