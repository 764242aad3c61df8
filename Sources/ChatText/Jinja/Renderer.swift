// Runs a compiled template: variables, limits and output.

/// The variables of one stretch of a template: a loop's body, a macro's, a block's.
final class Scope {
    let parent: Scope?
    private var symbols: [Symbol] = []
    private var values: [Value] = []

    init(in parent: Scope?) { self.parent = parent }

    func find(_ symbol: Symbol) -> Value? {
        for index in symbols.indices where symbols[index] == symbol { return values[index] }
        return nil
    }

    func set(_ symbol: Symbol, _ value: Value) {
        for index in symbols.indices where symbols[index] == symbol {
            values[index] = value
            return
        }
        symbols.append(symbol)
        values.append(value)
    }

    func removeAll() {
        symbols.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }
}

/// A macro and the place whose variables it sees.
package final class Macro {
    let definition: MacroDefinition
    let scope: Scope

    init(_ definition: MacroDefinition, in scope: Scope) {
        self.definition = definition
        self.scope = scope
    }
}

/// What `loop` is inside a `{% for %}`.
package final class Loop {
    let definition: LoopDefinition
    let scope: Scope
    let items: [Value]
    let depth0: Int
    var index0 = -1
    var lastChanged: [Value]?

    init(_ definition: LoopDefinition, over items: [Value], depth0: Int, in scope: Scope) {
        self.definition = definition
        self.items = items
        self.depth0 = depth0
        self.scope = scope
    }
}

/// One rendering of a template.
package final class Renderer {
    let symbols: SymbolTable
    let limits: JinjaLimits
    let clock: @Sendable () -> JinjaClock
    /// The variables that were handed in, by symbol.
    private var context: [Value?]
    var scope: Scope
    var output = TracedText()
    /// The text that a filter block or a set block hands to its filter.
    var blockText = Value.null
    var namespaceWrites = 0
    private var steps = 0
    private var depth = 0

    init(
        _ template: ParsedTemplate, _ variables: [(String, Value)], limits: JinjaLimits,
        clock: @escaping @Sendable () -> JinjaClock
    ) {
        symbols = template.symbols
        self.limits = limits
        self.clock = clock
        context = Array(repeating: nil, count: template.symbols.names.count)
        scope = Scope(in: nil)
        for (symbol, function) in template.functions { context[symbol] = .function(function) }
        for (name, value) in variables { symbols.find(name).map { context[$0] = value } }
    }

    // MARK: Variables

    func lookUp(_ symbol: Symbol) -> Value {
        var place: Scope? = scope
        while let here = place {
            if let value = here.find(symbol) { return value }
            place = here.parent
        }
        if let value = context[symbol] { return value }
        let name = symbols.names[symbol]
        return .undefined(Undefined("\(PythonFormat.quoted(name)) is undefined"))
    }

    /// Runs `body` with variables of its own.
    func inScope<Result>(
        of parent: Scope, _ body: (Scope) throws(JinjaError) -> Result
    ) throws(JinjaError) -> Result {
        let outer = scope
        scope = Scope(in: parent)
        defer { scope = outer }
        return try body(scope)
    }

    /// What `body` writes, instead of writing it.
    func captured(_ body: () throws(JinjaError) -> Void) throws(JinjaError) -> TracedText {
        let outer = output
        output = TracedText()
        defer { output = outer }
        try body()
        return output
    }

    // MARK: Limits

    func enter() throws(JinjaError) {
        depth += 1
        steps += 1
        if depth > limits.depth {
            throw .limit("the template runs deeper than \(limits.depth) levels")
        }
        if steps > limits.steps {
            throw .limit("the template takes more than \(limits.steps) steps")
        }
    }

    func leave() { depth -= 1 }

    /// Counts work that is not visible as steps, a step for each 64 bytes.
    func charge(bytes: Int) throws(JinjaError) {
        steps += bytes >> 6
        try check(bytes: bytes)
    }

    func charge(elements: Int) throws(JinjaError) {
        steps += elements >> 3
        if elements > limits.elements {
            throw .limit("a list of more than \(limits.elements) elements")
        }
        if steps > limits.steps {
            throw .limit("the template takes more than \(limits.steps) steps")
        }
    }

    func check(bytes: Int) throws(JinjaError) {
        if bytes > limits.bytes { throw .limit("a text of more than \(limits.bytes) bytes") }
    }

    // MARK: Comparing

    /// `left == right`, within the limits.
    func areEqual(_ left: Value, _ right: Value) throws(JinjaError) -> Bool {
        if case .string(let one) = left, case .string(let other) = right {
            return one.bytes == other.bytes
        }
        var work = 0
        let areEqual = left.isSame(as: right, &work)
        if work > Value.mostCompared { throw .limit("a comparison of too many values") }
        try charge(elements: work)
        return areEqual
    }
}
