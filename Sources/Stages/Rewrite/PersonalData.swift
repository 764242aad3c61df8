// `pii`: finds personal data and replaces, tags or hashes it, or drops the document.
import ByteKernels
import FileFormats
import PipelineCore
import TextRules

/// Finds e-mail and Internet addresses, phone, account, card and social-security numbers, and keys.
public struct PersonalData: Rewriter {
    public static let info = StageInfo(
        name: "pii",
        summary: "Replaces, tags or hashes personal data and keys, or drops what holds them.",
        source: "kinds and replacements as datatrove 0.10 and dolma; checks from ISO 13616, "
            + "ISO/IEC 7812, RFC 5322, RFC 4291 and the services' published key forms",
        example: "- pii: { kinds: [email, ipv4, phone], action: tag }",
        takes: .text)

    public enum Preset: String, Codable, Sendable, CaseIterable {
        case winnow
        /// datatrove's two kinds, its replacements, its idea of an address.
        case datatrove
    }

    public enum Action: String, Codable, Sendable, CaseIterable {
        /// By a value of the same kind that belongs to nobody.
        case replace
        /// By the kind's name, such as `<EMAIL>`.
        case tag
        /// By the kind's name and 16 hex digits that depend on the value and `key`.
        case hash
        /// Leaves the text alone and drops the document.
        case drop
    }

    public struct Options: StageOptions {
        public var preset = Preset.winnow
        public var kinds: [PIIKind]?
        public var action = Action.replace
        public var key = Secret()
        public var publicAddressesOnly = true

        public init() {}

        public static let help: KeyValuePairs = [
            "preset": "winnow: all kinds; datatrove: email and ipv4, with its replacements",
            "kinds": "what to look for: email, ipv4, ipv6, phone, iban, card, ssn, secret",
            "action": "replace, tag, hash or drop",
            "key":
                "the secret that hashes depend on, best as ${PII_KEY}; only its digest is written",
            "public_addresses_only": "leave private and reserved Internet addresses alone",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case email, ipv4, ipv6, phone, iban, card, ssn, secret

        public var measurement: Measurement {
            switch self {
            case .email: Measurement("email", .count, "e-mail addresses")
            case .ipv4: Measurement("ipv4", .count, "IPv4 addresses")
            case .ipv6: Measurement("ipv6", .count, "IPv6 addresses")
            case .phone: Measurement("phone", .count, "phone numbers")
            case .iban: Measurement("iban", .count, "bank accounts with valid check digits")
            case .card: Measurement("card", .count, "payment cards with a valid check digit")
            case .ssn: Measurement("ssn", .count, "social-security numbers of the United States")
            case .secret: Measurement("secret", .count, "keys and tokens of services")
            }
        }

        fileprivate init(_ kind: PIIKind) {
            self.init(rawValue: PIIKind.allCases.firstIndex(of: kind)!)!
        }
    }

    public let rules: [Rule<Column>]
    private let scanner: PIIScanner
    private let action: Action
    private let key: [UInt8]
    private let replacements: PIIReplacements

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(
            options.action != .hash || !options.key.isEmpty, "key", "is needed to hash")
        let preset: [PIIKind] = options.preset == .datatrove ? [.email, .ipv4] : PIIKind.allCases
        let kinds = options.kinds ?? preset
        try OptionError.check(!kinds.isEmpty, "kinds", "names nothing to look for")
        var scanner = PIIScanner(Set(kinds))
        scanner.publicAddressesOnly = options.publicAddressesOnly
        scanner.checksHosts = options.preset != .datatrove
        self.scanner = scanner
        action = options.action
        key = options.key.bytes
        replacements = options.preset == .datatrove ? .datatrove : .reserved
        rules =
            options.action != .drop
            ? []
            : PIIKind.allCases.filter(kinds.contains).map {
                .drop("holds_\($0.rawValue)", when: Column($0), .isAtLeast(1))
            }
    }

    /// What was found, and the text that is being put together.
    public struct Scratch {
        var matches: [PIIMatch] = []
        var text: [UInt8] = []
    }

    public func makeScratch() throws -> Scratch { Scratch() }

    public func rewrite(
        _ document: inout Document, using scratch: inout Scratch, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        scanner.scan(document.text.span, into: &scratch.matches)
        for kind in PIIKind.allCases where scanner.kinds.contains(kind) {
            record.count(Column(kind), scratch.matches.count { $0.kind == kind })
        }
        guard action != .drop, !scratch.matches.isEmpty else { return }
        scratch.text.removeAll(keepingCapacity: true)
        var copied = 0
        for match in scratch.matches {
            scratch.text.append(contentsOf: document.text[copied..<match.range.lowerBound])
            scratch.text.append(contentsOf: substitute(match, in: document.text))
            copied = match.range.upperBound
        }
        scratch.text.append(contentsOf: document.text[copied...])
        document.text.replaceSubrange(0..., with: scratch.text)
    }

    /// Depends on nothing but what was found, so never on order or on how work was split.
    private func substitute(_ match: PIIMatch, in text: [UInt8]) -> [UInt8] {
        let value = text[match.range]
        let name = match.kind.rawValue.uppercased()
        switch action {
        case .tag, .drop: return Array("<\(name)>".utf8)
        case .hash: return Array("<\(name):\(keyedHash(Array(value)))>".utf8)
        case .replace:
            let values = replacements[match.kind]
            return values[Int(xxHash64(value.span) % UInt64(values.count))]
        }
    }

    /// 16 hex digits of HMAC-SHA-256 (RFC 2104).
    private func keyedHash(_ value: [UInt8]) -> String {
        let block = key.count > 64 ? digest(key) : key
        let padded = block + [UInt8](repeating: 0, count: 64 - block.count)
        let inner = digest(padded.map { $0 ^ 0x36 } + value)
        return hexDigits(Array(digest(padded.map { $0 ^ 0x5C } + inner).prefix(8)))
    }

    private func digest(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes.span)
        return hash.finish()
    }
}

/// Values that stand in for what was found.
private struct PIIReplacements: Sendable {
    private let values: [PIIKind: [[UInt8]]]

    private init(_ values: [PIIKind: [String]]) {
        self.values = values.mapValues { $0.map { Array($0.utf8) } }
    }

    subscript(kind: PIIKind) -> [[UInt8]] { values[kind]! }

    private static let common: [PIIKind: [String]] = [
        .email: ["email@example.com", "firstname.lastname@example.org"],
        .ipv4: ["192.0.2.1", "198.51.100.1", "203.0.113.1"],
        .ipv6: ["2001:db8::1"],
        .phone: ["+1 555-555-0100"],
        .iban: ["GB00XXXX00000000000000"],
        .card: ["0000 0000 0000 0000"],
        .ssn: ["000-00-0000"],
        .secret: ["<SECRET>"],
    ]

    /// Values that standards reserve for examples, or that can't be valid.
    static let reserved = PIIReplacements(common)

    /// datatrove's addresses, which did not answer when it chose them.
    static let datatrove = PIIReplacements(
        common.merging([
            .ipv4: [
                "22.214.171.124", "126.96.36.199", "188.8.131.52", "184.108.40.206",
                "220.127.116.11", "18.104.22.168",
            ]
        ]) { $1 })
}
