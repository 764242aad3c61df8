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
        let bytes = text.bytes
        var (start, end) = (0, bytes.count)
        while left && start < end {
            let (value, length) = PythonText.scalar(bytes, at: start)
            if !isStripped(value) { break }
            start += length
        }
        while right && end > start {
            var last = end - 1
            while last > start && bytes[last] & 0xC0 == 0x80 { last -= 1 }
            if !isStripped(PythonText.scalar(bytes, at: last).value) { break }
            end = last
        }
        return text.slice(start..<end)
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

    /// The characters from `start` to `end`; `nil` where `start` is past the text.
    private func bounded(_ text: TracedText, _ start: Value?, _ end: Value?) -> TracedText? {
        if start?.integer == nil && end?.integer == nil { return text }
        let borders = PythonText.borders(text.bytes)
        let count = borders.count - 1
        if let start = start?.integer, start > count { return nil }
        let bounds = SliceBounds(start?.integer, end?.integer, 1, count: count)
        return text.slice(borders[bounds.start]..<borders[max(bounds.start, bounds.end)])
    }

    private func split(
        _ text: TracedText, _ separator: Value?, _ most: Value?, fromRight: Bool
    ) throws(JinjaError) -> [Value] {
        var limit = Int.max
        if let most {
            guard let number = most.integer else {
                throw .type(
                    "'\(most.typeName)' object cannot be interpreted as an integer")
            }
            limit = number < 0 ? .max : number
        }
        let parts: [TracedText]
        if let separator, !separator.isNone {
            let by = try self.text(separator) { "must be str or None, not \($0)" }
            if by.isEmpty { throw .value("empty separator") }
            parts = text.split(by: by.bytes, limit: limit, fromRight: fromRight)
        } else {
            parts = text.splitAtSpace(limit: limit, fromRight: fromRight)
        }
        try charge(elements: parts.count)
        return parts.map { .string($0) }
    }

    private func replaced(_ text: TracedText, _ arguments: Arguments) throws(JinjaError)
        -> TracedText
    {
        let values = try arguments.bound("replace", ["old", "new", "count"], required: 2)
        let old = try self.text(values[0]) { "replace() argument 1 must be str, not \($0)" }
        let new = try self.text(values[1]) { "replace() argument 2 must be str, not \($0)" }
        return try replaced(text, old, new, limit: values[2]?.integer ?? -1)
    }

    func replaced(
        _ text: TracedText, _ old: TracedText, _ new: TracedText, limit: Int
    ) throws(JinjaError) -> TracedText {
        let most = limit < 0 ? Int.max : limit
        let places =
            old.isEmpty
            ? Array(PythonText.borders(text.bytes).prefix(most))
            : ByteSearch.all(old.bytes, in: text.bytes, limit: most)
        if places.isEmpty { return text }
        try charge(bytes: text.count + places.count * new.count)
        var result = TracedText()
        var start = 0
        for place in places {
            result.append(text, start..<place)
            result.append(new)
            start = place + old.count
        }
        result.append(text, start..<text.count)
        return result
    }

    func joined(_ value: Value, by separator: TracedText) throws(JinjaError) -> TracedText {
        var result = TracedText()
        for (index, element) in try elements(of: value).enumerated() {
            guard case .string(let part) = element else {
                throw .type(
                    "sequence item \(index): expected str instance, \(element.typeName) found")
            }
            if index > 0 { result.append(separator) }
            result.append(part)
            try check(bytes: result.count)
        }
        try charge(bytes: result.count)
        return result
    }

    private func withoutEnd(
        _ text: TracedText, _ method: Method, _ arguments: Arguments
    ) throws(JinjaError) -> TracedText {
        let name = method.rawValue
        let value = try arguments.bound(name, ["affix"], required: 1)[0]
        let part = try self.text(value) { "\(name)() argument must be str, not \($0)" }
        let (start, end) = (part.count, text.count - part.count)
        if method == .removeprefix, text.bytes.starts(with: part.bytes) {
            return text.slice(start..<text.count)
        }
        if method == .removesuffix, !part.isEmpty, text.bytes.hasSuffix(part.bytes) {
            return text.slice(0..<end)
        }
        return text
    }

    private func partitioned(
        _ text: TracedText, _ method: Method, _ arguments: Arguments
    ) throws(JinjaError) -> Value {
        let value = try arguments.bound(method.rawValue, ["sep"], required: 1)[0]
        var by = try self.text(value) { "must be str, not \($0)" }
        if by.isEmpty { throw .value("empty separator") }
        if text.isMarkup { by.isMarkup = true }
        let place =
            method == .partition
            ? ByteSearch.first(by.bytes, in: text.bytes)
            : ByteSearch.last(by.bytes, in: text.bytes, before: text.count)
        guard let place else {
            var nothing = TracedText()
            nothing.isMarkup = text.isMarkup
            let empty = Value.string(nothing)
            return .tuple(
                method == .partition
                    ? [.string(text), empty, empty] : [empty, empty, .string(text)])
        }
        return .tuple([
            .string(text.slice(0..<place)), .string(by),
            .string(text.slice(place + by.count..<text.count)),
        ])
    }

    private func found(
        _ text: TracedText, _ method: Method, _ arguments: Arguments
    ) throws(JinjaError) -> Value {
        let values = try arguments.bound(method.rawValue, ["sub", "start", "end"], required: 1)
        let part = try self.text(values[0]) { "must be str, not \($0)" }
        let inside = bounded(text, values[1], values[2])
        if method == .count {
            guard let inside else { return .int(0) }
            if part.isEmpty { return .int(PythonText.length(inside.bytes) + 1) }
            return .int(ByteSearch.all(part.bytes, in: inside.bytes).count)
        }
        let isLast = method == .rfind || method == .rindex
        let place = inside.flatMap {
            isLast
                ? ByteSearch.last(part.bytes, in: $0.bytes, before: $0.count)
                : ByteSearch.first(part.bytes, in: $0.bytes)
        }
        guard let place, let inside else {
            if method == .index || method == .rindex { throw .value("substring not found") }
            return .int(-1)
        }
        let count = PythonText.length(text.bytes)
        let offset = SliceBounds(values[1]?.integer, nil, 1, count: count).start
        return .int(offset + PythonText.length(Array(inside.bytes[..<place])))
    }

    private func padded(
        _ text: TracedText, _ method: Method, _ arguments: Arguments
    ) throws(JinjaError) -> TracedText {
        let values = try arguments.bound(method.rawValue, ["width", "fillchar"], required: 1)
        guard let width = values[0]?.integer else {
            let type = values[0]?.typeName ?? "NoneType"
            throw .type("'\(type)' object cannot be interpreted as an integer")
        }
        let fill = try values[1].map { value throws(JinjaError) in
            try self.text(value) {
                "The fill character must be a unicode character, not \($0)"
            }
        }
        return try padded(text, method, to: width, with: fill ?? TracedText(" "))
    }

    func padded(
        _ text: TracedText, _ method: Method, to width: Int, with fill: TracedText
    ) throws(JinjaError) -> TracedText {
        let missing = width - PythonText.length(text.bytes)
        if missing <= 0 { return text }
        try charge(bytes: text.count + (missing > limits.bytes ? missing : missing * fill.count))
        func fills(_ count: Int) -> [UInt8] {
            Array(repeatElement(fill.bytes, count: count).joined())
        }
        var result = TracedText()
        var rest = text
        switch method {
        case .zfill:
            if let first = text.bytes.first, [0x2B, 0x2D].contains(first) {
                result.append(text, 0..<1)
                rest = text.slice(1..<text.count)
            }
            result.append(Array(repeating: 0x30, count: missing), origin: .template)
        case .rjust: result.append(fills(missing), origin: .template)
        case .center:
            // CPython puts the odd one left when the width is odd.
            let left = missing / 2 + (missing & width & 1)
            result.append(fills(left), origin: .template)
            result.append(rest)
            result.append(fills(missing - left), origin: .template)
            return result
        default: break
        }
        result.append(rest)
        if method == .ljust { result.append(fills(missing), origin: .template) }
        return result
    }

    func lines(of text: TracedText, keepingEnds: Bool) -> [TracedText] {
        var lines: [TracedText] = []
        let bytes = text.bytes
        var start = 0
        var index = 0
        while index < bytes.count {
            let (value, length) = PythonText.scalar(bytes, at: index)
            var end = index + length
            if PythonText.endsLine(value) {
                if value == 0x0D, end < bytes.count, bytes[end] == 0x0A { end += 1 }
                lines.append(text.slice(start..<(keepingEnds ? end : index)))
                start = end
            }
            index = end
        }
        if start < bytes.count { lines.append(text.slice(start..<bytes.count)) }
        return lines
    }
}

extension [UInt8] {
    func hasSuffix(_ end: [UInt8]) -> Bool {
        count >= end.count && self[(count - end.count)...].elementsEqual(end)
    }
}
