// A vocabulary: the bytes of every token, by id and back.
import Glibc

/// The tokens of a model: ids from 0, each with its bytes, possibly with gaps.
public struct Vocabulary: Sendable {
    private var arena: [UInt8] = []
    private var starts: [UInt32] = [0]
    private var present: [Bool] = []
    private var heads: [Head] = []
    /// Open addressing over the bytes; 0 is empty, else id + 1. The smallest id wins a tie.
    private var slots: [UInt32] = []
    /// How many ids have a token.
    public private(set) var tokenCount = 0

    /// What a token begins with: one look settles most comparisons with a text.
    private struct Head {
        /// Up to eight bytes, the first in the lowest bits; the rest is 0.
        var bytes: UInt64
        /// How many bytes all of the token has, and where they begin in the arena.
        var count: UInt32
        let start: UInt32

        init(_ token: [UInt8], start: UInt32) {
            bytes = 0
            for place in 0..<min(8, token.count) {
                bytes |= UInt64(token[place]) << UInt64(8 * place)
            }
            count = UInt32(token.count)
            self.start = start
        }

        /// Whether the token stands at a place of a text; `arena` has what the head leaves out.
        @inline(__always)
        func stands(
            in text: UnsafeRawBufferPointer, at place: Int, rest arena: UnsafeRawBufferPointer
        ) -> Bool {
            let count = Int(count)
            guard count <= text.count &- place else { return false }
            if text.count &- place < 8 { return standsAtEnd(of: text, at: place) }
            let word = text.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            let difference = UInt64(littleEndian: word) ^ bytes
            if count <= 8 { return difference << UInt64(64 &- 8 &* count) == 0 }
            if count <= 16 {
                let (end, own) = (place &+ count &- 8, Int(start) &+ count &- 8)
                return difference == 0
                    && text.loadUnaligned(fromByteOffset: end, as: UInt64.self)
                        == arena.loadUnaligned(fromByteOffset: own, as: UInt64.self)
            }
            guard difference == 0, let token = arena.baseAddress, let text = text.baseAddress
            else { return false }
            return memcmp(text + place + 8, token + Int(start) + 8, count &- 8) == 0
        }

        /// In a text that has fewer than eight bytes from the place on.
        private func standsAtEnd(of text: UnsafeRawBufferPointer, at place: Int) -> Bool {
            (0..<Int(count)).allSatisfy {
                text[place + $0] == UInt8(truncatingIfNeeded: bytes >> UInt64(8 * $0))
            }
        }
    }

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

    /// Whether tokens are a text's bytes one after the other; `ends` becomes where each of them ends.
    public func spells(_ text: Span<UInt8>, with ids: Span<UInt32>, ends: inout [Int]) -> Bool {
        if ends.count < ids.count {
            ends.append(contentsOf: repeatElement(0, count: ids.count - ends.count))
        } else {
            ends.removeLast(ends.count - ids.count)
        }
        return text.withUnsafeBytes { text in
            ends.withUnsafeMutableBufferPointer { ends in spells(text, ids, ends) }
        }
    }

    private func spells(
        _ text: UnsafeRawBufferPointer, _ ids: Span<UInt32>, _ ends: UnsafeMutableBufferPointer<Int>
    ) -> Bool {
        heads.withUnsafeBufferPointer { heads in
            arena.withUnsafeBytes { arena in
                var end = 0
                for index in ids.indices {
                    let id = Int(ids[index])
                    guard id < heads.count, heads[id].stands(in: text, at: end, rest: arena)
                    else { return false }
                    end &+= Int(heads[id].count)
                    ends[index] = end
                }
                return end == text.count
            }
        }
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
        heads.append(Head(token ?? [], start: starts[starts.count - 2]))
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
