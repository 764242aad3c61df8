// Python's equality and order.

extension Value {
    /// Compared parts beyond which a comparison gives up; see `Renderer.equal`.
    static let mostCompared = 10_000_000

    /// Python's `==`.
    func isSame(as other: Value) -> Bool {
        var work = 0
        return isSame(as: other, &work)
    }

    /// Python's `==`, counting the parts that were compared: values may hold one another so often
    /// that comparing them would not end.
    func isSame(as other: Value, _ work: inout Int) -> Bool {
        work += 1
        switch (self, other) {
        case (.string(let left), .string(let right)): return left.bytes == right.bytes
        case (.null, .null), (.undefined, .undefined): return true
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            return Self.areSame(left, right, &work)
        case (.dict(let left), .dict(let right)): return left.isSame(as: right, &work)
        case (.bigInt(let left), .bigInt(let right)): return left == right
        case (.range(let left), .range(let right)): return left.isSame(as: right)
        case (.function(let left), .function(let right)): return left == right
        default: return isSameNumber(as: other) || isSameObject(as: other)
        }
    }

    private static func areSame(_ left: [Value], _ right: [Value], _ work: inout Int) -> Bool {
        if left.count != right.count { return false }
        for index in left.indices {
            if work > mostCompared || !left[index].isSame(as: right[index], &work) { return false }
        }
        return true
    }

    private func isSameNumber(as other: Value) -> Bool {
        if let left = integer, let right = other.integer { return left == right }
        guard let left = number, let right = other.number else { return false }
        return left == right
    }

    private func isSameObject(as other: Value) -> Bool {
        switch (self, other) {
        case (.namespace(let left), .namespace(let right)): left === right
        case (.loop(let left), .loop(let right)): left === right
        case (.macro(let left), .macro(let right)): left === right
        case (.generator(let left), .generator(let right)): left === right
        case (.cycler(let left), .cycler(let right)): left === right
        case (.joiner(let left), .joiner(let right)): left === right
        default: false
        }
    }

    /// Python's `is`, where it can be told: singletons, small values and the same object.
    func isIdentical(to other: Value) -> Bool {
        switch (self, other) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.string(let left), .string(let right)): left.bytes == right.bytes
        case (.dict(let left), .dict(let right)): left === right
        case (.undefined(let left), .undefined(let right)): left === right
        default: isSameObject(as: other)
        }
    }

    /// Whether `self` comes before `other`.
    ///
    /// - Parameter sign: the operator to name when the types have no order.
    func isLess(than other: Value, sign: String = "<") throws(JinjaError) -> Bool {
        switch (self, other) {
        case (.string(let left), .string(let right)):
            return left.bytes.lexicographicallyPrecedes(right.bytes)
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            for (one, another) in zip(left, right) where !one.isSame(as: another) {
                return try one.isLess(than: another, sign: sign)
            }
            return left.count < right.count
        case (.undefined(let value), _), (_, .undefined(let value)): throw value.error
        default: break
        }
        if let left = integer, let right = other.integer { return left < right }
        if let left = number, let right = other.number { return left < right }
        throw .type(
            "'\(sign)' not supported between instances of '\(typeName)' and '\(other.typeName)'")
    }
}

extension Value {
    /// Whether values stand in one another deeper than `levels`, or are too many to tell; `work` counts
    /// them.
    func isNested(deeperThan levels: Int, _ work: inout Int) -> Bool {
        let elements: [Value]
        switch self {
        case .list(let values), .tuple(let values): elements = values
        case .dict(let dict): elements = dict.values
        default: return false
        }
        if levels == 0 { return true }
        for element in elements {
            work += 1
            if work > Self.mostCompared { return true }
            if element.isNested(deeperThan: levels - 1, &work) { return true }
        }
        return false
    }
}

extension Dict {
    fileprivate func isSame(as other: Dict, _ work: inout Int) -> Bool {
        if self === other { return true }
        if count != other.count { return false }
        for (key, value) in zip(keys, values) {
            if work > Value.mostCompared { return false }
            guard let there = other[key], value.isSame(as: there, &work) else { return false }
        }
        return true
    }
}

extension PythonRange {
    fileprivate func isSame(as other: PythonRange) -> Bool {
        if count != other.count { return false }
        return count == 0 || start == other.start && (count == 1 || step == other.step)
    }
}
