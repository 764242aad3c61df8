// From tokens to syntax: what is shared by statements and expressions.

/// A compiled template's syntax.
struct ParsedTemplate: Sendable {
    let body: [Statement]
    let symbols: SymbolTable
    /// Somewhere stands `{% generation %}`.
    let hasGeneration: Bool
    /// The functions that templates may call, where one is named.
    let functions: [(symbol: Symbol, function: Function)]

    init(body: [Statement], symbols: SymbolTable, hasGeneration: Bool) {
        self.body = body
        self.symbols = symbols
        self.hasGeneration = hasGeneration
        functions = Function.allCases.compactMap { function in
            symbols.find(function.rawValue).map { ($0, function) }
        }
    }
}

/// Jinja's grammar, with the messages of jinja2 where a template breaks it.
struct Parser {
    private let tokens: [Token]
    private var position = 0
    private var depth = 0
    var symbols = SymbolTable()
    /// How often `loop` was read so far.
    var loopMentions = 0
    /// The special names read in each macro around the current place.
    var mentions: [Set<String>] = []
    /// Above 0, an unknown filter or test is an error only when it is reached.
    var conditions = 0
    /// Unknown filters and tests that no condition can keep from being reached.
    var unknownNames: [JinjaError] = []
    var hasGeneration = false
    var tags: [String] = []
    var ends: [[String]] = []
    var loops = 0

    /// How deep syntax may stand in syntax.
    private static let deepest = 150

    static func parse(_ source: [UInt8]) throws(JinjaError) -> ParsedTemplate {
        var parser = Parser(tokens: try Lexer.tokens(of: source))
        let body = try parser.statements()
        if let unknown = parser.unknownNames.first { throw unknown }
        return ParsedTemplate(
            body: body, symbols: parser.symbols, hasGeneration: parser.hasGeneration)
    }

    private init(tokens: [Token]) { self.tokens = tokens }

    var current: Token { tokens[position] }
    var following: Token { tokens[min(position + 1, tokens.count - 1)] }

    mutating func advance() {
        if position + 1 < tokens.count { position += 1 }
    }

    func fail(_ message: String, line: Int? = nil) -> JinjaError {
        JinjaError(.syntax, message, line: line ?? current.line)
    }

    func isAt(_ sign: Token.Sign) -> Bool { current.kind == .sign(sign) }
    func isAt(name: String) -> Bool { current.kind == .name(name) }

    mutating func skip(_ sign: Token.Sign) -> Bool {
        if !isAt(sign) { return false }
        advance()
        return true
    }

    mutating func skip(name: String) -> Bool {
        if !isAt(name: name) { return false }
        advance()
        return true
    }

    mutating func expect(_ sign: Token.Sign) throws(JinjaError) {
        if !skip(sign) { throw expected(sign.rawValue) }
    }

    mutating func expect(name: String) throws(JinjaError) {
        if !skip(name: name) { throw expected(name) }
    }

    mutating func expect(_ kind: Token.Kind) throws(JinjaError) {
        if current.kind != kind { throw expected(Token(kind: kind, line: 0).description) }
        advance()
    }

    mutating func expectName() throws(JinjaError) -> String {
        guard case .name(let name) = current.kind else { throw expected("name") }
        advance()
        return name
    }

    func expected(_ what: String) -> JinjaError {
        if current.kind == .end {
            return fail("unexpected end of template, expected \(PythonFormat.quoted(what)).")
        }
        return fail("expected token \(PythonFormat.quoted(what)), got \(current.quoted)")
    }

    mutating func enter() throws(JinjaError) {
        depth += 1
        if depth > Self.deepest {
            throw JinjaError(.limit, "the template nests deeper than \(Self.deepest) levels")
        }
    }

    mutating func leave() { depth -= 1 }

    /// Notes that a name is read.
    mutating func mention(_ name: String) -> Symbol {
        if name == "loop" { loopMentions += 1 }
        if ["varargs", "kwargs", "caller"].contains(name), !mentions.isEmpty {
            mentions[mentions.count - 1].insert(name)
        }
        return symbols.symbol(name)
    }
}
