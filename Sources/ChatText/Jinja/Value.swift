// The values that templates compute with: Python's, as far as a chat template can meet them.

/// A value of a template. Lists and dicts never change, as in jinja2's immutable sandbox.
package enum Value {
    case undefined(Undefined)
    case null
    case bool(Bool)
    case int(Int)
    /// An integer beyond 64 bits, as its digits: it can be printed and compared, not computed with.
    case bigInt(String)
    case double(Double)
    case string(TracedText)
    case list([Value])
    case tuple([Value])
    case dict(Dict)
    case range(PythonRange)
    case view(DictView)
    case generator(Generator)
    case namespace(Namespace)
    case loop(Loop)
    case macro(Macro)
    case function(Function)
    case method(BoundMethod)
    case cycler(Cycler)
    case joiner(Joiner)

    package static func text(_ string: String) -> Value { .string(TracedText(string)) }
}

/// Something that isn't there, and what to say when it is used all the same.
package final class Undefined: Sendable {
    let hint: @Sendable () -> String
    let isSecurity: Bool

    init(_ hint: @autoclosure @escaping @Sendable () -> String, isSecurity: Bool = false) {
        self.hint = hint
        self.isSecurity = isSecurity
    }

    var error: JinjaError { JinjaError(isSecurity ? .security : .undefined, hint()) }
}

/// A dict in the order written. Small ones are searched, larger ones have an index.
package final class Dict {
    package private(set) var keys: [Value] = []
    package private(set) var values: [Value] = []
    private var index: [[UInt8]: Int]?

    package init() {}

    package convenience init(_ pairs: [(Value, Value)]) {
        self.init()
        for (key, value) in pairs { self[key] = value }
    }

    package var count: Int { keys.count }

    package subscript(key: Value) -> Value? {
        get { place(of: key).map { values[$0] } }
        set {
            guard let newValue else { return }
            if let place = place(of: key) {
                values[place] = newValue
            } else {
                append(key, newValue)
            }
        }
    }

    /// The value of a string key.
    subscript(name: [UInt8]) -> Value? { place(of: name).map { values[$0] } }

    private func append(_ key: Value, _ value: Value) {
        keys.append(key)
        values.append(value)
        if case .string(let text) = key { index?[text.bytes] = keys.count - 1 }
        if index == nil && keys.count > 8 { makeIndex() }
    }

    private func makeIndex() {
        var index: [[UInt8]: Int] = [:]
        for (place, key) in keys.enumerated() {
            if case .string(let text) = key { index[text.bytes] = place }
        }
        self.index = index
    }

    private func place(of key: Value) -> Int? {
        if case .string(let text) = key { return place(of: text.bytes) }
        return keys.firstIndex { $0.isSame(as: key) }
    }

    private func place(of name: [UInt8]) -> Int? {
        if let index { return index[name] }
        return keys.firstIndex {
            if case .string(let text) = $0 { text.bytes == name } else { false }
        }
    }
}

/// `range(start, stop, step)`.
package struct PythonRange {
    var start: Int
    var step: Int
    var count: Int

    subscript(index: Int) -> Int { start + index * step }
    /// The end as it was given, for printing.
    var writtenStop: Int
}

/// `dict.keys()`, `dict.values()`, `dict.items()`.
package struct DictView {
    enum Part: String { case keys, values, items }
    var dict: Dict
    var part: Part

    var elements: [Value] {
        switch part {
        case .keys: dict.keys
        case .values: dict.values
        case .items: zip(dict.keys, dict.values).map { .tuple([$0, $1]) }
        }
    }
}

/// An iterator: what filters such as `map` and `select` give. It works when it is first walked, and
/// can be walked once.
package final class Generator {
    private var make: (() throws(JinjaError) -> [Value])?
    private var elements: [Value] = []
    private var next = 0
    let typeName: String

    init(typeName: String = "generator", _ make: @escaping () throws(JinjaError) -> [Value]) {
        self.make = make
        self.typeName = typeName
    }

    private func start() throws(JinjaError) {
        guard let make else { return }
        self.make = nil
        elements = try make()
    }

    func takeFirst() throws(JinjaError) -> Value? {
        try start()
        if next == elements.count { return nil }
        next += 1
        return elements[next - 1]
    }

    func takeAll() throws(JinjaError) -> [Value] {
        try start()
        defer { (elements, next) = ([], 0) }
        return next == 0 ? elements : Array(elements[next...])
    }
}

/// `namespace(…)`: the one thing that a template can change.
package final class Namespace {
    var attributes: Dict

    init(_ attributes: Dict) { self.attributes = attributes }
}

/// `cycler(…)`.
package final class Cycler {
    let items: [Value]
    var position = 0

    init(_ items: [Value]) { self.items = items }
}

/// `joiner(…)`: nothing the first time, then its separator.
package final class Joiner {
    let separator: Value
    var isUsed = false

    init(_ separator: Value) { self.separator = separator }
}

/// What a template can call by name.
package enum Function: String, CaseIterable {
    case range, dict, namespace, cycler, joiner
    case raiseException = "raise_exception"
    case strftimeNow = "strftime_now"
}

/// A method together with what it is called on.
package final class BoundMethod {
    let receiver: Value
    let method: Method

    init(_ receiver: Value, _ method: Method) {
        self.receiver = receiver
        self.method = method
    }
}

extension Value {
    /// Python's truth of a value.
    var isTrue: Bool {
        switch self {
        case .undefined, .null: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .double(let value): value != 0
        case .string(let text): !text.isEmpty
        case .list(let elements), .tuple(let elements): !elements.isEmpty
        case .dict(let dict): dict.count > 0
        case .range(let range): range.count > 0
        case .view(let view): view.dict.count > 0
        default: true
        }
    }

    /// Python's `type(value).__name__`.
    var typeName: String {
        switch self {
        case .undefined: "Undefined"
        case .null: "NoneType"
        case .bool: "bool"
        case .int, .bigInt: "int"
        case .double: "float"
        case .string(let text): text.isMarkup ? "Markup" : "str"
        case .list: "list"
        case .tuple: "tuple"
        case .dict: "dict"
        case .range: "range"
        case .view(let view): "dict_\(view.part.rawValue)"
        case .generator(let generator): generator.typeName
        case .namespace: "TemplateNamespace"
        case .loop: "LoopContext"
        case .macro: "Macro"
        case .function(let function): function == .dict ? "TemplateDict" : "function"
        case .method: "builtin_function_or_method"
        case .cycler: "Cycler"
        case .joiner: "Joiner"
        }
    }

    /// How jinja2 names a value in "… has no attribute …".
    var nameInErrors: String {
        switch self {
        case .null: "None"
        case .loop, .macro: "jinja2.runtime.\(typeName) object"
        case .string(let text) where text.isMarkup: "markupsafe.Markup object"
        case .namespace: "transformers.utils.chat_template_utils.\(typeName) object"
        case .cycler, .joiner: "jinja2.utils.\(typeName) object"
        default: "\(typeName) object"
        }
    }

    var isUndefined: Bool { if case .undefined = self { true } else { false } }
    var isNone: Bool { if case .null = self { true } else { false } }

    /// The integer, with `True` and `False` as 1 and 0.
    var integer: Int? {
        switch self {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    /// The number as a double, with `True` and `False` as 1 and 0.
    var number: Double? {
        if case .double(let value) = self { return value }
        if case .bigInt(let digits) = self { return Double(digits) }
        return integer.map(Double.init)
    }
}
