// `url_filter`: drops documents by where they come from.
import FileFormats
import PipelineCore
import TextRules

/// Compares a document's URL with lists of domains, hosts, URLs, words and parts of words.
public struct URLFilter: Filter, ReadingFiles {
    public static let info = StageInfo(
        name: "url_filter",
        summary: "Drops documents whose URL is listed, or holds listed words.",
        source: "Penedo et al. 2023 (RefinedWeb), G.1; rules in the order of datatrove 0.10",
        example: "- url_filter: { domains: [lists/adult.txt.gz], hard_words: [lists/words.txt] }",
        takes: .anything)

    public struct Options: StageOptions {
        public var domains: [String] = []
        public var hosts: [String] = []
        public var urls: [String] = []
        public var hardWords: [String] = []
        public var softWords: [String] = []
        public var maxSoftWords = 1
        public var subWords: [String] = []
        public var keepWithoutUrl = true

        public init() {}

        public static let help: KeyValuePairs = [
            "domains":
                "files of domains, a line each; they and all hosts below them are dropped",
            "hosts": "files of hosts; exactly these are dropped",
            "urls": "files of URLs",
            "hard_words": "files of words, one of which in a URL drops the document",
            "soft_words": "files of words, several of which drop the document",
            "max_soft_words": "soft words that a URL may hold",
            "sub_words": "files of letters that may not occur in a URL, whatever is between them",
            "keep_without_url": "whether documents without a URL pass",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case hasUrl, domain, domainListed, hostListed, urlListed, hardWords, softWords, subWords

        public var measurement: Measurement {
            switch self {
            case .hasUrl: Measurement("has_url", .flag, "the document has a URL with a host")
            case .domain: Measurement("domain", .label, "the registered domain")
            case .domainListed: Measurement("domain_listed", .flag, "the domain is listed")
            case .hostListed: Measurement("host_listed", .flag, "the host is listed")
            case .urlListed: Measurement("url_listed", .flag, "the URL is listed")
            case .hardWords: Measurement("hard_words", .count, "hard words in the URL")
            case .softWords: Measurement("soft_words", .count, "soft words in the URL")
            case .subWords: Measurement("sub_words", .count, "places where a sub-word begins")
            }
        }
    }

    public let rules: [Rule<Column>]
    public let files: [String]
    private let domains: BlockList
    private let hosts: BlockList
    private let urls: BlockList
    private let hardWords: BlockList
    private let softWords: BlockList
    private let subWords: BlockList
    private let subWordLengths: [Int]

    public init(_ options: Options, in context: StageContext) throws {
        files =
            (options.domains + options.hosts + options.urls + options.hardWords
            + options.softWords + options.subWords).map(context.resolve)
        var address = WebAddress()
        let host = { (line: Span<UInt8>, entry: inout [UInt8]) in
            address.parse(line)
            // `*.host` and `.host` mean the same in some lists.
            entry.append(contentsOf: address.host.drop { $0 == 0x2A || $0 == 0x2E })
        }
        domains = try BlockList(options.domains, option: "domains", in: context, normalize: host)
        hosts = try BlockList(options.hosts, option: "hosts", in: context, normalize: host)
        urls = try BlockList(options.urls, option: "urls", in: context) { line, entry in
            address.parse(line)
            entry.append(contentsOf: address.bytes)
        }
        hardWords = try BlockList(
            options.hardWords, option: "hard_words", in: context, normalize: letters)
        softWords = try BlockList(
            options.softWords, option: "soft_words", in: context, normalize: letters)
        var lengths: Set<Int> = []
        subWords = try BlockList(options.subWords, option: "sub_words", in: context) {
            letters($0, &$1)
            lengths.insert($1.count)
        }
        subWordLengths = lengths.subtracting([0]).sorted()
        rules = Self.rules(options)
    }

    private static func rules(_ options: Options) -> [Rule<Column>] {
        let presence: [Rule<Column>] =
            options.keepWithoutUrl ? [] : [.drop("no_url", when: .hasUrl, .equals(0))]
        return presence + [
            .drop("domain", when: .domainListed, .equals(1)),
            .drop("subdomain", when: .hostListed, .equals(1)),
            .drop("url", when: .urlListed, .equals(1)),
            .drop("hard_blacklisted", when: .hardWords, .isAtLeast(1)),
            .drop("soft_blacklisted", when: .softWords, .isAbove(Double(options.maxSoftWords))),
            .drop("blacklisted_subword", when: .subWords, .isAtLeast(1)),
        ]
    }

    /// A URL taken apart, and its letters and digits.
    public struct Scratch {
        var address = WebAddress()
        var letters: [UInt8] = []
    }

    public func makeScratch() throws -> Scratch { Scratch() }

    public func measure(
        _ document: Document, using scratch: inout Scratch, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        scratch.address.parse(document.url.span)
        let address = scratch.address
        record[.hasUrl] = address.host.isEmpty ? 0 : 1
        guard !address.host.isEmpty else { return }
        let start = PublicSuffixes.icann.registeredStart(address.host.span)
        let domain = Array(address.host[start...])
        record.label(.domain, domain)
        record[.domainListed] = isListed(address.host.span, registered: start) ? 1 : 0
        record[.hostListed] = hosts.entries.contains(address.host.span) ? 1 : 0
        record[.urlListed] = urls.entries.contains(address.bytes.span) ? 1 : 0
        record.count(.hardWords, wordCount(address.bytes.span, in: hardWords))
        record.count(.softWords, wordCount(address.bytes.span, in: softWords))
        scratch.letters.removeAll(keepingCapacity: true)
        letters(address.bytes.span, &scratch.letters)
        record.count(.subWords, subWordCount(scratch.letters.span))
    }

    /// Whether the registered domain is listed, or one between it and the host.
    private func isListed(_ host: Span<UInt8>, registered: Int) -> Bool {
        if domains.isEmpty { return false }
        for start in 0...registered where start == 0 || host[start - 1] == 0x2E {
            if domains.entries.contains(host.extracting(start...)) { return true }
        }
        return false
    }

    /// Runs of letters and digits that are listed.
    private func wordCount(_ text: Span<UInt8>, in list: BlockList) -> Int {
        guard !list.isEmpty else { return 0 }
        var (count, start) = (0, 0)
        for at in 0...text.count where at == text.count || !isLetterOrDigit(text[at]) {
            if at > start && list.entries.contains(text.extracting(start..<at)) { count += 1 }
            start = at + 1
        }
        return count
    }

    private func subWordCount(_ text: Span<UInt8>) -> Int {
        var count = 0
        for start in text.indices {
            for length in subWordLengths where start + length <= text.count {
                guard subWords.entries.contains(text.extracting(start..<start + length)) else {
                    continue
                }
                count += 1
                break
            }
        }
        return count
    }
}

/// The letters and digits of a text, small.
private func letters(_ text: Span<UInt8>, _ output: inout [UInt8]) {
    for at in text.indices where isLetterOrDigit(text[at]) {
        output.append(text[at] &- 0x41 < 26 ? text[at] | 0x20 : text[at])
    }
}

/// ASCII letters and digits, and every byte of other characters.
private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte >= 0x80
}
