// Statements: everything between {% and %}.

extension Parser {
    /// Statements up to one of the tags, which stays; without tags, up to the template's end.
    mutating func statements(until ends: [String]? = nil) throws(JinjaError) -> [Statement] {
        try enter()
        if let ends { self.ends.append(ends) }
        defer {
            if ends != nil { self.ends.removeLast() }
            leave()
        }
        var body: [Statement] = []
        while current.kind != .end {
            switch current.kind {
            case .data(let bytes):
                body.append(.data(TracedText(bytes)))
                advance()
            case .variableBegin:
                advance()
                body.append(.output(try tuple()))
                try expect(.variableEnd)
            default:
                try expect(.blockBegin)
                if let ends, case .name(let name) = current.kind, ends.contains(name) {
                    return body
                }
                body += try statement()
                try expect(.blockEnd)
            }
        }
        return body
    }

    /// The body of a tag up to its end tag, which is taken and given.
    private mutating func body(until ends: String...) throws(JinjaError) -> ([Statement], String) {
        _ = skip(.colon)
        try expect(.blockEnd)
        let body = try statements(until: ends)
        guard case .name(let end) = current.kind else {
            self.ends.append(ends)
            throw failAtEnd()
        }
        advance()
        return (body, end)
    }

    private func failAtEnd(_ name: String? = nil) -> JinjaError {
        var message =
            name.map { "Encountered unknown tag \(PythonFormat.quoted($0))." }
            ?? "Unexpected end of template."
        if let last = ends.last {
            let tags = last.map(PythonFormat.quoted).joined(separator: " or ")
            let isExpected = name.map { name in ends.contains { $0.contains(name) } } ?? false
            message +=
                isExpected
                ? " You probably made a nesting mistake. Jinja is expecting this tag,"
                    + " but currently looking for \(tags)."
                : " Jinja was looking for the following tags: \(tags)."
        }
        if let tag = tags.last {
            message +=
                " The innermost block that needs to be closed is \(PythonFormat.quoted(tag))."
        }
        return fail(message)
    }

    private mutating func statement() throws(JinjaError) -> [Statement] {
        guard case .name(let tag) = current.kind else { throw fail("tag name expected") }
        guard Self.tags.contains(tag) else { throw failAtEnd(tag) }
        tags.append(tag)
        let line = current.line
        advance()
        let statements = try statement(tag, line)
        tags.removeLast()
        return statements
    }

    private static let tags: Set = [
        "for", "if", "set", "macro", "call", "filter", "with", "generation", "break", "continue",
        "print", "block", "autoescape", "include", "import", "from", "extends",
    ]

    private mutating func statement(
        _ tag: String, _ line: Int
    ) throws(JinjaError) -> [Statement] {
        switch tag {
        case "for": return [try loop()]
        case "if": return [try condition()]
        case "set": return [try set()]
        case "macro": return [try macro()]
        case "call": return [try call(line)]
        case "filter":
            let filter = try filter(try oneFilter(.blockText))
            return [.filter(filter, try body(until: "endfilter").0)]
        case "with": return [try with()]
        case "generation":
            hasGeneration = true
            return [.generation(try body(until: "endgeneration").0)]
        case "break", "continue":
            if loops == 0 { throw fail("'\(tag)' outside loop", line: line) }
            return [tag == "break" ? .breakLoop : .continueLoop]
        case "print": return try printed()
        case "block": return [try block()]
        case "autoescape":
            throw JinjaError(.unsupported, "the tag 'autoescape' is not supported", line: line)
        default: return [try loading()]
        }
    }

    private mutating func loop() throws(JinjaError) -> Statement {
        let target = try target(endsAt: ["in"])
        try expect(name: "in")
        let iterable = try tuple(conditional: false, endsAt: ["recursive"])
        let condition = skip(name: "if") ? try expression() : nil
        let isRecursive = skip(name: "recursive")
        let mentions = loopMentions
        loops += 1
        let (body, end) = try body(until: "endfor", "else")
        loops -= 1
        let usesLoop = isRecursive || loopMentions > mentions
        let otherwise = end == "else" ? try self.body(until: "endfor").0 : []
        return .loop(
            LoopDefinition(
                target, in: iterable, where: condition, body: body, otherwise: otherwise,
                isRecursive: isRecursive, usesLoop: usesLoop))
    }

    private mutating func condition() throws(JinjaError) -> Statement {
        conditions += 1
        defer { conditions -= 1 }
        var branches: [(test: Expression, body: [Statement])] = []
        while true {
            let test = try tuple(conditional: false)
            let (body, end) = try body(until: "elif", "else", "endif")
            branches.append((test, body))
            if end == "elif" { continue }
            let otherwise = end == "else" ? try self.body(until: "endif").0 : []
            return .condition(branches, otherwise: otherwise)
        }
    }

    private mutating func set() throws(JinjaError) -> Statement {
        let target = try target(withNamespace: true)
        if skip(.assign) { return .set(target, try tuple()) }
        let filter = isAt(.pipe) ? try filter(.blockText) : nil
        return .setBlock(target, filter: filter, try body(until: "endset").0)
    }

    private mutating func macro() throws(JinjaError) -> Statement {
        let name = try expectName()
        let symbol = symbols.symbol(name)
        return .macro(symbol, try definition(name, endingAt: "endmacro", try parameters()))
    }

    private typealias Parameters = [(name: String, symbol: Symbol, standard: Expression?)]

    private mutating func definition(
        _ name: String, endingAt end: String, _ parameters: Parameters
    ) throws(JinjaError) -> MacroDefinition {
        mentions.append([])
        let around = loops
        loops = 0
        let body = try body(until: end).0
        loops = around
        let uses = mentions.removeLast()
        return MacroDefinition(name, parameters, body: body, uses: uses)
    }

    private mutating func parameters() throws(JinjaError) -> Parameters {
        try expect(.leftParenthesis)
        var parameters: Parameters = []
        while !isAt(.rightParenthesis) {
            if !parameters.isEmpty { try expect(.comma) }
            let name = try expectName()
            let standard = skip(.assign) ? try expression() : nil
            if standard == nil, parameters.last?.standard != nil {
                throw fail("non-default argument follows default argument")
            }
            parameters.append((name, symbols.symbol(name), standard))
        }
        try expect(.rightParenthesis)
        return parameters
    }

    private mutating func call(_ line: Int) throws(JinjaError) -> Statement {
        let parameters = isAt(.leftParenthesis) ? try parameters() : []
        let call = try expression()
        guard case .call = call else { throw fail("expected call", line: line) }
        return .call(call, try definition("caller", endingAt: "endcall", parameters))
    }

    private mutating func with() throws(JinjaError) -> Statement {
        var values: [(Target, Expression)] = []
        while current.kind != .blockEnd {
            if !values.isEmpty { try expect(.comma) }
            let target = try target()
            try expect(.assign)
            values.append((target, try expression()))
        }
        return .with(values, try body(until: "endwith").0)
    }

    private mutating func printed() throws(JinjaError) -> [Statement] {
        var statements: [Statement] = []
        while current.kind != .blockEnd {
            if !statements.isEmpty { try expect(.comma) }
            statements.append(.output(try expression()))
        }
        return statements
    }

    private mutating func block() throws(JinjaError) -> Statement {
        let name = try expectName()
        _ = skip(name: "scoped")
        _ = skip(name: "required")
        let body = try body(until: "endblock").0
        _ = skip(name: name)
        return .scope(body)
    }

    /// `include`, `import`, `from`, `extends`: a chat template stands alone.
    private mutating func loading() throws(JinjaError) -> Statement {
        while current.kind != .blockEnd && current.kind != .end { advance() }
        return .failing(.type("no loader for this environment specified"))
    }

    // MARK: Targets of assignments

    private mutating func target(
        endsAt ends: [String] = [], withNamespace: Bool = false
    ) throws(JinjaError) -> Target {
        var targets: [Target] = []
        var isTuple = false
        while true {
            if !targets.isEmpty { try expect(.comma) }
            if isAtTupleEnd(ends) { break }
            targets.append(try oneTarget(withNamespace: withNamespace))
            if !isAt(.comma) { break }
            isTuple = true
        }
        if isTuple { return .tuple(targets) }
        guard let only = targets.first else {
            throw fail("Expected an expression, got \(current.quoted)")
        }
        return only
    }

    private mutating func oneTarget(withNamespace: Bool) throws(JinjaError) -> Target {
        if skip(.leftParenthesis) {
            let inner = try target(endsAt: [], withNamespace: withNamespace)
            try expect(.rightParenthesis)
            return inner
        }
        guard case .name(let name) = current.kind else {
            if case .end = current.kind { throw expected("name") }
            throw fail("can't assign to \(PythonFormat.quoted(targetKind))")
        }
        if ["true", "false", "none", "True", "False", "None"].contains(name) {
            throw fail("can't assign to 'const'")
        }
        advance()
        let symbol = symbols.symbol(name)
        if withNamespace, skip(.dot) {
            return .attribute(symbol, AttributeName(try expectName()))
        }
        return .name(symbol)
    }

    private var targetKind: String {
        switch current.kind {
        case .sign(.leftBracket): "list"
        case .sign(.leftBrace): "dict"
        default: "const"
        }
    }
}
