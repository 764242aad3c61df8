// Running statements.

/// How a list of statements ended.
enum Flow { case ended, broken, continued }

extension Renderer {
    func run(_ statements: [Statement]) throws(JinjaError) -> Flow {
        for statement in statements {
            let flow = try run(statement)
            if flow != .ended { return flow }
        }
        return .ended
    }

    private func run(_ statement: Statement) throws(JinjaError) -> Flow {
        try enter()
        defer { leave() }
        switch statement {
        case .data(let text): try write(text)
        case .output(let expression): try write(string(evaluate(expression)))
        case .loop(let loop): try run(loop)
        case .condition(let branches, let otherwise):
            for branch in branches where try evaluate(branch.test).isTrue {
                return try run(branch.body)
            }
            return try run(otherwise)
        case .set(let target, let value): try assign(evaluate(value), to: target)
        case .setBlock(let target, let filter, let body):
            try assign(filtered(filter, textOf(body)), to: target)
        case .macro(let symbol, let definition):
            scope.set(symbol, .macro(Macro(definition, in: scope)))
        case .call(let call, let body): try run(call, callerBody: body)
        case .filter(let filter, let body):
            try write(string(filtered(filter, textOf(body))))
        case .with(let values, let body): return try run(with: values, body)
        case .scope(let body):
            return try inScope(of: scope) { _ throws(JinjaError) in try run(body) }
        case .generation(let body): try write(textOf(body).generated())
        case .breakLoop: return .broken
        case .continueLoop: return .continued
        case .failing(let error): throw error
        }
        return .ended
    }

    private func write(_ text: TracedText) throws(JinjaError) {
        output.append(text)
        try charge(bytes: text.count)
        try check(bytes: output.count)
    }

    /// What statements write, in a scope of their own.
    private func textOf(_ body: [Statement]) throws(JinjaError) -> TracedText {
        let outer = scope
        defer { scope = outer }
        scope = Scope(in: outer)
        return try captured { () throws(JinjaError) in _ = try run(body) }
    }

    private func filtered(
        _ filter: Expression?, _ text: TracedText
    ) throws(JinjaError) -> Value {
        guard let filter else { return .string(text) }
        let outer = blockText
        defer { blockText = outer }
        blockText = .string(text)
        return try evaluate(filter)
    }

    private func run(
        with values: [(Target, Expression)], _ body: [Statement]
    ) throws(JinjaError) -> Flow {
        // All values are of the scope around.
        var evaluated: [Value] = []
        for (_, value) in values { evaluated.append(try evaluate(value)) }
        return try inScope(of: scope) { _ throws(JinjaError) in
            for (index, value) in evaluated.enumerated() {
                try assign(value, to: values[index].0)
            }
            return try run(body)
        }
    }

    private func run(
        _ call: Expression, callerBody: MacroDefinition
    ) throws(JinjaError) {
        guard case .call(let callee, let written) = call else { return }
        var arguments = try evaluate(written)
        arguments.named.append(("caller", .macro(Macro(callerBody, in: scope))))
        try write(string(self.call(evaluate(callee), arguments)))
    }

    // MARK: Assigning

    func assign(_ value: Value, to target: Target) throws(JinjaError) {
        switch target {
        case .name(let symbol): scope.set(symbol, value)
        case .attribute(let symbol, let name):
            guard case .namespace(let namespace) = lookUp(symbol) else {
                throw .value("cannot assign attribute on non-namespace object")
            }
            try Self.checkNamespaceName(name.string)
            try checkNesting(value)
            namespace.attributes[.text(name.string)] = value
        case .tuple(let targets): try unpack(value, to: targets)
        }
    }

    /// A namespace is the one place in which values can grow into one another without end. Its
    /// values are looked at now and then: a statement can't nest them deeper than it is written.
    private func checkNesting(_ value: Value) throws(JinjaError) {
        namespaceWrites += 1
        if namespaceWrites % 16 != 0 { return }
        var work = 0
        if value.isNested(deeperThan: limits.nesting, &work) {
            throw .limit("values nested deeper than \(limits.nesting) levels")
        }
        try charge(elements: work)
    }

    static func checkNamespaceName(_ name: String) throws(JinjaError) {
        if name.hasPrefix("_") {
            throw JinjaError(
                .security,
                "Chat templates cannot store underscore-prefixed attributes on a namespace, but got "
                    + "\(PythonFormat.quoted(name)). Please rename the attribute.")
        }
    }

    private func unpack(_ value: Value, to targets: [Target]) throws(JinjaError) {
        let values = try elements(of: value, unpackedInto: targets.count)
        for (target, value) in zip(targets, values) { try assign(value, to: target) }
    }

    /// The elements of a value that has to have exactly `count` of them.
    func elements(of value: Value, unpackedInto count: Int) throws(JinjaError) -> [Value] {
        let values = try elements(of: value, asUnpacking: true)
        if values.count < count {
            throw .value("not enough values to unpack (expected \(count), got \(values.count))")
        }
        if values.count > count {
            throw .value("too many values to unpack (expected \(count))")
        }
        return values
    }

    // MARK: Loops

    private func run(_ definition: LoopDefinition) throws(JinjaError) {
        let iterable = try evaluate(definition.iterable)
        try run(definition, over: iterable, depth0: 0, in: scope)
    }

    /// `loop(items)` inside a recursive loop.
    func recurse(_ loop: Loop, over iterable: Value) throws(JinjaError) -> Value {
        if !loop.definition.isRecursive {
            throw .type(
                "The loop must have the 'recursive' marker to be called recursively.")
        }
        return .string(
            try captured { () throws(JinjaError) in
                try run(
                    loop.definition, over: iterable, depth0: loop.depth0 + 1, in: loop.scope)
            })
    }

    private func run(
        _ definition: LoopDefinition, over iterable: Value, depth0: Int, in parent: Scope
    ) throws(JinjaError) {
        var items = try elements(of: iterable)
        if definition.usesLoop, definition.condition != nil {
            items = try items.filtered { item throws(JinjaError) in
                try passes(item, definition, in: parent)
            }
        }
        let hasEnded = try run(definition, over: items, depth0: depth0, in: parent)
        if !hasEnded && !definition.otherwise.isEmpty {
            _ = try inScope(of: parent) { _ throws(JinjaError) in try run(definition.otherwise) }
        }
    }

    /// Whether an item passes the condition that a loop is written with.
    private func passes(
        _ item: Value, _ definition: LoopDefinition, in parent: Scope
    ) throws(JinjaError) -> Bool {
        guard let condition = definition.condition else { return true }
        return try inScope(of: parent) { _ throws(JinjaError) in
            try assign(item, to: definition.target)
            return try evaluate(condition).isTrue
        }
    }

    /// Runs the body for each item; false when it never came to its end, as in Jinja2.
    private func run(
        _ definition: LoopDefinition, over items: [Value], depth0: Int, in parent: Scope
    ) throws(JinjaError) -> Bool {
        let outer = scope
        defer { scope = outer }
        let loop =
            definition.usesLoop
            ? Loop(definition, over: items, depth0: depth0, in: parent) : nil
        let filters = definition.condition != nil && loop == nil
        var hasEnded = false
        for item in items {
            if filters {
                scope = parent
                if try !passes(item, definition, in: parent) { continue }
            }
            scope = Scope(in: parent)
            if let loop {
                loop.index0 += 1
                if let symbol = symbols.find("loop") { scope.set(symbol, .loop(loop)) }
            }
            try assign(item, to: definition.target)
            let flow = try run(definition.body)
            if flow == .broken { break }
            hasEnded = hasEnded || flow == .ended
        }
        return hasEnded
    }
}

extension Array {
    /// `filter` for conditions that throw.
    func filtered(
        _ passes: (Element) throws(JinjaError) -> Bool
    ) throws(JinjaError) -> [Element] {
        var kept: [Element] = []
        for element in self where try passes(element) { kept.append(element) }
        return kept
    }
}
