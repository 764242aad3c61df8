// One merge of a model.

/// One merge: `left` and `right` side by side become `result`.
public struct Merge: Sendable, Hashable {
    public var left: UInt32
    public var right: UInt32
    public var result: UInt32

    public init(left: UInt32, right: UInt32, result: UInt32) {
        self.left = left
        self.right = right
        self.result = result
    }
}
