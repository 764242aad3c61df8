// What servers send as HTML and is none: images, documents, archives, data.

/// Content that is no page, told from its bytes.
enum OtherContent: String {
    case binary
    case json

    /// nil for what may be a page or text.
    init?(of body: Span<UInt8>) {
        if Self.isBinary(body) {
            self = .binary
        } else if Self.isJSON(body) {
            self = .json
        } else {
            return nil
        }
    }

    /// Whether a media type that was found by the bytes is that of no page. Types of text and of XML
    /// are often found for pages, and `octet-stream` says nothing.
    static func isNamed(by mediaType: [UInt8]) -> Bool {
        let type = String(decoding: mediaType, as: UTF8.self).lowercased()
        return ["image/", "audio/", "video/", "font/"].contains { type.hasPrefix($0) }
            || others.contains { type.hasPrefix("application/" + $0) }
    }

    private static let others = [
        "pdf", "postscript", "zip", "gzip", "x-gzip", "x-tar", "x-bzip", "x-xz", "zstd", "x-7z",
        "x-rar", "java-archive", "epub+zip", "msword", "vnd.ms-", "vnd.openxmlformats", "vnd.oasis",
        "vnd.android", "x-shockwave-flash", "x-executable", "x-sharedlib", "x-msdownload", "x-font",
        "x-sqlite", "json",
    ]

    /// What files of common formats begin with (WHATWG, MIME Sniffing; the formats themselves).
    private static let signatures: [[UInt8]] = [
        Array("%PDF-".utf8), Array("%!PS-Adobe".utf8), [0x1F, 0x8B, 0x08], Array("wOF".utf8),
        Array("OTTO".utf8), [0, 1, 0, 0], [0, 0, 1, 0], [0x89, 0x50, 0x4E, 0x47],
        [0xFF, 0xD8, 0xFF], Array("GIF8".utf8), Array("PK\u{3}\u{4}".utf8),
        [0x28, 0xB5, 0x2F, 0xFD], [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], Array("BZh9".utf8),
        Array("Rar!".utf8), [0x37, 0x7A, 0xBC, 0xAF], [0x7F, 0x45, 0x4C, 0x46],
        Array("RIFF".utf8), Array("OggS".utf8), Array("ID3".utf8), [0xD0, 0xCF, 0x11, 0xE0],
        [0x1A, 0x45, 0xDF, 0xA3], Array("fLaC".utf8), Array("SQLite format 3".utf8),
        [0xCA, 0xFE, 0xBA, 0xBE], [0, 0x61, 0x73, 0x6D],
        // UTF-32, which no browser reads.
        [0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF],
    ]

    /// A signature, or control characters that no text has. UTF-16 has zeros, and no others.
    private static func isBinary(_ body: Span<UInt8>) -> Bool {
        if signatures.contains(where: { body.begins(with: $0) }) { return true }
        if body.begins(with: [0xFF, 0xFE]) || body.begins(with: [0xFE, 0xFF]) { return false }
        let count = min(body.count, 4096)
        var controls = 0
        for at in 0..<count where isControl(body[at]) { controls += 1 }
        return controls > 4 && controls * 50 > count
    }

    /// Escape shifts in ISO-2022, and editors left form feeds and ends of files.
    private static func isControl(_ byte: UInt8) -> Bool {
        byte < 0x20 && byte != 0 && !(0x09...0x0D).contains(byte) && byte != 0x1A && byte != 0x1B
            && byte != 0x0E && byte != 0x0F
    }

    /// One object or list from the first to the last character.
    private static func isJSON(_ body: Span<UInt8>) -> Bool {
        var (start, end) = (0, body.count)
        while start < end, body[start] <= 0x20 { start += 1 }
        while end > start, body[end - 1] <= 0x20 { end -= 1 }
        guard end - start > 1 else { return false }
        let ends = (body[start], body[end - 1])
        return ends == (0x7B, 0x7D) || ends == (0x5B, 0x5D)
    }
}

extension Span<UInt8> {
    fileprivate func begins(with bytes: [UInt8]) -> Bool {
        guard count >= bytes.count else { return false }
        for (at, byte) in bytes.enumerated() where self[at] != byte { return false }
        return true
    }
}
