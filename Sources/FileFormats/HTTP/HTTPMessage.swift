// An HTTP response as archives keep it: status, media type, charset, and the body decoded.

/// What the head of an HTTP response says, and how its body came out.
public struct HTTPMessage: Sendable, Equatable {
    /// The status code, 0 when the bytes have no HTTP status line.
    public var status = 0
    /// The media type in lower case, without parameters; empty when not given.
    public var mediaType: [UInt8] = []
    /// The charset parameter in lower case; empty when not given.
    public var charset: [UInt8] = []
    /// Whether the body ends before its encoding says it ends, or went over a limit.
    public var isTruncated = false

    public init() {}

    /// Reads a `Content-Type` value.
    public mutating func setContentType(_ value: [UInt8]) {
        let parts = value.split(
            separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        mediaType = parts[0].prefix { $0 != UInt8(ascii: ",") }
            .filter { !isSpace($0) && !isQuote($0) }.map(lowercase)
        charset = parts.dropFirst().lazy.compactMap(charsetParameter).first ?? []
    }
}

private func charsetParameter(_ parameter: ArraySlice<UInt8>) -> [UInt8]? {
    let text = parameter.filter { !isSpace($0) }.map(lowercase)
    let name = Array("charset=".utf8)
    guard text.starts(with: name) else { return nil }
    return text.dropFirst(name.count).filter { !isQuote($0) }
}

private func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
}

/// Decodes HTTP responses; scratch that a worker reuses.
///
///     var decoder = HTTPDecoder()
///     let message = decoder.decode(record, into: &page)
///
/// Headers often lie. A body that is not chunked, or not compressed, though the header says so is
/// taken as it is; of a body that breaks off, what could be decoded is given.
public struct HTTPDecoder {
    /// Bounds on a decoded body; where one is passed the body is cut and marked truncated.
    public struct Limits: Sendable {
        public var bodySize = 64 << 20
        /// How many times its stored size a body may grow to, once past 1 MiB.
        public var expansion = 1000

        public init() {}
    }

    private let limits: Limits
    private var fields = HeaderFields()
    private var bodyStart = 0
    private let codings = ContentCodings()
    private var scratch: [UInt8] = []

    public init(limits: Limits = Limits()) { self.limits = limits }

    /// Replaces `body` by the decoded body of a response with its head.
    ///
    /// Bytes that do not begin with an HTTP status line are all body.
    public mutating func decode(_ message: Span<UInt8>, into body: inout [UInt8]) -> HTTPMessage {
        var result = readHead(of: message)
        result.isTruncated = !readBody(of: message, into: &body)
        return result
    }

    /// Reads a response's head alone, to decide whether its body is wanted. Empty lines before it
    /// are passed over, and so are interim responses such as `100 Continue` and what a proxy said when
    /// it connected.
    public mutating func readHead(of message: Span<UInt8>) -> HTTPMessage {
        var result = HTTPMessage()
        bodyStart = 0
        _ = fields.parse(message, from: message.count)
        var start = Self.passLineEnds(message, 0)
        while let status = statusCode(message, at: start) {
            result.status = status
            bodyStart = fields.parse(message, from: message.line(from: start).next)
            start = Self.passLineEnds(message, bodyStart)
            let isProxy = status == 200 && fields.value("content-type", in: message) == nil
            guard (100..<200).contains(status) || isProxy, statusCode(message, at: start) != nil
            else { break }
        }
        if let type = fields.value("content-type", in: message) {
            result.setContentType(message.bytes(type))
        }
        return result
    }

    private static func passLineEnds(_ message: Span<UInt8>, _ start: Int) -> Int {
        var at = start
        while at < message.count, at - start < 64, message[at] == 0x0D || message[at] == 0x0A {
            at += 1
        }
        return at
    }

    /// Replaces `body` by the decoded body of the response whose head was read last; false when
    /// it is truncated.
    public mutating func readBody(of message: Span<UInt8>, into body: inout [UInt8]) -> Bool {
        body.removeAll(keepingCapacity: true)
        let stored = message.extracting(bodyStart..<message.count)
        var isWhole = true
        if isChunked(message) {
            isWhole = decodeChunked(stored, into: &body)
        } else {
            stored.withUnsafeBufferPointer { body.append(contentsOf: $0) }
        }
        return undoCodings(message, &body) && isWhole
    }

    /// Undoes the content codings, and those of the transfer, last applied first; false when a body
    /// was cut.
    private mutating func undoCodings(_ message: Span<UInt8>, _ body: inout [UInt8]) -> Bool {
        var isWhole = true
        let values =
            fields.values("content-encoding", in: message)
            + fields.values("transfer-encoding", in: message)
        let names = values.flatMap { message.bytes($0).split(separator: UInt8(ascii: ",")) }
        // More than a few stacked codings are an attack.
        for name in names.suffix(4).reversed() {
            let coding = ContentCodings.Coding(name.filter { !isSpace($0) }.map(lowercase))
            guard let coding else { continue }
            let limit = min(
                limits.bodySize, max(1 << 20, body.count.multipliedClamped(limits.expansion)))
            scratch.removeAll(keepingCapacity: true)
            switch codings.decode(body, coding, into: &scratch, limit: limit) {
            case .whole: swap(&body, &scratch)
            case .cut:
                swap(&body, &scratch)
                isWhole = false
            case .notEncoded: continue
            }
        }
        return isWhole
    }

    private func isChunked(_ message: Span<UInt8>) -> Bool {
        fields.values("transfer-encoding", in: message).contains { value in
            let text = message.bytes(value).map(lowercase)
            return text.split(separator: UInt8(ascii: ",")).contains {
                $0.filter { !isSpace($0) } == Array("chunked".utf8)
            }
        }
    }

    /// The code in `HTTP/1.1 200 OK`, or nil; a status line without a code counts as 0.
    private func statusCode(_ message: Span<UInt8>, at start: Int) -> Int? {
        guard message.count >= start + 5,
            message.equalsIgnoringCase(start..<start + 5, "http/")
        else { return nil }
        let line = message.line(from: start).content
        guard let space = line.first(where: { isSpace(message[$0]) }) else { return 0 }
        let rest = message.trimmed(space..<line.upperBound)
        let end = rest.first { isSpace(message[$0]) } ?? rest.upperBound
        return message.decimal(rest.lowerBound..<end) ?? 0
    }
}

extension Int {
    fileprivate func multipliedClamped(_ factor: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }
}
