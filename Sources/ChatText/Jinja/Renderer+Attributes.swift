// What stands behind a dot and in brackets.

extension Renderer {
    /// `object.name`: an attribute first, then an item.
    func attribute(_ name: AttributeName, of object: Value) throws(JinjaError) -> Value {
        if case .dict(let dict) = object, name.method?.isOfDicts != true {
            if let value = dict[name.bytes] { return value }
        }
        if case .undefined(let value) = object {
            if name.bytes.starts(with: "__".utf8) && name.string.hasSuffix("__") {
                return unsafe(name.string, of: object)
            }
            throw value.error
        }
        if let value = try ownAttribute(name, of: object) { return value }
        return missing(.text(name.string), of: object)
    }

    private func missing(_ key: Value, of object: Value) -> Value {
        let owner = object.nameInErrors
        guard case .string(let text) = key else {
            let name = (try? repr(key)) ?? key.typeName
            return .undefined(Undefined("\(owner) has no element \(name)"))
        }
        let (owned, name) = (PythonFormat.quoted(owner), text.string)
        return .undefined(
            Undefined("\(owned) has no attribute \(PythonFormat.quoted(name))"))
    }

    private func unsafe(_ name: String, of object: Value) -> Value {
        let text =
            "access to attribute \(PythonFormat.quoted(name)) of "
            + "\(PythonFormat.quoted(object.typeName)) object is unsafe."
        return .undefined(Undefined(text, isSecurity: true))
    }

    /// Attributes that are no items: methods, and those of `loop` and namespaces.
    private func ownAttribute(_ name: AttributeName, of object: Value) throws(JinjaError) -> Value?
    {
        switch object {
        case .namespace(let namespace):
            if let value = namespace.attributes[name.bytes] { return value }
        case .loop(let loop): if let value = try attribute(name, of: loop) { return value }
        case .macro(let macro): if let value = attribute(name, of: macro) { return value }
        case .cycler(let cycler): if let value = attribute(name, of: cycler) { return value }
        default: break
        }
        if name.bytes.starts(with: "__".utf8), Self.specialNames.contains(name.string) {
            return unsafe(name.string, of: object)
        }
        guard let method = name.method, method.exists(on: object) else { return nil }
        if method.changes(object) { return unsafe(name.string, of: object) }
        return .method(BoundMethod(object, method))
    }

    private static let specialNames: Set = [
        "__class__", "__init__", "__dict__", "__doc__", "__module__", "__len__", "__str__",
        "__repr__", "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__",
        "__getattribute__", "__setattr__", "__delattr__", "__new__", "__reduce__",
        "__reduce_ex__", "__sizeof__", "__subclasshook__", "__init_subclass__", "__format__",
        "__dir__", "__contains__", "__iter__", "__getitem__",
    ]

    private func attribute(_ name: AttributeName, of loop: Loop) throws(JinjaError) -> Value? {
        let count = loop.items.count
        switch name.string {
        case "index0": return .int(loop.index0)
        case "index": return .int(loop.index0 + 1)
        case "first": return .bool(loop.index0 == 0)
        case "last": return .bool(loop.index0 + 1 >= count)
        case "length": return .int(count)
        case "revindex": return .int(count - loop.index0)
        case "revindex0": return .int(count - loop.index0 - 1)
        case "depth0": return .int(loop.depth0)
        case "depth": return .int(loop.depth0 + 1)
        case "previtem":
            if loop.index0 > 0 { return loop.items[loop.index0 - 1] }
            return .undefined(Undefined("there is no previous item"))
        case "nextitem":
            if loop.index0 + 1 < count { return loop.items[loop.index0 + 1] }
            return .undefined(Undefined("there is no next item"))
        default: return nil
        }
    }

    private func attribute(_ name: AttributeName, of macro: Macro) -> Value? {
        let uses = macro.definition.uses
        switch name.string {
        case "name": return .text(macro.definition.name)
        case "arguments": return .list(macro.definition.parameters.map { .text($0.name) })
        case "catch_kwargs": return .bool(uses.contains("kwargs"))
        case "catch_varargs": return .bool(uses.contains("varargs"))
        case "caller": return .bool(uses.contains("caller"))
        default: return nil
        }
    }

    private func attribute(_ name: AttributeName, of cycler: Cycler) -> Value? {
        switch name.string {
        case "current": cycler.items[cycler.position]
        default: nil
        }
    }

    /// `object[key]`: an item first, then an attribute.
    func item(_ key: Value, of object: Value) throws(JinjaError) -> Value {
        switch object {
        case .undefined(let value): throw value.error
        case .dict(let dict): if let value = dict[key] { return value }
        case .list(let values), .tuple(let values):
            if let index = key.integer, let place = Self.place(index, values.count) {
                return values[place]
            }
        case .string(let text):
            if let index = key.integer, let character = character(index, of: text) {
                return .string(character)
            }
        case .range(let range):
            if let index = key.integer, let place = Self.place(index, range.count) {
                return .int(range[place])
            }
        default: break
        }
        if case .string(let name) = key,
            let value = try ownAttribute(AttributeName(name.string), of: object)
        {
            return value
        }
        return missing(key, of: object)
    }

    private static func place(_ index: Int, _ count: Int) -> Int? {
        let place = index < 0 ? index + count : index
        return place >= 0 && place < count ? place : nil
    }

    private func character(_ index: Int, of text: TracedText) -> TracedText? {
        if PythonText.isASCII(text.bytes) {
            return Self.place(index, text.count).map { text.slice($0..<$0 + 1) }
        }
        let borders = PythonText.borders(text.bytes)
        return Self.place(index, borders.count - 1).map {
            text.slice(borders[$0]..<borders[$0 + 1])
        }
    }

    /// `object[start:end:step]`.
    func slice(
        _ object: Value, from start: Int?, to end: Int?, by step: Int?
    ) throws(JinjaError) -> Value {
        if case .undefined(let value) = object { throw value.error }
        if step == 0 { throw .value("slice step cannot be zero") }
        func indices(_ count: Int) -> StrideTo<Int> {
            SliceBounds(start, end, step ?? 1, count: count).indices
        }
        switch object {
        case .list(let values): return .list(indices(values.count).map { values[$0] })
        case .tuple(let values): return .tuple(indices(values.count).map { values[$0] })
        case .string(let text): return .string(slice(text, start, end, step ?? 1))
        case .range(let range):
            let bounds = SliceBounds(start, end, step ?? 1, count: range.count)
            let first = range.start + bounds.start * range.step
            return .range(
                PythonRange(
                    start: first, step: range.step * bounds.step, count: bounds.count,
                    writtenStop: range.start + bounds.end * range.step))
        case .dict: throw .type("unhashable type: 'slice'")
        default: throw .type("'\(object.typeName)' object is not subscriptable")
        }
    }

    private func slice(_ text: TracedText, _ start: Int?, _ end: Int?, _ step: Int) -> TracedText {
        let isASCII = PythonText.isASCII(text.bytes)
        let borders = isASCII ? [] : PythonText.borders(text.bytes)
        let count = isASCII ? text.count : borders.count - 1
        func border(_ index: Int) -> Int { isASCII ? index : borders[index] }
        let bounds = SliceBounds(start, end, step, count: count)
        if step == 1 {
            return text.slice(border(bounds.start)..<border(max(bounds.start, bounds.end)))
        }
        var result = TracedText()
        for index in bounds.indices { result.append(text, border(index)..<border(index + 1)) }
        return result
    }
}

/// The bounds of a slice, brought inside a sequence as Python does.
struct SliceBounds {
    let start: Int
    let end: Int
    let step: Int

    init(_ start: Int?, _ end: Int?, _ step: Int, count: Int) {
        func inside(_ index: Int) -> Int {
            let place = index < 0 ? index + count : index
            return step > 0 ? min(max(place, 0), count) : min(max(place, -1), count - 1)
        }
        self.step = step
        self.start = start.map(inside) ?? (step > 0 ? 0 : count - 1)
        self.end = end.map(inside) ?? (step > 0 ? count : -1)
    }

    var count: Int {
        step > 0
            ? max(0, (end - start + step - 1) / step) : max(0, (start - end - step - 1) / -step)
    }

    var indices: StrideTo<Int> { stride(from: start, to: end, by: step) }
}
