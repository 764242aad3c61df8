// `winnow chat check`: what files of conversations hold, and what would be refused and why.
import ArgumentParser
import ChatText
import FileFormats
import FileStore
import Stages

/// `winnow chat check`
struct ChatCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say which schemas files of conversations have, and what is refused and why.",
        discussion: """
            With --template the conversations are rendered and their masks proved as well.
            Exit code 65 when no record can be used.

            Examples:
              winnow chat check chats.jsonl
              winnow chat check --template model/tokenizer_config.json chats.jsonl.zst
            """)

    @Argument(help: "Files (JSON lines or arrays), folders or globs.")
    var files: [String]

    @Option(help: "A built-in template's name, a Jinja file, a tokenizer_config.json or a folder.")
    var template: String?

    @Option(help: "How records write a conversation; auto tells it by their fields.")
    var schema = ChatSchema.auto

    @Option(parsing: .upToNextOption, help: "Fields that change nothing of what is trained.")
    var allowFields: [String] = []

    private static let endings = [".jsonl", ".json", ".ndjson"].flatMap { name in
        ["", ".gz", ".zst"].map { name + $0 }
    }

    func run() throws {
        let reader = ConversationReader(schema, allowing: Set(allowFields))
        let renderer = try template.map { ChatRenderer(try ModelTemplate.load($0)) }
        var check = ChatCounts(reader: reader, renderer: renderer)
        for path in try FilePatterns.expand(files, extensions: Self.endings) {
            try check.read(path)
        }
        print(columns(check.rows))
        for (reason, first) in check.examples.sorted(by: { $0.key < $1.key }) {
            print("\n\(reason), first at \(first)")
        }
        if check.usable == 0 { throw ExitCode(ExitStatus.losses) }
    }
}

extension ChatSchema: ExpressibleByArgument {}

/// Counts of records by file and schema.
private struct ChatCounts {
    let reader: ConversationReader
    let renderer: ChatRenderer?
    private(set) var rows = [["file", "schema or reason", "records", "turns", "loss bytes"]]
    private(set) var examples: [String: String] = [:]
    /// How many conversations were read, and rendered where that was asked for.
    private(set) var usable = 0

    private struct Count {
        var records = 0
        var turns = 0
        var lossBytes = 0
    }

    init(reader: ConversationReader, renderer: ChatRenderer?) {
        self.reader = reader
        self.renderer = renderer
    }

    mutating func read(_ path: String) throws {
        var counts: [String: Count] = [:]
        var scanner = JSONScanner()
        var number = 0
        try ChatRecords.forEach(of: path, schema: reader.schema) { record in
            number += 1
            count(record, &scanner, "\(path), record \(number)", &counts)
        } problem: { reason in
            counts["unreadable", default: Count()].records += 1
            examples["unreadable"] = "\(path): \(reason)"
        }
        for (name, count) in counts.sorted(by: { $0.value.records > $1.value.records }) {
            rows.append([
                path, name, "\(count.records)", "\(count.turns)",
                renderer == nil ? "" : "\(count.lossBytes)",
            ])
        }
    }

    private mutating func count(
        _ record: Span<UInt8>, _ scanner: inout JSONScanner, _ place: String,
        _ counts: inout [String: Count]
    ) {
        do {
            try scanner.scan(record)
            let (conversation, schema) = try reader.read(record, scannedBy: scanner)
            var name = schema.rawValue
            var loss = 0
            if let renderer {
                if case .pair = conversation.verdict {
                    name += ", not rendered: a pair"
                } else {
                    loss = try renderer.render(conversation).lossRanges.reduce(0) { $0 + $1.count }
                    if conversation.isUnwanted { name += ", unwanted: no loss" }
                }
            }
            counts[name, default: Count()].records += 1
            counts[name, default: Count()].turns += conversation.messages.count
            counts[name, default: Count()].lossBytes += loss
            usable += 1
        } catch {
            let reason = (error as? ChatError)?.code.rawValue ?? "not_json"
            counts["refused: \(reason)", default: Count()].records += 1
            if examples[reason] == nil { examples[reason] = "\(place): \(error)" }
        }
    }
}
