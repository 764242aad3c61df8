// Calling the methods of lists, dicts, loops and strings.

extension Renderer {
    func call(
        _ method: Method, on receiver: Value, _ arguments: Arguments
    ) throws(JinjaError) -> Value {
        switch receiver {
        case .string(let text): return try call(method, on: text, arguments)
        case .dict(let dict): return try call(method, on: dict, arguments)
        case .list(let values), .tuple(let values):
            if method == .copy { return receiver }
            return try call(method, on: values, arguments, receiver.typeName)
        case .range(let range):
            let values = (0..<range.count).map { Value.int(range[$0]) }
            return try call(method, on: values, arguments, "range")
        case .loop(let loop): return try call(method, on: loop, arguments)
        case .cycler(let cycler):
            let current = cycler.items[cycler.position]
            cycler.position = method == .reset ? 0 : (cycler.position + 1) % cycler.items.count
            return method == .reset ? .null : current
        default: throw JinjaError(.unsupported, "the method '\(method.rawValue)'")
        }
    }

    private func call(
        _ method: Method, on dict: Dict, _ arguments: Arguments
    ) throws(JinjaError) -> Value {
        switch method {
        case .get:
            let values = try arguments.bound("get", ["key", "default"], required: 1)
            guard let key = values[0] else { return .null }
            try checkHashable(key)
            return dict[key] ?? values[1] ?? .null
        case .items: return .view(DictView(dict: dict, part: .items))
        case .keys: return .view(DictView(dict: dict, part: .keys))
        case .values: return .view(DictView(dict: dict, part: .values))
        case .copy: return .dict(dict)
        default: throw JinjaError(.unsupported, "the method 'dict.\(method.rawValue)'")
        }
    }

    private func call(
        _ method: Method, on values: [Value], _ arguments: Arguments, _ type: String
    ) throws(JinjaError) -> Value {
        guard let wanted = arguments.positional.first else {
            throw .type("\(type).\(method.rawValue)() takes exactly one argument (0 given)")
        }
        var count = 0
        for (index, value) in values.enumerated() where try areEqual(value, wanted) {
            if method == .index { return .int(index) }
            count += 1
        }
        if method == .count { return .int(count) }
        if type == "tuple" { throw .value("tuple.index(x): x not in tuple") }
        throw .value("\(try repr(wanted)) is not in \(type)")
    }

    private func call(
        _ method: Method, on loop: Loop, _ arguments: Arguments
    ) throws(JinjaError) -> Value {
        if method == .cycle {
            if arguments.positional.isEmpty { throw .type("no items for cycling given") }
            return arguments.positional[loop.index0 % arguments.positional.count]
        }
        let last = loop.lastChanged
        loop.lastChanged = arguments.positional
        guard let last else { return .bool(true) }
        return .bool(try !areEqual(.tuple(last), .tuple(arguments.positional)))
    }

    // MARK: Strings

    private func call(
        _ method: Method, on text: TracedText, _ arguments: Arguments
    ) throws(JinjaError) -> Value {
        try charge(bytes: text.count)
        switch method {
        case .strip, .lstrip, .rstrip:
            let characters = try arguments.bound(method.rawValue, ["chars"])[0]
            return .string(
                try stripped(
                    text, characters, left: method != .rstrip, right: method != .lstrip))
        case .startswith: return .bool(try hasEnd(text, arguments, atStart: true))
        case .endswith: return .bool(try hasEnd(text, arguments, atStart: false))
        case .split, .rsplit:
            let values = try arguments.bound(method.rawValue, ["sep", "maxsplit"])
            return .list(try split(text, values[0], values[1], fromRight: method == .rsplit))
        case .splitlines:
            let keeps = try arguments.bound("splitlines", ["keepends"])[0]?.isTrue ?? false
            return .list(lines(of: text, keepingEnds: keeps).map { .string($0) })
        case .replace: return .string(try replaced(text, arguments))
        case .join: return .string(try joined(arguments.only(of: "join"), by: text))
        case .upper: return .string(text.mapped(PythonText.uppercase))
        case .lower: return .string(text.lowercased())
        case .casefold: return .string(text.casefolded())
        case .title: return .string(text.titlecased())
        case .capitalize: return .string(text.capitalized())
        case .swapcase:
            return .string(
                text.mapped {
                    PythonText.isUppercase($0) ? PythonText.lowercase($0) : PythonText.uppercase($0)
                })
        case .removeprefix, .removesuffix:
            return .string(try withoutEnd(text, method, arguments))
        case .partition, .rpartition: return try partitioned(text, method, arguments)
        case .find, .rfind, .index, .rindex, .count: return try found(text, method, arguments)
        case .center, .ljust, .rjust, .zfill: return .string(try padded(text, method, arguments))
        case .format: return .string(try format(text, arguments))
        case .formatMap:
            guard case .dict(let dict) = try arguments.only(of: "format_map") else {
                throw .type("format_map() argument must be a mapping")
            }
            return .string(try format(text, Arguments(named: named(dict))))
        case .expandtabs, .encode, .maketrans, .translate:
            throw JinjaError(.unsupported, "the method 'str.\(method.rawValue)' is not supported")
        default: return .bool(text.has(method))
        }
    }

    private func named(_ dict: Dict) -> [(name: String, value: Value)] {
        zip(dict.keys, dict.values).compactMap { key, value in
            if case .string(let name) = key { (name.string, value) } else { nil }
        }
    }

    /// The text of an argument that has to be a string.
    func text(_ value: Value?, _ complaint: (String) -> String) throws(JinjaError) -> TracedText {
        if case .string(let text)? = value { return text }
        throw .type(complaint(value?.typeName ?? "NoneType"))
    }

    func stripped(
        _ text: TracedText, _ characters: Value?, left: Bool, right: Bool
    ) throws(JinjaError) -> TracedText {
        var set: Set<UInt32>?
        if let characters, !characters.isNone {
            let given = try self.text(characters) { _ in "strip arg must be None or str" }
            set = Set(given.string.unicodeScalars.map(\.value))
        }
        func isStripped(_ value: UInt32) -> Bool {
            set?.contains(value) ?? PythonText.isSpace(value)
        }
        return text.slice(
            PythonText.stripped(text.bytes, left: left, right: right, of: isStripped))
    }

    private func hasEnd(
        _ text: TracedText, _ arguments: Arguments, atStart: Bool
    ) throws(JinjaError) -> Bool {
        let name = atStart ? "startswith" : "endswith"
        let values = try arguments.bound(name, ["prefix", "start", "end"], required: 1)
        let part = bounded(text, values[1], values[2])
        guard let part else { return false }
        var candidates = [values[0] ?? .null]
        if case .tuple(let several) = candidates[0] { candidates = several }
        for candidate in candidates {
            let wanted = try self.text(candidate) {
                "\(name) first arg must be str or a tuple of str, not \($0)"
            }
            if atStart ? part.bytes.starts(with: wanted.bytes) : part.bytes.hasSuffix(wanted.bytes)
            {
                return true
            }
        }
        return false
    }
}

extension [UInt8] {
    func hasSuffix(_ end: [UInt8]) -> Bool {
        count >= end.count && self[(count - end.count)...].elementsEqual(end)
    }
}
