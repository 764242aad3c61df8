// Calling functions, macros and methods.

extension Renderer {
    func call(_ callee: Expression, _ written: CallArguments) throws(JinjaError) -> Value {
        let callee = try evaluate(callee)
        return try call(callee, evaluate(written))
    }

    func call(_ callee: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
        switch callee {
        case .method(let bound):
            return try call(bound.method, on: bound.receiver, arguments)
        case .function(let function): return try call(function, arguments)
        case .macro(let macro): return .string(try call(macro, arguments))
        case .loop(let loop):
            return try recurse(loop, over: arguments.only(of: "__call__"))
        case .joiner(let joiner):
            if joiner.isUsed { return joiner.separator }
            joiner.isUsed = true
            return .text("")
        case .undefined(let value): throw value.error
        default: throw .type("'\(callee.typeName)' object is not callable")
        }
    }

    // MARK: Functions

    private func call(_ function: Function, _ arguments: Arguments) throws(JinjaError) -> Value {
        switch function {
        case .range: return .range(try range(arguments))
        case .dict: return .dict(try dict(arguments))
        case .namespace:
            let attributes = try dict(arguments)
            for key in attributes.keys {
                if case .string(let name) = key { try Self.checkNamespaceName(name.string) }
            }
            return .namespace(Namespace(attributes))
        case .cycler:
            if arguments.positional.isEmpty {
                throw JinjaError(.raised, "at least one item has to be provided")
            }
            return .cycler(Cycler(arguments.positional))
        case .joiner:
            let separator = try arguments.bound("Joiner.__init__", ["sep"])[0]
            return .joiner(Joiner(separator ?? .text(", ")))
        case .raiseException: throw try raised(arguments)
        case .strftimeNow:
            let format = try arguments.bound("strftime_now", ["format"], required: 1)
            guard case .string(let text)? = format[0] else {
                throw .type(
                    "strftime() argument 1 must be str, not \(format[0]?.typeName ?? "NoneType")")
            }
            return .text(clock().formatted(text.string))
        }
    }

    private func raised(_ arguments: Arguments) throws(JinjaError) -> JinjaError {
        let message = try arguments.bound("raise_exception", ["message"], required: 1)[0] ?? .null
        // An exception without a message prints as "None".
        return JinjaError(.raised, message.isNone ? "None" : try string(message).string)
    }

    private func range(_ arguments: Arguments) throws(JinjaError) -> PythonRange {
        var numbers: [Int] = []
        for value in arguments.positional {
            guard let number = value.integer else {
                throw .type(
                    "'\(value.typeName)' object cannot be interpreted as an integer")
            }
            numbers.append(number)
        }
        if numbers.isEmpty { throw .type("range expected at least 1 argument, got 0") }
        if numbers.count > 3 {
            throw .type("range expected at most 3 arguments, got \(numbers.count)")
        }
        let step = numbers.count == 3 ? numbers[2] : 1
        if step == 0 { throw .value("range() arg 3 must not be zero") }
        let (start, end) = numbers.count == 1 ? (0, numbers[0]) : (numbers[0], numbers[1])
        let (distance, overflow) = end.subtractingReportingOverflow(start)
        let steps = overflow || step == .min ? .max : max(0, (abs(distance) - 1) / abs(step) + 1)
        let count = distance != 0 && (distance < 0) == (step < 0) ? steps : 0
        if count > 100_000 {
            throw .value(
                "Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000).")
        }
        return PythonRange(start: start, step: step, count: count, writtenStop: end)
    }

    /// `dict(mapping or pairs, name=value …)`.
    private func dict(_ arguments: Arguments) throws(JinjaError) -> Dict {
        let dict = Dict()
        if arguments.positional.count > 1 {
            throw .type("dict expected at most 1 argument, got \(arguments.positional.count)")
        }
        switch arguments.positional.first {
        case nil: break
        case .dict(let given)?:
            for (key, value) in zip(given.keys, given.values) { dict[key] = value }
        case let pairs?:
            for pair in try elements(of: pairs) {
                let parts = try elements(of: pair)
                if parts.count != 2 {
                    throw .value(
                        "dictionary update sequence element #\(dict.count) has length "
                            + "\(parts.count); 2 is required")
                }
                try checkHashable(parts[0])
                dict[parts[0]] = parts[1]
            }
        }
        for (name, value) in arguments.named { dict[.text(name)] = value }
        return dict
    }

    // MARK: Macros

    private func call(_ macro: Macro, _ arguments: Arguments) throws(JinjaError) -> TracedText {
        let definition = macro.definition
        let binding = try bind(arguments, to: definition)
        return try inScope(of: macro.scope) { scope throws(JinjaError) in
            for (index, parameter) in definition.parameters.enumerated() {
                var value = binding.values[index]
                if value == nil { value = try standard(of: parameter) }
                if let value { scope.set(parameter.symbol, value) }
            }
            for (name, value) in binding.others {
                symbols.find(name).map { scope.set($0, value) }
            }
            return try captured { () throws(JinjaError) in _ = try run(definition.body) }
        }
    }

    private func standard(
        of parameter: (name: String, symbol: Symbol, standard: Expression?)
    ) throws(JinjaError) -> Value {
        if let standard = parameter.standard { return try evaluate(standard) }
        let name = PythonFormat.quoted(parameter.name)
        return .undefined(Undefined("parameter \(name) was not provided"))
    }

    /// The values of a macro's parameters, and `caller`, `kwargs` and `varargs` as it uses them.
    private func bind(
        _ arguments: Arguments, to macro: MacroDefinition
    ) throws(JinjaError) -> (values: [Value?], others: [(String, Value)]) {
        var named = arguments.named
        func take(_ name: String) -> Value? {
            named.firstIndex { $0.name == name }.map { named.remove(at: $0).value }
        }
        let positional = arguments.positional
        var values: [Value?] = positional.prefix(macro.parameters.count).map { $0 }
        for parameter in macro.parameters.dropFirst(positional.count) {
            values.append(take(parameter.name))
        }
        var others: [(String, Value)] = []
        if macro.uses.contains("caller"), !macro.parameters.contains(where: { $0.name == "caller" })
        {
            others.append(
                ("caller", take("caller") ?? .undefined(Undefined("No caller defined"))))
        }
        if macro.uses.contains("kwargs") {
            others.append(("kwargs", .dict(Dict(named.map { (.text($0.name), $0.value) }))))
            named = []
        }
        if macro.uses.contains("varargs") {
            others.append(("varargs", .tuple(Array(positional.dropFirst(values.count)))))
        }
        try checkBinding(macro, positional.count, named.first?.name)
        return (values, others)
    }

    private func checkBinding(
        _ macro: MacroDefinition, _ given: Int, _ unknown: String?
    ) throws(JinjaError) {
        let name = PythonFormat.quoted(macro.name)
        if let unknown {
            if unknown == "caller" {
                throw .type(
                    "macro \(name) was invoked with two values for the special caller argument. "
                        + "This is most likely a bug.")
            }
            throw .type(
                "macro \(name) takes no keyword argument \(PythonFormat.quoted(unknown))")
        }
        if given > macro.parameters.count && !macro.uses.contains("varargs") {
            throw .type(
                "macro \(name) takes not more than \(macro.parameters.count) argument(s)")
        }
    }
}

extension Arguments {
    /// The values of a function's parameters, in their order.
    func bound(
        _ function: String, _ parameters: [String], required: Int = 0
    ) throws(JinjaError) -> [Value?] {
        var values: [Value?] = positional.map { $0 }
        if values.count > parameters.count {
            throw .type(
                "\(function)() takes \(parameters.count) positional arguments but "
                    + "\(values.count) were given")
        }
        values += Array(repeating: nil, count: parameters.count - values.count)
        for (name, value) in named {
            guard let place = parameters.firstIndex(of: name) else {
                throw .type(
                    "\(function)() got an unexpected keyword argument \(PythonFormat.quoted(name))")
            }
            values[place] = value
        }
        if let missing = (0..<required).first(where: { values[$0] == nil }) {
            throw .type(
                "\(function)() missing 1 required positional argument: "
                    + PythonFormat.quoted(parameters[missing]))
        }
        return values
    }

    func only(of function: String) throws(JinjaError) -> Value {
        try bound(function, ["iterable"], required: 1)[0] ?? .null
    }
}
