// The sample of documents that training does not see and its report measures on.
import ByteKernels

/// Texts held back, a bounded number of bytes: those with the smallest hashes. The same texts are
/// kept however they were shared out among files and tasks, and in whatever order they came.
struct HeldBackTexts {
    struct Item {
        let hash: UInt64
        let groups: [TokenizerComparison.Group]
        let text: [UInt8]
    }

    /// Longer texts are not held back.
    static let longestText = 1 << 20
    private static let byteLimit = 4 << 20

    /// By hash.
    private(set) var items: [Item] = []
    private var byteCount = 0

    /// A text's place in the order by chance.
    static func hash(_ text: [UInt8]) -> UInt64 { xxHash64(text.span, seed: 0x6865_6C64) }

    mutating func add(_ item: Item) {
        items.append(item)
        byteCount += item.text.count
        if byteCount > 2 * Self.byteLimit { trim() }
    }

    mutating func add(_ other: HeldBackTexts) {
        for item in other.items { add(item) }
    }

    /// Sorts, and keeps what fits.
    mutating func trim() {
        items.sort { ($0.hash, $0.groups.description) < ($1.hash, $1.groups.description) }
        byteCount = 0
        let kept = items.prefix {
            if byteCount + $0.text.count > Self.byteLimit { return false }
            byteCount += $0.text.count
            return true
        }
        items = Array(kept)
    }

    /// The texts in order of their hashes, for a file.
    func serialized() -> [UInt8] {
        var sorted = self
        sorted.trim()
        var bytes: [UInt8] = []
        for item in sorted.items {
            append(item.hash, to: &bytes)
            append(UInt64(item.groups.count), to: &bytes)
            for group in item.groups {
                append(Array(group.field.utf8), to: &bytes)
                append(Array(group.value.utf8), to: &bytes)
            }
            append(item.text, to: &bytes)
        }
        return bytes
    }

    init() {}

    /// Reads what ``serialized()`` wrote in the same run.
    init(serialized bytes: [UInt8]) {
        var at = 0
        func number() -> UInt64 {
            defer { at += 8 }
            return bytes[at..<at + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        func text() -> [UInt8] {
            let count = Int(number())
            defer { at += count }
            return Array(bytes[at..<at + count])
        }
        while at < bytes.count {
            let hash = number()
            let groups = (0..<number()).map { _ in
                TokenizerComparison.Group(
                    field: String(decoding: text(), as: UTF8.self),
                    value: String(decoding: text(), as: UTF8.self))
            }
            add(Item(hash: hash, groups: groups, text: text()))
        }
    }

    private func append(_ number: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    private func append(_ text: [UInt8], to bytes: inout [UInt8]) {
        append(UInt64(text.count), to: &bytes)
        bytes.append(contentsOf: text)
    }
}
