// `winnow extract`: the main text of HTML pages, from files or standard input.
import ArgumentParser
import FileFormats
import FileStore
import HTMLText

struct ExtractCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Print the main text of HTML pages.",
        discussion: """
            Examples:
              winnow extract page.html
              curl -s https://example.org | winnow extract --format markdown
              winnow extract --jsonl pages/ > texts.jsonl

            With --jsonl a line holds path, text, what the page states about itself
            (title from title or og:title, language, date, author, url, site), and what
            kind of page it seems to be, with how likely that is: page_kind,
            page_kind_probability. With --title first_line the text begins with the
            page's heading instead, where it has one. Of folders, files that end in
            .html, .htm and .xhtml are read, and the rest is counted. Files that are no
            page, whatever they are called, and pages without main text are named and
            passed over; the exit code is 65 where there was a file that is no page, or
            no text at all.
            """)

    @Argument(help: "Files (plain or compressed), folders or globs; - is standard input.")
    var paths: [String] = ["-"]

    @Flag(help: "A JSON line per page instead of plain text.")
    var jsonl = false

    @Option(help: "How much a doubtful block must have to be kept: balanced, precision, recall.")
    var favor = ExtractionFavor.balanced

    @Option(help: "What the text is written as: text or markdown.")
    var format = ExtractionFormat.text

    @Option(help: "The page's title: in_place where the text has it, first_line, or none.")
    var title = TitlePlacement.inPlace

    @Option(help: "The charset that the pages' server stated, such as iso-8859-1.")
    var charset: String?

    private static let endings = [".html", ".htm", ".xhtml", ".html.gz", ".html.zst"]

    func validate() throws {
        guard let charset else { return }
        let label = Array(charset.utf8)
        guard CharacterEncoding(label: label.span) != nil else {
            throw ValidationError("--charset: no browser knows '\(charset)'.")
        }
    }

    func run() throws {
        let listed = try FilePatterns.list(paths, extensions: Self.endings)
        let files = listed.files.map(\.path)
        let extractor = HTMLExtractor(favor: favor, format: format, title: title)
        let scratch = HTMLExtractor.Scratch()
        let label = Array((charset ?? "").utf8)
        var page: [UInt8] = []
        var text: [UInt8] = []
        var others = 0
        var texts = 0
        for file in files {
            try Self.read(file, into: &page)
            if BinaryBytes.areFound(in: page.span) {
                others += 1
                printError(
                    "winnow: \(file): no page: the bytes are an image, an archive or the like")
                continue
            }
            let result = extractor.extract(
                page.span, declaredCharset: label.span, scratch: scratch, into: &text)
            if result.isTruncated { printError("winnow: \(file): only its beginning was read") }
            if text.isEmpty {
                printError("winnow: \(file): no main text: " + Self.lack(result.measurements))
            } else if jsonl {
                printOutput(Self.line(file, result, text))
            } else {
                if files.count > 1 { printOutput(Self.heading(file, isFirst: texts == 0)) }
                printOutput(text + [0x0A])
            }
            if !text.isEmpty { texts += 1 }
        }
        if !listed.passedOver.isEmpty {
            printError("winnow: passed over in folders: \(FilePatterns.text(listed.passedOver))")
        }
        if others > 0 || texts == 0 { throw ExitCode(ExitStatus.losses) }
    }

    private static func read(_ path: String, into page: inout [UInt8]) throws {
        page.removeAll(keepingCapacity: true)
        let stream = try ByteStream(path: path)
        while page.count <= HTMLExtractor.maximumPageBytes, try stream.read(into: &page) > 0 {}
    }

    /// Why a page gave no text.
    private static func lack(_ measurements: ExtractionMeasurements) -> String {
        switch (measurements.elements, measurements.blocks) {
        case (0, 0): "it is empty"
        case (_, 0): "its elements hold none; a script may fill them"
        default: "menus, notices and the like are all that it shows"
        }
    }

    private static func heading(_ path: String, isFirst: Bool) -> [UInt8] {
        Array("\(isFirst ? "" : "\n")==> \(path) <==\n".utf8)
    }

    private static func line(
        _ path: String, _ page: Extraction, _ text: [UInt8]
    ) -> [UInt8] {
        let metadata = page.metadata
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("path")
        writer.string(path)
        let facts = [
            ("title", metadata.title), ("language", metadata.language), ("date", metadata.date),
            ("author", metadata.author), ("url", metadata.canonicalURL),
            ("site", metadata.siteName),
        ]
        for (name, value) in facts where !value.isEmpty {
            writer.key(name)
            writer.string(value.span)
        }
        if let kind = page.measurements.kind {
            writer.key("page_kind")
            writer.string(Array("\(kind)".utf8).span)
            writer.key("page_kind_probability")
            writer.double(page.measurements.kindProbability)
        }
        writer.key("text")
        writer.string(text.span)
        writer.endObject()
        return writer.bytes + [0x0A]
    }
}

extension ExtractionFavor: ExpressibleByArgument {}
extension ExtractionFormat: ExpressibleByArgument {}
extension TitlePlacement: ExpressibleByArgument {}
