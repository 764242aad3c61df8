// Matches regular expressions against UTF-8 bytes, for split patterns without a scanner of their
// own: slower, but exact.
import ByteKernels

/// A compiled regular expression. A byte that is not valid UTF-8 counts as U+FFFD.
public struct SplitRegex: Sendable, Hashable {
    public let pattern: String
    private let program: [RegexInstruction]

    /// Throws `unsupported` for syntax that it does not know.
    public init(_ pattern: String) throws(TokenizerError) {
        self.pattern = pattern
        var compiler = RegexCompiler()
        try compiler.append(try Self.parse(pattern))
        compiler.program.append(.match)
        program = compiler.program
    }

    private static func parse(_ pattern: String) throws(TokenizerError) -> RegexNode {
        do {
            return try RegexParser.parse(pattern)
        } catch {
            throw TokenizerError(.unsupported, error.reason)
        }
    }

    public static func == (a: SplitRegex, b: SplitRegex) -> Bool { a.pattern == b.pattern }
    public func hash(into hasher: inout Hasher) { hasher.combine(pattern) }

    /// The first match at or after `start` that is not empty.
    func firstMatch(in text: PretokenText, from start: Int, _ matcher: inout RegexMatcher)
        -> Range<Int>?
    {
        var at = start
        while at < text.count {
            if let end = matcher.match(program, text, at), end > at { return at..<end }
            at &+= text.character(at).width
        }
        return nil
    }

    /// All matches in a text, for tests.
    public func matches(in text: Span<UInt8>) -> [Range<Int>] {
        text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return [] }
            let text = PretokenText(base: base, count: buffer.count)
            var matcher = RegexMatcher()
            var found: [Range<Int>] = []
            while let match = firstMatch(in: text, from: found.last?.upperBound ?? 0, &matcher) {
                found.append(match)
            }
            return found
        }
    }
}
