// Zeroed memory for large tables, straight from the system and in large pages where possible.
import CByteKernels

/// A zeroed block of memory that is freed with its owner.
public struct MappedTable: ~Copyable {
    /// The first byte; aligned to a page.
    public let base: UnsafeMutableRawPointer
    public let byteCount: Int

    /// Stops the program when the system refuses the memory.
    public init(byteCount: Int) {
        guard let memory = cbk_bpe_map(byteCount) else {
            fatalError("the system refused \(byteCount) bytes of memory for a table")
        }
        self.base = memory
        self.byteCount = byteCount
    }

    deinit { cbk_bpe_unmap(base, byteCount) }
}
