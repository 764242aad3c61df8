// Expressions, by the precedence jinja2 gives them.

extension Parser {
    mutating func expression(conditional: Bool = true) throws(JinjaError) -> Expression {
        try enter()
        defer { leave() }
        return conditional ? try conditionalExpression() : try disjunction()
    }

    private mutating func conditionalExpression() throws(JinjaError) -> Expression {
        let line = current.line
        let known = unknownNames.count
        var result = try disjunction()
        while skip(name: "if") {
            conditions += 1
            defer { conditions -= 1 }
            unknownNames.removeSubrange(known...)
            let test = try disjunction()
            let otherwise = skip(name: "else") ? try expression() : nil
            result = .conditional(test: test, then: result, otherwise: otherwise, line: line)
        }
        return result
    }

    private mutating func disjunction() throws(JinjaError) -> Expression {
        var left = try conjunction()
        while skip(name: "or") { left = .or(left, try conjunction()) }
        return left
    }

    private mutating func conjunction() throws(JinjaError) -> Expression {
        var left = try negation()
        while skip(name: "and") { left = .and(left, try negation()) }
        return left
    }

    private mutating func negation() throws(JinjaError) -> Expression {
        if !isAt(name: "not") { return try comparison() }
        advance()
        try enter()
        defer { leave() }
        return .not(try negation())
    }

    private mutating func comparison() throws(JinjaError) -> Expression {
        let first = try sum()
        var rest: [(Comparison, Expression)] = []
        while let sign = comparisonSign() { rest.append((sign, try sum())) }
        return rest.isEmpty ? first : .comparison(first, rest)
    }

    /// Takes a comparison's sign, if one stands here.
    private mutating func comparisonSign() -> Comparison? {
        let signs: [(Token.Sign, Comparison)] = [
            (.equal, .equal), (.unequal, .unequal), (.less, .less),
            (.lessOrEqual, .lessOrEqual), (.greater, .greater),
            (.greaterOrEqual, .greaterOrEqual),
        ]
        for (sign, comparison) in signs where skip(sign) { return comparison }
        if skip(name: "in") { return .isIn }
        if isAt(name: "not"), following.kind == .name("in") {
            advance()
            advance()
            return .isNotIn
        }
        return nil
    }

    private mutating func sum() throws(JinjaError) -> Expression {
        var left = try concatenation()
        while true {
            if skip(.add) {
                left = .binary(.add, left, try concatenation())
            } else if skip(.subtract) {
                left = .binary(.subtract, left, try concatenation())
            } else {
                return left
            }
        }
    }

    private mutating func concatenation() throws(JinjaError) -> Expression {
        var parts = [try product()]
        while skip(.tilde) { parts.append(try product()) }
        return parts.count == 1 ? parts[0] : .joined(parts)
    }

    private mutating func product() throws(JinjaError) -> Expression {
        var left = try power()
        while let sign = productSign() { left = .binary(sign, left, try power()) }
        return left
    }

    private mutating func productSign() -> Operator? {
        if skip(.multiply) { return .multiply }
        if skip(.divide) { return .divide }
        if skip(.floorDivide) { return .floorDivide }
        return skip(.modulo) ? .modulo : nil
    }

    private mutating func power() throws(JinjaError) -> Expression {
        var left = try unary()
        while skip(.power) { left = .binary(.power, left, try unary()) }
        return left
    }

    private mutating func unary(withFilters: Bool = true) throws(JinjaError) -> Expression {
        try enter()
        defer { leave() }
        var result: Expression
        if skip(.subtract) {
            result = .negative(try unary(withFilters: false))
        } else if skip(.add) {
            result = .positive(try unary(withFilters: false))
        } else {
            result = try primary()
        }
        result = try postfix(result)
        return withFilters ? try filters(result) : result
    }

    private mutating func primary() throws(JinjaError) -> Expression {
        let token = current
        switch token.kind {
        case .name(let name):
            advance()
            return Self.constant(name).map { .literal($0) } ?? .name(mention(name))
        case .string: return .literal(.string(TracedText(takeStrings())))
        case .int(let value): return take(.int(value))
        case .bigInt(let digits): return take(.bigInt(digits))
        case .double(let value): return take(.double(value))
        case .sign(.leftParenthesis):
            advance()
            let tuple = try tuple(isInParentheses: true)
            try expect(.rightParenthesis)
            return tuple
        case .sign(.leftBracket): return try list()
        case .sign(.leftBrace): return try dict()
        default: throw fail("unexpected \(token.quoted)")
        }
    }

    private mutating func take(_ literal: Literal) -> Expression {
        advance()
        return .literal(literal)
    }

    private static func constant(_ name: String) -> Literal? {
        switch name {
        case "true", "True": .bool(true)
        case "false", "False": .bool(false)
        case "none", "None": Literal.null
        default: nil
        }
    }

    /// One string literal, or several side by side.
    private mutating func takeStrings() -> [UInt8] {
        var text: [UInt8] = []
        while case .string(let part) = current.kind {
            text += part
            advance()
        }
        return text
    }

    private mutating func list() throws(JinjaError) -> Expression {
        try expect(.leftBracket)
        var elements: [Expression] = []
        while !isAt(.rightBracket) {
            if !elements.isEmpty { try expect(.comma) }
            if isAt(.rightBracket) { break }
            elements.append(try expression())
        }
        try expect(.rightBracket)
        return .list(elements)
    }

    private mutating func dict() throws(JinjaError) -> Expression {
        try expect(.leftBrace)
        var pairs: [(key: Expression, value: Expression)] = []
        while !isAt(.rightBrace) {
            if !pairs.isEmpty { try expect(.comma) }
            if isAt(.rightBrace) { break }
            let key = try expression()
            try expect(.colon)
            pairs.append((key, try expression()))
        }
        try expect(.rightBrace)
        return .dict(pairs)
    }

    /// One expression, or several with commas, which are a tuple.
    mutating func tuple(
        isInParentheses: Bool = false, conditional: Bool = true, endsAt ends: [String] = []
    ) throws(JinjaError) -> Expression {
        var elements: [Expression] = []
        var isTuple = false
        while true {
            if !elements.isEmpty { try expect(.comma) }
            if isAtTupleEnd(ends) { break }
            elements.append(try expression(conditional: conditional))
            if !isAt(.comma) { break }
            isTuple = true
        }
        if isTuple || elements.isEmpty && isInParentheses { return .tuple(elements) }
        guard let only = elements.first else {
            throw fail("Expected an expression, got \(current.quoted)")
        }
        return only
    }

    func isAtTupleEnd(_ ends: [String]) -> Bool {
        switch current.kind {
        case .variableEnd, .blockEnd, .sign(.rightParenthesis): true
        case .name(let name): ends.contains(name)
        default: false
        }
    }
}

// MARK: What follows an expression

extension Parser {
    private mutating func postfix(_ start: Expression) throws(JinjaError) -> Expression {
        var result = start
        while true {
            if skip(.dot) {
                result = try member(of: result)
            } else if isAt(.leftBracket) {
                result = try subscripted(result)
            } else if isAt(.leftParenthesis) {
                result = .call(result, try arguments())
            } else {
                return result
            }
        }
    }

    private mutating func member(of object: Expression) throws(JinjaError) -> Expression {
        switch current.kind {
        case .name(let name):
            advance()
            return .attribute(object, AttributeName(name))
        case .int(let index):
            advance()
            return .item(object, .literal(.int(index)))
        default: throw fail("expected name or number")
        }
    }

    private mutating func subscripted(_ object: Expression) throws(JinjaError) -> Expression {
        try expect(.leftBracket)
        var items: [Expression] = []
        var onlySlice: Expression?
        while !isAt(.rightBracket) {
            if !items.isEmpty { try expect(.comma) }
            let (item, isSlice) = try subscriptItem(of: object)
            items.append(item)
            onlySlice = isSlice ? item : nil
        }
        try expect(.rightBracket)
        if items.count == 1 { return onlySlice ?? .item(object, items[0]) }
        return .item(object, .tuple(items))
    }

    /// What stands in brackets; a slice comes with the object that it is of.
    private mutating func subscriptItem(
        of object: Expression
    ) throws(JinjaError) -> (Expression, isSlice: Bool) {
        var start: Expression?
        if !isAt(.colon) {
            let first = try expression()
            if !isAt(.colon) { return (first, false) }
            start = first
        }
        try expect(.colon)
        let end = try slicePart()
        let step = skip(.colon) ? try slicePart() : nil
        return (.slice(object, from: start, to: end, by: step), true)
    }

    private mutating func slicePart() throws(JinjaError) -> Expression? {
        if isAt(.colon) || isAt(.rightBracket) || isAt(.comma) { return nil }
        return try expression()
    }

    mutating func arguments() throws(JinjaError) -> CallArguments {
        let line = current.line
        try expect(.leftParenthesis)
        var arguments = CallArguments()
        var isFirst = true
        while !isAt(.rightParenthesis) {
            if !isFirst { try expect(.comma) }
            if isAt(.rightParenthesis) { break }
            isFirst = false
            if try !takeArgument(into: &arguments) {
                throw fail("invalid syntax for function call expression", line: line)
            }
        }
        try expect(.rightParenthesis)
        return arguments
    }

    /// Takes one argument; false where it may not stand.
    private mutating func takeArgument(
        into arguments: inout CallArguments
    ) throws(JinjaError) -> Bool {
        if skip(.multiply) {
            if arguments.star != nil || arguments.doubleStar != nil { return false }
            arguments.star = try expression()
        } else if skip(.power) {
            if arguments.doubleStar != nil { return false }
            arguments.doubleStar = try expression()
        } else if case .name(let name) = current.kind, following.kind == .sign(.assign) {
            if arguments.doubleStar != nil { return false }
            advance()
            advance()
            arguments.named.append((name, try expression()))
        } else {
            if !arguments.isPlain { return false }
            arguments.positional.append(try expression())
        }
        return true
    }

    private mutating func filters(_ start: Expression) throws(JinjaError) -> Expression {
        var result = start
        while true {
            if isAt(.pipe) {
                result = try filter(result)
            } else if isAt(name: "is") {
                result = try test(result)
            } else if isAt(.leftParenthesis) {
                result = .call(result, try arguments())
            } else {
                return result
            }
        }
    }

    /// The filters from here on, `|name` after `|name`.
    mutating func filter(_ start: Expression) throws(JinjaError) -> Expression {
        var result = start
        while skip(.pipe) { result = try oneFilter(result) }
        return result
    }

    mutating func oneFilter(_ object: Expression) throws(JinjaError) -> Expression {
        let line = current.line
        let name = try dottedName()
        let arguments = isAt(.leftParenthesis) ? try arguments() : CallArguments()
        if let filter = Filter(rawValue: name) { return .filter(filter, object, arguments) }
        return try unknown("filter", name, isLacking: Filter.lacking.contains(name), line)
    }

    private mutating func dottedName() throws(JinjaError) -> String {
        var name = try expectName()
        while skip(.dot) { name += "." + (try expectName()) }
        return name
    }

    private mutating func unknown(
        _ kind: String, _ name: String, isLacking: Bool, _ line: Int
    ) throws(JinjaError) -> Expression {
        let quoted = PythonFormat.quoted(name)
        if isLacking {
            throw JinjaError(.unsupported, "the \(kind) \(quoted) is not supported", line: line)
        }
        if conditions == 0 {
            unknownNames.append(fail("No \(kind) named \(quoted).", line: line))
        }
        return .failing(JinjaError(.undefined, "No \(kind) named \(quoted) found."))
    }

    private mutating func test(_ object: Expression) throws(JinjaError) -> Expression {
        let line = current.line
        advance()
        let isNegated = skip(name: "not")
        let name = try dottedName()
        let arguments = try testArguments()
        var result: Expression
        if let test = Test(rawValue: name) {
            result = .test(test, object, arguments)
        } else {
            result = try unknown("test", name, isLacking: false, line)
        }
        if isNegated { result = .not(result) }
        return result
    }

    private mutating func testArguments() throws(JinjaError) -> CallArguments {
        if isAt(.leftParenthesis) { return try arguments() }
        switch current.kind {
        case .name(let name):
            if ["else", "or", "and"].contains(name) { return CallArguments() }
            if name == "is" { throw fail("You cannot chain multiple tests with is") }
        case .string, .int, .bigInt, .double, .sign(.leftBracket), .sign(.leftBrace): break
        default: return CallArguments()
        }
        return CallArguments(positional: [try postfix(primary())])
    }
}
