// The methods of strings: cutting, finding, replacing, padding.

extension Renderer {
    /// The characters from `start` to `end`; `nil` where `start` is past the text.
    func bounded(_ text: TracedText, _ start: Value?, _ end: Value?) -> TracedText? {
        if start?.integer == nil && end?.integer == nil { return text }
        let borders = PythonText.borders(text.bytes)
        let count = borders.count - 1
        if let start = start?.integer, start > count { return nil }
        let bounds = SliceBounds(start?.integer, end?.integer, 1, count: count)
        return text.slice(borders[bounds.start]..<borders[max(bounds.start, bounds.end)])
    }

    func split(
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

    func replaced(_ text: TracedText, _ arguments: Arguments) throws(JinjaError)
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

    func withoutEnd(
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

    func partitioned(
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

    func found(
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

    func padded(
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
