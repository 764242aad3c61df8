// A vocabulary: the bytes of every token, by id and back.

/// The tokens of a model: ids from 0, each with its bytes, possibly with gaps.
public struct Vocabulary: Sendable {
    private var arena: [UInt8] = []
    private var starts: [UInt32] = [0]
    private var present: [Bool] = []
    /// Open addressing over the bytes; 0 is empty, else id + 1. The smallest id wins a tie.
    private var slots: [UInt32] = []
    /// How many ids have a token.
    public private(set) var tokenCount = 0

    /// Ids that no bytes lead to.
    private var hidden: Set<UInt32> = []

    /// `tokens[id]` is the token's bytes, nil where the id is unused. Those in `hidden` have bytes,
    /// but are not found by them: text never is these tokens.
    public init(_ tokens: [[UInt8]?], hidden: Set<UInt32> = []) {
        self.hidden = hidden
        arena.reserveCapacity(tokens.reduce(0) { $0 + ($1?.count ?? 0) })
        var size = 16
        while size < tokens.count * 2 { size *= 2 }
        slots = [UInt32](repeating: 0, count: size)
        for token in tokens { append(token) }
    }

    /// How many bytes all tokens have.
    var byteCount: Int { arena.count }

    /// One past the largest id.
    public var idBound: Int { present.count }

    /// The bytes of a token; empty for an id that has none.
    public subscript(_ id: UInt32) -> ArraySlice<UInt8> {
        guard Int(id) < present.count else { return [] }
        return arena[Int(starts[Int(id)])..<Int(starts[Int(id) + 1])]
    }

    /// Whether an id has a token.
    public func contains(_ id: UInt32) -> Bool { Int(id) < present.count && present[Int(id)] }

    /// How many bytes a token has; 0 for an id that has none.
    public func byteCount(_ id: UInt32) -> Int {
        Int(id) < present.count ? Int(starts[Int(id) + 1] - starts[Int(id)]) : 0
    }

    /// Whether tokens are a text's bytes one after the other; appends where each of them ends.
    public func spells(_ text: Span<UInt8>, with ids: Span<UInt32>, ends: inout [Int]) -> Bool {
        text.withUnsafeBytes { text in
            arena.withUnsafeBytes { arena in
                var end = 0
                for index in ids.indices {
                    let id = Int(ids[index])
                    guard id < present.count else { return false }
                    let start = Int(starts[id])
                    let count = Int(starts[id + 1]) - start
                    guard count <= text.count - end,
                        Self.areEqual(text, end, arena, start, count)
                    else { return false }
                    end += count
                    ends.append(end)
                }
                return end == text.count
            }
        }
    }

    /// Whether two stretches of `count` bytes are the same; short ones in one step.
    private static func areEqual(
        _ one: UnsafeRawBufferPointer, _ start: Int, _ other: UnsafeRawBufferPointer, _ place: Int,
        _ count: Int
    ) -> Bool {
        if count == 0 { return true }
        if count <= 8, one.count - start >= 8, other.count - place >= 8 {
            let difference =
                one.loadUnaligned(fromByteOffset: start, as: UInt64.self)
                ^ other.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            return UInt64(littleEndian: difference) << UInt64(64 - 8 * count) == 0
        }
        return one[start..<start + count].elementsEqual(other[place..<place + count])
    }

    /// The id of a token with exactly these bytes.
    public func id(of bytes: some Collection<UInt8>) -> UInt32? {
        var slot = Int(truncatingIfNeeded: Self.hash(bytes)) & (slots.count - 1)
        while slots[slot] != 0 {
            if self[slots[slot] - 1].elementsEqual(bytes) { return slots[slot] - 1 }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    mutating func append(_ token: [UInt8]?) {
        let id = UInt32(present.count)
        present.append(token != nil)
        arena.append(contentsOf: token ?? [])
        starts.append(UInt32(arena.count))
        guard let token else { return }
        tokenCount += 1
        if (present.count + 1) * 3 > slots.count * 2 { rehash() }
        if !hidden.contains(id), self.id(of: token) == nil { insert(id, token) }
    }

    private mutating func rehash() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for id in 0..<UInt32(present.count - 1)
        where present[Int(id)] && !hidden.contains(id) && self.id(of: self[id]) == nil {
            insert(id, self[id])
        }
    }

    private mutating func insert(_ id: UInt32, _ bytes: some Collection<UInt8>) {
        var slot = Int(truncatingIfNeeded: Self.hash(bytes)) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = id + 1
    }

    private static func hash(_ bytes: some Collection<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash ^ (hash &>> 29)
    }
}
