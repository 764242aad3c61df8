// What a template is compiled to.

/// A constant of a template.
enum Literal: Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case bigInt(String)
    case double(Double)
    case string(TracedText)

    var value: Value {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .bigInt(let digits): .bigInt(digits)
        case .double(let value): .double(value)
        case .string(let text): .string(text)
        }
    }
}

/// The name behind a dot.
struct AttributeName: Sendable {
    let bytes: [UInt8]
    let method: Method?

    init(_ name: String) {
        bytes = Array(name.utf8)
        method = Method(rawValue: name)
    }

    var string: String { String(decoding: bytes, as: UTF8.self) }
}

/// Names of variables are numbered once for a template.
typealias Symbol = Int

indirect enum Expression: Sendable {
    case literal(Literal)
    case name(Symbol)
    case tuple([Expression])
    case list([Expression])
    case dict([(key: Expression, value: Expression)])
    case attribute(Expression, AttributeName)
    case item(Expression, Expression)
    case slice(Expression, from: Expression?, to: Expression?, by: Expression?)
    case call(Expression, CallArguments)
    case filter(Filter, Expression, CallArguments)
    case test(Test, Expression, CallArguments)
    case not(Expression)
    case negative(Expression)
    case positive(Expression)
    case binary(Operator, Expression, Expression)
    case comparison(Expression, [(Comparison, Expression)])
    case and(Expression, Expression)
    case or(Expression, Expression)
    case joined([Expression])
    case conditional(test: Expression, then: Expression, otherwise: Expression?, line: Int)
    /// What stands before the first filter of a filter block or of a set block.
    case blockText
    /// A part of Jinja that fails when it is reached.
    case failing(JinjaError)
}

struct CallArguments: Sendable {
    var positional: [Expression] = []
    var named: [(name: String, value: Expression)] = []
    var star: Expression?
    var doubleStar: Expression?

    var isPlain: Bool { named.isEmpty && star == nil && doubleStar == nil }
}

enum Operator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case modulo = "%"
    case power = "**"
}

enum Comparison: Sendable {
    case equal, unequal, less, lessOrEqual, greater, greaterOrEqual, isIn, isNotIn
}

enum Target: Sendable {
    case name(Symbol)
    case attribute(Symbol, AttributeName)
    case tuple([Target])
}

enum Statement: Sendable {
    case data(TracedText)
    case output(Expression)
    case loop(LoopDefinition)
    case condition([(test: Expression, body: [Statement])], otherwise: [Statement])
    case set(Target, Expression)
    case setBlock(Target, filter: Expression?, [Statement])
    case macro(Symbol, MacroDefinition)
    case call(Expression, MacroDefinition)
    case filter(Expression, [Statement])
    case with([(Target, Expression)], [Statement])
    case scope([Statement])
    case generation([Statement])
    case breakLoop
    case continueLoop
    case failing(JinjaError)
}

/// `{% for %}`.
final class LoopDefinition: Sendable {
    let target: Target
    let iterable: Expression
    let condition: Expression?
    let body: [Statement]
    let otherwise: [Statement]
    let isRecursive: Bool
    /// The body speaks of `loop`.
    let usesLoop: Bool

    init(
        _ target: Target, in iterable: Expression, where condition: Expression?,
        body: [Statement], otherwise: [Statement], isRecursive: Bool, usesLoop: Bool
    ) {
        self.target = target
        self.iterable = iterable
        self.condition = condition
        self.body = body
        self.otherwise = otherwise
        self.isRecursive = isRecursive
        self.usesLoop = usesLoop
    }
}

/// `{% macro %}`, or the body of a `{% call %}`.
final class MacroDefinition: Sendable {
    let name: String
    let parameters: [(name: String, symbol: Symbol, standard: Expression?)]
    let body: [Statement]
    /// Which of `varargs`, `kwargs` and `caller` the body speaks of.
    let uses: Set<String>

    init(
        _ name: String, _ parameters: [(name: String, symbol: Symbol, standard: Expression?)],
        body: [Statement], uses: Set<String>
    ) {
        self.name = name
        self.parameters = parameters
        self.body = body
        self.uses = uses
    }
}

/// Numbers for the names of a template.
struct SymbolTable: Sendable {
    private(set) var names: [String] = []
    private var numbers: [String: Symbol] = [:]

    mutating func symbol(_ name: String) -> Symbol {
        if let number = numbers[name] { return number }
        numbers[name] = names.count
        names.append(name)
        return names.count - 1
    }

    func find(_ name: String) -> Symbol? { numbers[name] }
}
