// The tests of jinja2: what can stand behind `is`.

/// What can stand behind `is`.
enum Test: String, CaseIterable, Sendable {
    case boolean, callable, defined, divisibleby, escaped, even, filter
    case isFalse = "false"
    case double = "float"
    case isIn = "in"
    case integer, iterable, lower, mapping
    case isNone = "none"
    case number, odd, sameas, sequence, string, test
    case isTrue = "true"
    case undefined, upper
    case eq, equalto
    case equalSign = "=="
    case ne
    case unequalSign = "!="
    case gt, greaterthan
    case greaterSign = ">"
    case ge
    case greaterOrEqualSign = ">="
    case lt, lessthan
    case lessSign = "<"
    case le
    case lessOrEqualSign = "<="

    fileprivate var comparison: Comparison? {
        switch self {
        case .eq, .equalto, .equalSign: .equal
        case .ne, .unequalSign: .unequal
        case .gt, .greaterthan, .greaterSign: .greater
        case .ge, .greaterOrEqualSign: .greaterOrEqual
        case .lt, .lessthan, .lessSign: .less
        case .le, .lessOrEqualSign: .lessOrEqual
        default: nil
        }
    }
}

extension Renderer {
    func apply(
        _ test: Test, to value: Value, _ arguments: Arguments
    ) throws(JinjaError) -> Bool {
        if let comparison = test.comparison {
            return try compare(value, comparison, operand(of: test, arguments))
        }
        let takesOperand = [.isIn, .sameas, .divisibleby].contains(test)
        if !takesOperand, !arguments.positional.isEmpty {
            throw .type(
                "test_\(test.rawValue)() takes 1 positional argument but "
                    + "\(arguments.positional.count + 1) were given")
        }
        switch test {
        case .defined: return !value.isUndefined
        case .undefined: return value.isUndefined
        case .isNone: return value.isNone
        case .string: if case .string = value { return true } else { return false }
        case .mapping: if case .dict = value { return true } else { return false }
        case .boolean: if case .bool = value { return true } else { return false }
        case .isTrue: if case .bool(true) = value { return true } else { return false }
        case .isFalse: if case .bool(false) = value { return true } else { return false }
        case .double: if case .double = value { return true } else { return false }
        case .integer:
            switch value {
            case .int, .bigInt: return true
            default: return false
            }
        case .number: return value.number != nil
        case .iterable: return isIterable(value)
        case .sequence: return isSequence(value)
        case .callable: return isCallable(value)
        case .escaped:
            if case .string(let text) = value { return text.isMarkup } else { return false }
        case .lower: return try string(value).has(.islower)
        case .upper: return try string(value).has(.isupper)
        case .isIn: return try contains(operand(of: test, arguments), value)
        case .sameas: return value.isIdentical(to: try operand(of: test, arguments))
        case .filter, .test:
            try checkHashable(value)
            guard case .string(let name) = value else { return false }
            if test == .test { return Test(rawValue: name.string) != nil }
            return Filter(rawValue: name.string) != nil || Filter.lacking.contains(name.string)
        case .odd: return try areEqual(binary(.modulo, value, .int(2)), .int(1))
        case .even: return try areEqual(binary(.modulo, value, .int(2)), .int(0))
        case .divisibleby:
            return try areEqual(
                binary(.modulo, value, operand(of: test, arguments)), .int(0))
        default: preconditionFailure("comparisons are done above")
        }
    }

    private func operand(of test: Test, _ arguments: Arguments) throws(JinjaError) -> Value {
        if let first = arguments.positional.first ?? arguments.named.first?.value { return first }
        let name = test.rawValue
        if test.comparison != nil { throw .type("\(name) expected 2 arguments, got 1") }
        throw .type("test_\(name)() missing 1 required positional argument")
    }

    private func isIterable(_ value: Value) -> Bool {
        switch value {
        case .string, .list, .tuple, .dict, .range, .view, .generator, .undefined, .loop: true
        default: false
        }
    }

    private func isSequence(_ value: Value) -> Bool {
        switch value {
        case .string, .list, .tuple, .dict, .range, .undefined: true
        default: false
        }
    }

    private func isCallable(_ value: Value) -> Bool {
        switch value {
        case .function, .method, .macro, .loop, .joiner, .undefined: true
        default: false
        }
    }
}
