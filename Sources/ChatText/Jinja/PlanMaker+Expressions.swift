// What expressions come to while contents are unknown.

extension PlanMaker {
    func evaluate(_ expression: Expression) throws -> PlannedValue {
        try step()
        switch expression {
        case .literal(let literal): return .known(literal.value)
        case .name(let symbol): return lookUp(symbol)
        case .attribute(let object, let name): return try attribute(name, of: evaluate(object))
        case .item(let object, let key): return try item(known(key), of: evaluate(object))
        case .slice(let object, let start, let end, nil):
            return try slice(evaluate(object), from: start, to: end)
        case .call(let callee, let arguments): return try call(callee, arguments)
        case .comparison(let first, let rest): return .known(.bool(try compare(first, rest)))
        case .and(let left, let right):
            let value = try evaluate(left)
            return try isTrue(value) ? evaluate(right) : value
        case .or(let left, let right):
            let value = try evaluate(left)
            return try isTrue(value) ? value : evaluate(right)
        case .not(let operand): return .known(.bool(try !isTrue(evaluate(operand))))
        case .binary(let sign, let left, let right):
            return try binary(sign, evaluate(left), evaluate(right))
        case .joined(let parts):
            var text: [RenderingPlan.Piece] = []
            for part in parts { text += try pieces(of: evaluate(part)) }
            try note(text)
            return .text(text)
        case .filter(let filter, let object, let arguments):
            return try apply(filter, to: evaluate(object), arguments)
        case .test(let test, let object, let arguments):
            return .known(.bool(try apply(test, to: evaluate(object), arguments)))
        case .conditional(let test, let then, let otherwise?, _):
            return try evaluate(isTrue(evaluate(test)) ? then : otherwise)
        case .tuple(let elements): return .known(.tuple(try elements.map(known)))
        case .list(let elements): return .known(.list(try elements.map(known)))
        default: throw NotPlanned()
        }
    }

    /// The value of an expression with no content in it.
    private func known(_ expression: Expression) throws -> Value {
        guard case .known(let value) = try evaluate(expression) else { throw NotPlanned() }
        return value
    }

    private func known(_ written: CallArguments) throws -> Arguments {
        guard written.isPlain else { throw NotPlanned() }
        return Arguments(positional: try written.positional.map(known))
    }

    /// Python's truth; contents are not empty, but for what trimming leaves of them.
    func isTrue(_ value: PlannedValue) throws -> Bool {
        switch value {
        case .known(let value): return value.isTrue
        case .text(let pieces):
            guard pieces.contains(where: \.isSurelyThere) else { throw NotPlanned() }
            return true
        case .message, .loop: return true
        case .messages(let messages): return !messages.isEmpty
        case .unusable: throw NotPlanned()
        }
    }

    /// What is written of a value.
    func pieces(of value: PlannedValue) throws -> [RenderingPlan.Piece] {
        switch value {
        case .known(let value):
            let text = try renderer.string(value)
            if text.isMarkup { throw NotPlanned() }
            return [RenderingPlan.Piece(part: .literal(text.bytes))]
        case .text(let pieces): return pieces
        default: throw NotPlanned()
        }
    }

    // MARK: Parts of values

    private func attribute(_ name: AttributeName, of object: PlannedValue) throws -> PlannedValue {
        switch object {
        case .known(let value): return .known(try renderer.attribute(name, of: value))
        case .message(let message): return try field(name, of: message)
        case .loop(let messages, let index0):
            return try attribute(name.string, ofLoopOver: messages, index0)
        default: throw NotPlanned()
        }
    }

    /// A message of a role and a content has no other fields; names of methods are none.
    private func field(_ name: AttributeName, of message: Int) throws -> PlannedValue {
        switch name.string {
        case "role": return .known(.string(roles[message]))
        case "content":
            return .text([.init(part: .content(message: message, isTrimmed: false))])
        default:
            if name.method != nil || name.string.hasPrefix("__") { throw NotPlanned() }
            return .known(.undefined(Undefined("a field that the message doesn't have")))
        }
    }

    private func attribute(
        _ name: String, ofLoopOver messages: Range<Int>, _ index0: Int
    ) throws -> PlannedValue {
        let message = messages.lowerBound + index0
        switch name {
        case "index0": return .known(.int(index0))
        case "index": return .known(.int(index0 + 1))
        case "first": return .known(.bool(index0 == 0))
        case "last": return .known(.bool(index0 + 1 == messages.count))
        case "length": return .known(.int(messages.count))
        case "previtem" where index0 > 0: return .message(message - 1)
        case "nextitem" where index0 + 1 < messages.count: return .message(message + 1)
        case "previtem", "nextitem":
            return .known(.undefined(Undefined("there is no such item")))
        default: throw NotPlanned()
        }
    }

    private func item(_ key: Value, of object: PlannedValue) throws -> PlannedValue {
        switch object {
        case .known(let value): return .known(try renderer.item(key, of: value))
        case .message(let message):
            guard case .string(let name) = key else { throw NotPlanned() }
            return try field(AttributeName(name.string), of: message)
        case .messages(let messages):
            guard case .int(let index) = key else { throw NotPlanned() }
            let place = index < 0 ? messages.upperBound + index : messages.lowerBound + index
            guard messages.contains(place) else { throw NotPlanned() }
            return .message(place)
        default: throw NotPlanned()
        }
    }

    private func slice(
        _ object: PlannedValue, from start: Expression?, to end: Expression?
    ) throws -> PlannedValue {
        guard case .messages(let messages) = object else { throw NotPlanned() }
        let bounds = SliceBounds(try bound(start), try bound(end), 1, count: messages.count)
        let first = messages.lowerBound + bounds.start
        return .messages(first..<max(first, messages.lowerBound + bounds.end))
    }

    private func bound(_ expression: Expression?) throws -> Int? {
        guard let expression else { return nil }
        guard case .int(let number) = try known(expression) else { throw NotPlanned() }
        return number
    }

    // MARK: Operations

    private func compare(_ first: Expression, _ rest: [(Comparison, Expression)]) throws -> Bool {
        var left = try known(first)
        for (comparison, operand) in rest {
            let right = try known(operand)
            if try !renderer.compare(left, comparison, right) { return false }
            left = right
        }
        return true
    }

    private func binary(
        _ sign: Operator, _ left: PlannedValue, _ right: PlannedValue
    ) throws -> PlannedValue {
        if case .known(let left) = left, case .known(let right) = right {
            return .known(try renderer.binary(sign, left, right))
        }
        guard sign == .add, left.isString, right.isString else { throw NotPlanned() }
        let text = try pieces(of: left) + pieces(of: right)
        try note(text)
        return .text(text)
    }

    /// `content.strip()` alone: other methods ask what a content says.
    private func call(_ callee: Expression, _ arguments: CallArguments) throws -> PlannedValue {
        guard case .attribute(let object, let name) = callee, name.method == .strip,
            case .text(let text) = try evaluate(object), arguments.isPlain,
            arguments.positional.isEmpty
        else { throw NotPlanned() }
        return try trimmed(text)
    }

    private func trimmed(_ text: [RenderingPlan.Piece]) throws -> PlannedValue {
        guard text.count == 1, case .content(let message, _) = text[0].part else {
            throw NotPlanned()
        }
        return .text([
            .init(
                part: .content(message: message, isTrimmed: true),
                isGenerated: text[0].isGenerated)
        ])
    }

    private func apply(
        _ filter: Filter, to value: PlannedValue, _ written: CallArguments
    ) throws -> PlannedValue {
        switch value {
        case .known(let value):
            return .known(try renderer.apply(filter, to: value, known(written)))
        case .text(let text) where filter == .trim && written.positional.isEmpty:
            guard written.isPlain else { throw NotPlanned() }
            return try trimmed(text)
        case .messages(let messages) where filter == .length || filter == .count:
            return .known(.int(messages.count))
        default: throw NotPlanned()
        }
    }

    private func apply(
        _ test: Test, to value: PlannedValue, _ written: CallArguments
    ) throws -> Bool {
        if case .known(let value) = value {
            return try renderer.apply(test, to: value, known(written))
        }
        guard written.isPlain, written.positional.isEmpty else { throw NotPlanned() }
        switch (test, value) {
        case (_, .unusable), (_, .loop), (_, .known): throw NotPlanned()
        case (.defined, _): return true
        case (.undefined, _), (.isNone, _), (.number, _), (.boolean, _): return false
        case (.string, _): return value.isString
        case (.mapping, .message): return true
        case (.mapping, _): return false
        case (.iterable, _), (.sequence, _): return true
        default: throw NotPlanned()
        }
    }
}

extension PlannedValue {
    fileprivate var isString: Bool {
        switch self {
        case .text: true
        case .known(.string(let text)): !text.isMarkup
        default: false
        }
    }
}

extension RenderingPlan.Piece {
    /// Some of its bytes come out whatever a content says.
    fileprivate var isSurelyThere: Bool {
        switch part {
        case .literal(let bytes): !bytes.isEmpty
        case .content(_, let isTrimmed): !isTrimmed
        }
    }
}
