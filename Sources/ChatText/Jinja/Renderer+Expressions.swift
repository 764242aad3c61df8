// Evaluating expressions.

/// Evaluated arguments of a call.
struct Arguments {
    var positional: [Value] = []
    var named: [(name: String, value: Value)] = []
}

extension Renderer {
    func evaluate(_ expression: Expression) throws(JinjaError) -> Value {
        try enter()
        defer { leave() }
        switch expression {
        case .literal(let literal): return literal.value
        case .name(let symbol): return lookUp(symbol)
        case .attribute(let object, let name):
            return try attribute(name, of: evaluate(object))
        case .item(let object, let key): return try item(evaluate(key), of: evaluate(object))
        case .call(let callee, let arguments): return try call(callee, arguments)
        case .comparison(let first, let rest): return .bool(try compare(first, rest))
        case .and(let left, let right):
            let value = try evaluate(left)
            return value.isTrue ? try evaluate(right) : value
        case .or(let left, let right):
            let value = try evaluate(left)
            return value.isTrue ? value : try evaluate(right)
        case .not(let operand): return .bool(try !evaluate(operand).isTrue)
        case .binary(let sign, let left, let right):
            return try binary(sign, evaluate(left), evaluate(right))
        case .filter(let filter, let object, let written):
            return try apply(filter, to: evaluate(object), evaluate(written))
        case .test(let test, let object, let written):
            return .bool(try apply(test, to: evaluate(object), evaluate(written)))
        default: return try evaluateOther(expression)
        }
    }

    /// The expressions that templates use less.
    private func evaluateOther(_ expression: Expression) throws(JinjaError) -> Value {
        switch expression {
        case .tuple(let elements): return .tuple(try evaluate(elements))
        case .list(let elements): return .list(try evaluate(elements))
        case .dict(let pairs): return .dict(try dict(pairs))
        case .slice(let object, let start, let end, let step):
            return try slice(
                evaluate(object), from: bound(start), to: bound(end), by: bound(step))
        case .joined(let parts): return .string(try joined(parts))
        case .conditional(let test, let then, let otherwise, let line):
            if try evaluate(test).isTrue { return try evaluate(then) }
            if let otherwise { return try evaluate(otherwise) }
            return .undefined(
                Undefined(
                    "the inline if-expression on line \(line) evaluated to false and no else "
                        + "section was defined."))
        case .negative(let operand): return try negated(evaluate(operand))
        case .positive(let operand): return try positive(evaluate(operand))
        case .blockText: return blockText
        case .failing(let error): throw error
        default: preconditionFailure("evaluate handles the rest")
        }
    }

    private func evaluate(_ expressions: [Expression]) throws(JinjaError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(expressions.count)
        for expression in expressions { values.append(try evaluate(expression)) }
        return values
    }

    private func dict(
        _ pairs: [(key: Expression, value: Expression)]
    ) throws(JinjaError) -> Dict {
        let dict = Dict()
        for pair in pairs {
            let key = try evaluate(pair.key)
            try checkHashable(key)
            dict[key] = try evaluate(pair.value)
        }
        return dict
    }

    /// Whether Python could hash a value, and so use it as a key.
    func checkHashable(_ value: Value) throws(JinjaError) {
        switch value {
        case .list, .dict: throw .type("unhashable type: '\(value.typeName)'")
        case .tuple(let elements):
            try charge(elements: elements.count)
            try enter()
            defer { leave() }
            for element in elements { try checkHashable(element) }
        default: break
        }
    }

    func evaluate(_ written: CallArguments) throws(JinjaError) -> Arguments {
        var arguments = Arguments(positional: try evaluate(written.positional))
        if written.isPlain { return arguments }
        for (name, value) in written.named {
            arguments.named.append((name, try evaluate(value)))
        }
        if let star = written.star {
            arguments.positional += try elements(of: evaluate(star))
        }
        if let doubleStar = written.doubleStar {
            guard case .dict(let dict) = try evaluate(doubleStar) else {
                throw .type("argument after ** must be a mapping")
            }
            for (key, value) in zip(dict.keys, dict.values) {
                arguments.named.append((try string(key).string, value))
            }
        }
        return arguments
    }

    private func joined(_ parts: [Expression]) throws(JinjaError) -> TracedText {
        var text = TracedText()
        for part in parts {
            text.append(try string(evaluate(part)))
            try check(bytes: text.count)
        }
        try charge(bytes: text.count)
        return text
    }

    private func bound(_ expression: Expression?) throws(JinjaError) -> Int? {
        guard let expression else { return nil }
        switch try evaluate(expression) {
        case .null: return nil
        case .undefined(let value): throw value.error
        case let value:
            if let number = value.integer { return number }
            throw .type("slice indices must be integers or None or have an __index__ method")
        }
    }

    // MARK: Comparisons

    private func compare(
        _ first: Expression, _ rest: [(Comparison, Expression)]
    ) throws(JinjaError) -> Bool {
        var left = try evaluate(first)
        for (comparison, operand) in rest {
            let right = try evaluate(operand)
            if try !compare(left, comparison, right) { return false }
            left = right
        }
        return true
    }

    func compare(
        _ left: Value, _ comparison: Comparison, _ right: Value
    ) throws(JinjaError) -> Bool {
        switch comparison {
        case .equal: try areEqual(left, right)
        case .unequal: try !areEqual(left, right)
        case .less: try left.isLess(than: right)
        case .greater: try isGreater(left, right)
        case .lessOrEqual: try isOrdered(left, right, "<=")
        case .greaterOrEqual: try isOrdered(right, left, ">=", mirrored: true)
        case .isIn: try contains(right, left)
        case .isNotIn: try !contains(right, left)
        }
    }

    private func isGreater(_ left: Value, _ right: Value) throws(JinjaError) -> Bool {
        do {
            return try right.isLess(than: left, sign: ">")
        } catch {
            throw swapped(error, left, right, ">")
        }
    }

    /// `left <= right`: less or equal, with no order for what is not a number.
    private func isOrdered(
        _ left: Value, _ right: Value, _ sign: String, mirrored: Bool = false
    ) throws(JinjaError) -> Bool {
        do {
            if try left.isLess(than: right, sign: sign) { return true }
        } catch {
            throw mirrored ? swapped(error, right, left, sign) : error
        }
        return try areEqual(left, right)
    }

    /// The operands of a mirrored comparison back in the order written.
    private func swapped(
        _ error: JinjaError, _ left: Value, _ right: Value, _ sign: String
    ) -> JinjaError {
        error.message.hasPrefix("'\(sign)' not supported")
            ? .type(
                "'\(sign)' not supported between instances of '\(left.typeName)' and "
                    + "'\(right.typeName)'") : error
    }

    /// `element in container`.
    func contains(_ container: Value, _ element: Value) throws(JinjaError) -> Bool {
        switch container {
        case .string(let text):
            guard case .string(let part) = element else {
                throw .type(
                    "'in <string>' requires string as left operand, not \(element.typeName)")
            }
            try charge(bytes: text.count)
            return ByteSearch.first(part.bytes, in: text.bytes) != nil
        case .dict(let dict):
            try checkHashable(element)
            return dict[element] != nil
        case .view(let view) where view.part == .keys: return view.dict[element] != nil
        case .namespace, .loop, .macro, .function, .method, .cycler, .joiner, .null, .bool, .int,
            .bigInt, .double:
            throw .type("argument of type '\(container.typeName)' is not iterable")
        default:
            for candidate in try elements(of: container)
            where try areEqual(candidate, element) {
                return true
            }
            return false
        }
    }

    // MARK: Iterating

    /// The elements that a loop over a value meets.
    ///
    /// - Parameter asUnpacking: name the failure as an assignment to several targets does.
    func elements(
        of value: Value, asUnpacking: Bool = false
    ) throws(JinjaError) -> [Value] {
        let elements: [Value]
        switch value {
        case .list(let values), .tuple(let values): return values
        case .undefined: return []
        case .dict(let dict): return dict.keys
        case .view(let view): elements = view.elements
        case .generator(let generator): elements = try generator.takeAll()
        case .string(let text): elements = characters(of: text)
        case .range(let range):
            elements = (0..<range.count).map { .int(range[$0]) }
        case .loop(let loop):
            elements = loop.items.dropFirst(loop.index0 + 1).map { .tuple([$0, value]) }
            loop.index0 = loop.items.count - 1
        default:
            throw .type(
                asUnpacking
                    ? "cannot unpack non-iterable \(value.typeName) object"
                    : "'\(value.typeName)' object is not iterable")
        }
        try charge(elements: elements.count)
        return elements
    }

    private func characters(of text: TracedText) -> [Value] {
        let borders = PythonText.borders(text.bytes)
        return zip(borders, borders.dropFirst()).map { .string(text.slice($0..<$1)) }
    }
}
