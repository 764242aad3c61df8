// Filters over lists and dicts.

extension Renderer {
    func applySequence(
        _ filter: Filter, to value: Value, _ arguments: Arguments
    ) throws(JinjaError) -> Value {
        switch filter {
        case .list: return .list(try elements(of: value))
        case .join: return .string(try join(value, arguments))
        case .first:
            if case .generator(let generator) = value {
                return try generator.takeFirst() ?? noFirst
            }
            return try elements(of: value).first ?? noFirst
        case .last: return try last(of: value)
        case .reverse: return try reversed(value)
        case .items: return lazy { () throws(JinjaError) in try self.items(of: value) }
        case .dictsort: return try dictSorted(value, arguments)
        case .sort: return .list(try sorted(value, arguments))
        case .unique:
            return lazy { () throws(JinjaError) in try self.unique(value, arguments) }
        case .min, .max: return try extreme(value, arguments, isGreatest: filter == .max)
        case .sum: return try total(value, arguments)
        case .map:
            return lazy { () throws(JinjaError) in try self.mapped(value, arguments) }
        case .select, .reject, .selectattr, .rejectattr:
            return lazy { () throws(JinjaError) in try self.selected(filter, value, arguments) }
        case .groupby: return try grouped(value, arguments)
        case .batch:
            return lazy { () throws(JinjaError) in try self.batched(value, arguments) }
        case .slice:
            return lazy { () throws(JinjaError) in try self.sliced(value, arguments) }
        case .attr: return try attr(value, arguments)
        default:
            throw JinjaError(.unsupported, "the filter '\(filter.rawValue)' is not supported")
        }
    }

    private var noFirst: Value { .undefined(Undefined("No first item, sequence was empty.")) }

    private func last(of value: Value) throws(JinjaError) -> Value {
        switch value {
        case .string, .list, .tuple, .dict, .range, .view, .undefined: break
        default: throw .type("'\(value.typeName)' object is not reversible")
        }
        return try elements(of: value).last
            ?? .undefined(Undefined("No last item, sequence was empty."))
    }

    private func reversed(_ value: Value) throws(JinjaError) -> Value {
        if case .string(let text) = value {
            let borders = PythonText.borders(text.bytes)
            var result = TracedText()
            for index in (0..<borders.count - 1).reversed() {
                result.append(text, borders[index]..<borders[index + 1])
            }
            return .string(result)
        }
        let values: [Value]
        do {
            values = try elements(of: value)
        } catch {
            throw .value("argument must be iterable")
        }
        if case .generator = value { return .list(values.reversed()) }
        let names = ["list": "list_reverseiterator", "dict": "dict_reversekeyiterator"]
        return .generator(
            Generator(typeName: names[value.typeName] ?? "reversed") { values.reversed() })
    }

    private func items(of value: Value) throws(JinjaError) -> [Value] {
        switch value {
        case .undefined: return []
        case .dict(let dict): return DictView(dict: dict, part: .items).elements
        default: throw .type("Can only get item pairs from a mapping.")
        }
    }

    /// What is worked out when it is first walked.
    private func lazy(_ make: @escaping () throws(JinjaError) -> [Value]) -> Value {
        .generator(Generator(make))
    }

    private func join(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> TracedText {
        let values = try arguments.bound("do_join", ["d", "attribute"])
        let separator = try string(values[0] ?? .text(""))
        let path = try values[1].map { value throws(JinjaError) in try self.path(value) }
        var result = TracedText()
        for (index, element) in try elements(of: value).enumerated() {
            if index > 0 { result.append(separator) }
            let part = try path.map { path throws(JinjaError) in try follow(path, from: element) }
            result.append(try string(part ?? element))
            try check(bytes: result.count)
        }
        try charge(bytes: result.count)
        return result
    }

    private func attr(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
        let name = try arguments.bound("do_attr", ["name"], required: 1)[0] ?? .null
        let text = try string(name).string
        if case .dict = value, AttributeName(text).method?.isOfDicts != true {
            // Unlike the dot, this filter looks at attributes only.
            return .undefined(
                Undefined(
                    "\(PythonFormat.quoted("dict object")) has no attribute "
                        + PythonFormat.quoted(text)))
        }
        return try attribute(AttributeName(text), of: value)
    }

    // MARK: Paths such as 'a.b.0'

    private func path(_ attribute: Value) throws(JinjaError) -> [Value] {
        switch attribute {
        case .null: return []
        case .string(let text):
            return text.string.split(separator: ".", omittingEmptySubsequences: false).map {
                Int($0).map { .int($0) } ?? .text(String($0))
            }
        default: return [attribute]
        }
    }

    private func follow(
        _ path: [Value], from value: Value, default standard: Value? = nil
    ) throws(JinjaError) -> Value {
        var value = value
        for part in path {
            value = try item(part, of: value)
            if let standard, !standard.isNone, value.isUndefined { value = standard }
        }
        return value
    }

    private func lowered(_ value: Value) -> Value {
        if case .string(let text) = value { .string(text.lowercased()) } else { value }
    }

    // MARK: Order

    /// A stable sort.
    private func sort<Element>(
        _ elements: [Element], by key: (Element) throws(JinjaError) -> Value, isReversed: Bool
    ) throws(JinjaError) -> [Element] {
        var keyed: [(key: Value, element: Element)] = []
        for element in elements { keyed.append((try key(element), element)) }
        try charge(elements: elements.count * 16)
        let sorted = try mergeSorted(isReversed ? keyed.reversed() : keyed)
        return (isReversed ? sorted.reversed() : sorted).map(\.element)
    }

    private func mergeSorted<Element>(
        _ values: [(key: Value, element: Element)]
    ) throws(JinjaError) -> [(key: Value, element: Element)] {
        if values.count < 2 { return values }
        let left = try mergeSorted(Array(values[..<(values.count / 2)]))
        let right = try mergeSorted(Array(values[(values.count / 2)...]))
        var merged: [(key: Value, element: Element)] = []
        merged.reserveCapacity(values.count)
        var (one, other) = (0, 0)
        while one < left.count && other < right.count {
            if try right[other].key.isLess(than: left[one].key) {
                merged.append(right[other])
                other += 1
            } else {
                merged.append(left[one])
                one += 1
            }
        }
        return merged + left[one...] + right[other...]
    }

    private func sorted(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> [Value] {
        let values = try arguments.bound("do_sort", ["reverse", "case_sensitive", "attribute"])
        let isSensitive = values[1]?.isTrue == true
        var paths: [[Value]] = [[]]
        if case .string(let text)? = values[2] {
            paths = try text.string.split(separator: ",", omittingEmptySubsequences: false)
                .map { String($0) }.mapped { part throws(JinjaError) in try path(.text(part)) }
        } else if let attribute = values[2] {
            paths = [try path(attribute)]
        }
        return try sort(
            elements(of: value),
            by: { element throws(JinjaError) in
                var keys: [Value] = []
                for path in paths {
                    let key = try follow(path, from: element)
                    keys.append(isSensitive ? key : lowered(key))
                }
                return .list(keys)
            }, isReversed: values[0]?.isTrue == true)
    }

    private func dictSorted(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
        let values = try arguments.bound("do_dictsort", ["case_sensitive", "by", "reverse"])
        let by = try string(values[1] ?? .text("key")).string
        guard ["key", "value"].contains(by) else {
            throw .value("You can only sort by either \"key\" or \"value\"")
        }
        guard case .dict(let dict) = value else {
            if case .undefined(let undefined) = value { throw undefined.error }
            throw .type("'\(value.typeName)' object has no attribute 'items'")
        }
        let isSensitive = values[0]?.isTrue == true
        let pairs = Array(zip(dict.keys, dict.values))
        let sorted = try sort(
            pairs,
            by: { pair throws(JinjaError) in
                let key = by == "key" ? pair.0 : pair.1
                return isSensitive ? key : lowered(key)
            }, isReversed: values[2]?.isTrue == true)
        return .list(sorted.map { .tuple([$0.0, $0.1]) })
    }

    private func unique(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> [Value] {
        let values = try arguments.bound("do_unique", ["case_sensitive", "attribute"])
        let path = try path(values[1] ?? .null)
        let seen = Dict()
        var kept: [Value] = []
        for element in try elements(of: value) {
            var key = try follow(path, from: element)
            if values[0]?.isTrue != true { key = lowered(key) }
            try checkHashable(key)
            if seen[key] != nil { continue }
            seen[key] = .null
            kept.append(element)
            if case .string = key { continue }
            try charge(elements: seen.count * 8)
        }
        return kept
    }

    private func extreme(
        _ value: Value, _ arguments: Arguments, isGreatest: Bool
    ) throws(JinjaError) -> Value {
        let values = try arguments.bound("do_min", ["case_sensitive", "attribute"])
        let path = try path(values[1] ?? .null)
        var best: (key: Value, element: Value)?
        for element in try elements(of: value) {
            var key = try follow(path, from: element)
            if values[0]?.isTrue != true { key = lowered(key) }
            guard let leader = best else {
                best = (key, element)
                continue
            }
            let isBetter =
                isGreatest
                ? try leader.key.isLess(than: key, sign: ">") : try key.isLess(than: leader.key)
            if isBetter { best = (key, element) }
        }
        return best?.element
            ?? .undefined(Undefined("No aggregated item, sequence was empty."))
    }

    private func total(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
        let values = try arguments.bound("do_sum", ["attribute", "start"])
        let path = try path(values[0] ?? .null)
        var sum = values[1] ?? .int(0)
        if case .string = sum {
            throw .type("sum() can't sum strings [use ''.join(seq) instead]")
        }
        for element in try elements(of: value) {
            sum = try binary(.add, sum, follow(path, from: element))
        }
        return sum
    }

    // MARK: Choosing

    private func mapped(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> [Value] {
        if !value.isTrue { return [] }
        var results: [Value] = []
        if arguments.positional.isEmpty,
            arguments.named.contains(where: { $0.name == "attribute" })
        {
            let values = try arguments.bound("map", ["attribute", "default"])
            let path = try path(values[0] ?? .null)
            for element in try elements(of: value) {
                results.append(try follow(path, from: element, default: values[1]))
            }
            return results
        }
        guard let name = arguments.positional.first else {
            throw .value("map requires a filter argument")
        }
        let filter = try filter(named: name)
        let rest = Arguments(
            positional: Array(arguments.positional.dropFirst()), named: arguments.named)
        for element in try elements(of: value) {
            try enter()
            defer { leave() }
            results.append(try apply(filter, to: element, rest))
        }
        return results
    }

    private func filter(named name: Value) throws(JinjaError) -> Filter {
        let text = try string(name).string
        if let filter = Filter(rawValue: text) { return filter }
        throw JinjaError(.undefined, "No filter named \(PythonFormat.quoted(text)).")
    }

    private func selected(
        _ filter: Filter, _ value: Value, _ arguments: Arguments
    ) throws(JinjaError) -> [Value] {
        if !value.isTrue { return [] }
        var rest = arguments
        var path: [Value] = []
        if filter == .selectattr || filter == .rejectattr {
            if rest.positional.isEmpty {
                throw .value("Missing parameter for attribute name")
            }
            path = try self.path(rest.positional.removeFirst())
        }
        let test = try rest.positional.isEmpty ? nil : self.test(named: rest.positional[0])
        if test != nil { rest.positional.removeFirst() }
        let keeps = filter == .select || filter == .selectattr
        let kept = try elements(of: value).filtered { element throws(JinjaError) in
            try enter()
            defer { leave() }
            let tested = try follow(path, from: element)
            let passes = try test.map { test throws(JinjaError) in
                try apply(test, to: tested, rest)
            }
            return (passes ?? tested.isTrue) == keeps
        }
        return kept
    }

    private func test(named name: Value) throws(JinjaError) -> Test {
        let text = try string(name).string
        if let test = Test(rawValue: text) { return test }
        throw JinjaError(.undefined, "No test named \(PythonFormat.quoted(text)).")
    }

    // MARK: Groups

    private func grouped(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
        let values = try arguments.bound(
            "do_groupby", ["attribute", "default", "case_sensitive"], required: 1)
        let path = try path(values[0] ?? .null)
        func key(_ element: Value) throws(JinjaError) -> Value {
            let key = try follow(path, from: element, default: values[1])
            return values[2]?.isTrue == true ? key : lowered(key)
        }
        let sorted = try sort(elements(of: value), by: key, isReversed: false)
        var groups: [(key: Value, members: [Value])] = []
        for element in sorted {
            let own = try key(element)
            if let last = groups.last, try areEqual(last.key, own) {
                groups[groups.count - 1].members.append(element)
            } else {
                groups.append((own, [element]))
            }
        }
        var tuples: [Value] = []
        for group in groups {
            let shown = try follow(path, from: group.members[0], default: values[1])
            tuples.append(.tuple([shown, .list(group.members)]))
        }
        return .list(tuples)
    }

    private func batched(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> [Value] {
        let values = try arguments.bound("do_batch", ["linecount", "fill_with"], required: 1)
        let size = values[0]?.integer ?? 0
        var batches: [[Value]] = []
        for element in try elements(of: value) {
            if let last = batches.last, last.count != size {
                batches[batches.count - 1].append(element)
            } else {
                batches.append([element])
            }
        }
        if let fill = values[1], !fill.isNone, let last = batches.last, last.count < size {
            try charge(elements: size)
            batches[batches.count - 1] += Array(repeating: fill, count: size - last.count)
        }
        return batches.map { .list($0) }
    }

    private func sliced(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> [Value] {
        let values = try arguments.bound("do_slice", ["slices", "fill_with"], required: 1)
        let elements = try elements(of: value)
        let slices = values[0]?.integer ?? 0
        if slices == 0 { throw .value("integer division or modulo by zero") }
        try charge(elements: max(slices, 0))
        let (size, extra) = (elements.count / slices, elements.count % slices)
        var parts: [Value] = []
        var start = 0
        for number in 0..<max(slices, 0) {
            let end = start + size + (number < extra ? 1 : 0)
            var part = Array(elements[start..<end])
            if let fill = values[1], !fill.isNone, number >= extra { part.append(fill) }
            parts.append(.list(part))
            start = end
        }
        return parts
    }
}

extension Array {
    /// `map` for what throws.
    fileprivate func mapped<Result>(
        _ transform: (Element) throws(JinjaError) -> Result
    ) throws(JinjaError) -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try transform(element)) }
        return results
    }
}
