// Python's arithmetic on numbers, strings and lists.
import Glibc

extension Renderer {
    func binary(_ sign: Operator, _ left: Value, _ right: Value) throws(JinjaError) -> Value {
        if sign == .modulo, case .string(let format) = left {
            return .string(try percentFormat(format, right))
        }
        if case .undefined(let value) = left { throw value.error }
        if case .undefined(let value) = right { throw value.error }
        if let left = left.integer, let right = right.integer {
            return try integers(sign, left, right)
        }
        if let one = left.number, let other = right.number {
            let isWhole = left.isWhole && right.isWhole
            if isWhole && sign != .divide { throw Self.tooLarge }
            return try doubles(sign, one, other)
        }
        switch sign {
        case .add: return try sum(left, right)
        case .multiply: return try product(left, right)
        default: throw unsupported(sign, left, right)
        }
    }

    private static let tooLarge = JinjaError(.unsupported, "arithmetic beyond 64-bit integers")

    private func unsupported(_ sign: Operator, _ left: Value, _ right: Value) -> JinjaError {
        let name = sign == .power ? "** or pow()" : sign.rawValue
        return .type(
            "unsupported operand type(s) for \(name): '\(left.typeName)' and '\(right.typeName)'")
    }

    private func integers(
        _ sign: Operator, _ left: Int, _ right: Int
    ) throws(JinjaError) -> Value {
        let result: (partialValue: Int, overflow: Bool)
        switch sign {
        case .add: result = left.addingReportingOverflow(right)
        case .subtract: result = left.subtractingReportingOverflow(right)
        case .multiply: result = left.multipliedReportingOverflow(by: right)
        case .divide:
            if right == 0 { throw .value("division by zero") }
            return .double(Double(left) / Double(right))
        case .floorDivide:
            if right == 0 { throw .value("integer division or modulo by zero") }
            if right == -1 { return try integers(.subtract, 0, left) }
            return .int(floorDivision(left, right))
        case .modulo:
            if right == 0 { throw .value("integer modulo by zero") }
            if right == -1 { return .int(0) }
            return .int(left - floorDivision(left, right) * right)
        case .power: return try power(left, right)
        }
        if result.overflow { throw Self.tooLarge }
        return .int(result.partialValue)
    }

    private func floorDivision(_ left: Int, _ right: Int) -> Int {
        let quotient = left / right
        return left % right != 0 && (left < 0) != (right < 0) ? quotient - 1 : quotient
    }

    private func power(_ base: Int, _ exponent: Int) throws(JinjaError) -> Value {
        if exponent < 0 {
            if base == 0 { throw .value("0.0 cannot be raised to a negative power") }
            return .double(pow(Double(base), Double(exponent)))
        }
        // 0, 1 and -1 repeat; all others overflow within 64 steps.
        let steps = base.magnitude <= 1 && exponent > 2 ? 2 - exponent % 2 : exponent
        var result = 1
        for _ in 0..<min(steps, 64) {
            let (value, overflow) = result.multipliedReportingOverflow(by: base)
            if overflow { throw Self.tooLarge }
            result = value
        }
        return .int(result)
    }

    private func doubles(
        _ sign: Operator, _ left: Double, _ right: Double
    ) throws(JinjaError) -> Value {
        switch sign {
        case .add: return .double(left + right)
        case .subtract: return .double(left - right)
        case .multiply: return .double(left * right)
        case .divide:
            if right == 0 { throw .value("float division by zero") }
            return .double(left / right)
        case .floorDivide:
            if right == 0 { throw .value("float floor division by zero") }
            return .double(((left - modulo(left, right)) / right).rounded())
        case .modulo:
            if right == 0 { throw .value("float modulo") }
            return .double(modulo(left, right))
        case .power:
            if left == 0 && right < 0 {
                throw .value("0.0 cannot be raised to a negative power")
            }
            return .double(pow(left, right))
        }
    }

    private func modulo(_ left: Double, _ right: Double) -> Double {
        let rest = fmod(left, right)
        if rest == 0 { return right < 0 ? -0.0 : 0.0 }
        return (rest < 0) != (right < 0) ? rest + right : rest
    }

    private func sum(_ left: Value, _ right: Value) throws(JinjaError) -> Value {
        switch (left, right) {
        case (.string(let one), .string(let other)): return .string(try sum(one, other))
        case (.list(let one), .list(let other)):
            try charge(elements: one.count + other.count)
            return .list(one + other)
        case (.tuple(let one), .tuple(let other)):
            try charge(elements: one.count + other.count)
            return .tuple(one + other)
        case (.string, _), (.list, _), (.tuple, _):
            let name = left.typeName
            if name == "Markup" { throw unsupported(.add, left, right) }
            throw .type("can only concatenate \(name) (not \"\(right.typeName)\") to \(name)")
        default: throw unsupported(.add, left, right)
        }
    }

    private func sum(_ left: TracedText, _ right: TracedText) throws(JinjaError) -> TracedText {
        try charge(bytes: left.count + right.count)
        var (text, added) = (left, right)
        if left.isMarkup != right.isMarkup {
            if left.isMarkup { added = right.escapedHTML() } else { text = left.escapedHTML() }
        }
        text.append(added)
        return text
    }

    private func product(_ left: Value, _ right: Value) throws(JinjaError) -> Value {
        if let count = right.integer, left.isSequence { return try repeated(left, count) }
        if let count = left.integer, right.isSequence { return try repeated(right, count) }
        if left.isSequence {
            throw .type("can't multiply sequence by non-int of type '\(right.typeName)'")
        }
        if right.isSequence {
            throw .type("can't multiply sequence by non-int of type '\(left.typeName)'")
        }
        throw unsupported(.multiply, left, right)
    }

    private func repeated(_ value: Value, _ count: Int) throws(JinjaError) -> Value {
        let count = max(0, count)
        switch value {
        case .string(let text):
            let (size, overflow) = text.count.multipliedReportingOverflow(by: count)
            try charge(bytes: overflow ? .max : size)
            var result = TracedText()
            for _ in 0..<count { result.append(text) }
            result.isMarkup = text.isMarkup
            return .string(result)
        case .list(let elements): return .list(try repeated(elements, count))
        case .tuple(let elements): return .tuple(try repeated(elements, count))
        default: preconditionFailure("only sequences are repeated")
        }
    }

    private func repeated(_ elements: [Value], _ count: Int) throws(JinjaError) -> [Value] {
        let (size, overflow) = elements.count.multipliedReportingOverflow(by: count)
        try charge(elements: overflow ? .max : size)
        return Array(repeatElement(elements, count: count).joined())
    }

    func negated(_ value: Value) throws(JinjaError) -> Value {
        switch value {
        case .undefined(let undefined): throw undefined.error
        case .double(let number): return .double(-number)
        default:
            guard let number = value.integer else {
                throw .type("bad operand type for unary -: '\(value.typeName)'")
            }
            return try integers(.subtract, 0, number)
        }
    }

    func positive(_ value: Value) throws(JinjaError) -> Value {
        switch value {
        case .undefined(let undefined): throw undefined.error
        case .double, .int, .bigInt: return value
        default:
            guard let number = value.integer else {
                throw .type("bad operand type for unary +: '\(value.typeName)'")
            }
            return .int(number)
        }
    }
}

extension Value {
    /// Integers of any size, and truth values.
    fileprivate var isWhole: Bool { if case .bigInt = self { true } else { integer != nil } }

    fileprivate var isSequence: Bool {
        switch self {
        case .string, .list, .tuple: true
        default: false
        }
    }
}

extension TracedText {
    /// The text with `&`, `<`, `>`, `'` and `"` as HTML entities, which makes it markup.
    func escapedHTML() -> TracedText {
        if isMarkup { return self }
        var result = TracedText()
        var clean = 0
        for (index, byte) in bytes.enumerated() {
            let entity: StaticString
            switch byte {
            case UInt8(ascii: "&"): entity = "&amp;"
            case UInt8(ascii: "<"): entity = "&lt;"
            case UInt8(ascii: ">"): entity = "&gt;"
            case UInt8(ascii: "'"): entity = "&#39;"
            case UInt8(ascii: "\""): entity = "&#34;"
            default: continue
            }
            result.append(self, clean..<index)
            result.append("\(entity)".utf8, origin: origin(at: index))
            clean = index + 1
        }
        result.append(self, clean..<count)
        result.isMarkup = true
        return result
    }
}
