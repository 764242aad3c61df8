// The tokens of a file by id, while it is read.

/// The tokens of a file by id, while it is read.
struct TokenTable {
    /// Larger ids are refused, so that a damaged file cannot ask for all memory.
    static let idLimit: UInt32 = 1 << 24
    private(set) var tokens: [[UInt8]?] = []

    /// Sets a token whose id has none yet.
    mutating func set(_ id: UInt32, _ bytes: [UInt8]) throws(TokenizerError) {
        try replace(id, bytes, isNew: true)
    }

    mutating func replace(_ id: UInt32, _ bytes: [UInt8], isNew: Bool = false)
        throws(TokenizerError)
    {
        guard id < Self.idLimit else {
            throw TokenizerError(.invalidToken, "id \(id) is too large")
        }
        while tokens.count <= Int(id) { tokens.append(nil) }
        if isNew && tokens[Int(id)] != nil {
            throw TokenizerError(.duplicateID, "id \(id), \(text(bytes))")
        }
        tokens[Int(id)] = bytes
    }
}
