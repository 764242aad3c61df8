// Running one document stage over texts that repeat one thing: work grows with their size.
import PipelineCore

/// A text that begins in one way and goes on with one piece.
private struct RepeatedText {
    let start: String
    let piece: String

    var name: String { "\(start.debugDescription) and \(piece.debugDescription) repeated" }

    func bytes(_ count: Int) -> [UInt8] {
        let piece = Array(piece.utf8)
        var bytes = Array(start.utf8)
        while bytes.count < count { bytes += piece }
        return bytes
    }

    /// What rules look for, begun again and again, and begun once and never ended.
    static let all =
        [
            "a", "A", " ", "\n", "\r\n", "\t", "1", ".", "a ", "a. ", "a\n", "A\n\n", "ab\nab\n",
            "a b c d e f g h i j k ", "1.", "1-", "(1) ", "+1 ", "1 1 ", "192.", "::", "a:", "@",
            "a@", "a@a.", "a.a@a.aa ", "://", "http://", "http://a.a ", "www.", "-", "–", "…", "'",
            "\"", "`", "```\n", "* ", "| a ", "[", "]", "{", "}", "<", ">", "<p>", "<a ", "&", "&#",
            "&amp;", "%41", "\\", "/", "_", "#", "$", "\u{301}", "é", "Ã©", "â€™", "日", "。", "ก",
            "ا", "\u{200B}", "\u{AD}", "\u{FFFD}", "🙂", "GB82", "sk-", "-----BEGIN ", "lorem ipsum",
            "javascript ", "1234567890 ", "word word ",
        ].map { RepeatedText(start: "", piece: $0) }
        + [
            ("http://", "a"), ("http://", "a."), ("a@", "a."), ("a", "."), ("<", "a"),
            ("<a ", "b "),
            ("[", "1"), ("{", "\""), ("\"", "\\"), ("-----BEGIN RSA PRIVATE KEY-----\n", "A\n"),
            ("+", "1 "), ("GB", "1 "), ("a ", "\n"), ("&", "a"), ("`", "\n"), ("x", "'"),
        ].map(RepeatedText.init)
}

extension StageChecker {
    /// Texts for which the work grows faster than their size.
    public func growths() throws -> [String] {
        guard let stage = built.stage as? any Measuring else { return [] }
        let kinds: [Content] = [
            .text, .html(charset: []), .conversation, .renderedChat(ChatMarkup()),
        ]
        var complaints: [String] = []
        for kind in kinds where entry.info.flow.takes.contains(kind.kind) {
            let run = try DocumentRun(stage, entry)
            for text in RepeatedText.all {
                let measured = growth(most: 30_000) { _ = run.run(text.bytes($0), kind) }
                if measured > steepestGrowth {
                    complaints.append("\(text.name) as \(kind): \(measured) times for 4 times")
                }
            }
        }
        return complaints
    }
}

extension StageChecker {
    /// Options whose length makes the work of building the stage grow faster than it; a stage that
    /// refuses them has to do so as quickly.
    public func optionGrowths() throws -> [String] {
        var complaints: [String] = []
        for option in try entry.options() {
            for item in longItems(of: option) {
                let others = optionLines(without: option.name)
                let measured = growth(from: 1000, most: 60_000) { size in
                    let items = (0..<size).map { item($0) }.joined(separator: ", ")
                    let line =
                        "\(option.name): " + (option.type.isMap ? "{\(items)}" : "[\(items)]")
                    _ = try? Self.build(use(of: others + [line]), entry)
                }
                if measured > steepestGrowth {
                    complaints.append(
                        "\(option.name) of \(item(0)) …: \(measured) times for 4 times")
                }
            }
        }
        return complaints
    }

    /// What a long value of the option may be made of: other words, the same again and again, and
    /// what the example has.
    private func longItems(of option: OptionDescription) -> [(Int) -> String] {
        if option.type.isMap {
            return [{ "k\($0): word\($0)" }, { "k\($0): [word\($0)]" }, { "k\($0): \($0)" }]
        }
        guard option.type.isList else { return [] }
        let known = exampleItem(of: option.name)
        return [{ "word\($0)" }, { "\($0)" }, { _ in "en" }]
            + (known.map { name in [{ _ in name }] } ?? [])
    }

    /// The first item of an option's list.
    private func exampleItem(of name: String) -> String? {
        let lines = optionLines
        guard let start = lines.firstIndex(where: { $0.hasPrefix("\(name):") }),
            lines.indices.contains(start + 1)
        else { return nil }
        let item = lines[start + 1].drop { $0 == " " }
        return item.hasPrefix("- ") ? String(item.dropFirst(2)) : nil
    }

    private func optionLines(without name: String) -> [String] {
        var isInside = false
        return optionLines.filter { line in
            if let first = line.first, first != " ", first != "-" {
                isInside = line.hasPrefix("\(name):")
            }
            return !isInside
        }
    }
}

extension OptionType {
    var isList: Bool {
        switch self {
        case .list: true
        case .either(let types): types.contains(where: \.isList)
        default: false
        }
    }

    var isMap: Bool {
        switch self {
        case .map: true
        case .either(let types): !isList && types.contains(where: \.isMap)
        default: false
        }
    }
}
