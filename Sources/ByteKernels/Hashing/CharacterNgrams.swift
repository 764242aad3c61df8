// The rows that fastText gives to a word's n-grams of characters.
import CByteKernels

/// Hashes n-grams of characters into the buckets of a fastText model.
///
/// The hash is fastText's FNV-1a, in which a byte above 127 is sign-extended before the xor.
public struct CharacterNgrams: Sendable {
    private let table: cbk_ngram_table

    /// - Parameters:
    ///   - minimum: how many characters an n-gram has at least; below 1 is 1.
    ///   - maximum: and at most; there are none where it is below `minimum`.
    ///   - buckets: what hashes are reduced to; positive.
    ///   - firstRow: the first bucket's row.
    public init(minimum: Int32, maximum: Int32, buckets: UInt32, firstRow: Int32) {
        precondition(buckets > 0)
        table = cbk_ngram_table(
            minimum: minimum, maximum: maximum, buckets: buckets,
            magic: UInt64.max / UInt64(buckets) &+ 1, first: firstRow)
    }

    /// The buckets that a pruned model kept; the memory is its owner's, who no longer writes to it.
    public struct Kept: @unchecked Sendable {
        fileprivate let table: cbk_kept_buckets

        /// - Parameters:
        ///   - bits: one a bucket.
        ///   - before: how many buckets are kept before each 64.
        ///   - rows: the row of each kept bucket, counted from the first bucket's; nil where the
        ///     rows stand in the buckets' order.
        public init(
            bits: UnsafePointer<UInt64>, before: UnsafePointer<UInt32>,
            rows: UnsafePointer<Int32>?
        ) {
            table = cbk_kept_buckets(bits: bits, before: before, rows: rows)
        }

        fileprivate init() { table = cbk_kept_buckets() }
    }

    /// Writes the rows of a word's n-grams of whole characters, the first and the last byte alone
    /// left out; returns how many there are, and how many n-grams were looked for.
    /// - Parameters:
    ///   - kept: nil keeps every bucket.
    ///   - rows: with room for each n-gram.
    @inline(__always)
    public func write(
        _ word: UnsafePointer<UInt8>, count: Int, kept: Kept?,
        to rows: UnsafeMutablePointer<Int32>
    ) -> (rows: Int, tried: Int) {
        var tried = 0
        let found = withUnsafePointer(to: table) { table in
            withUnsafePointer(to: (kept ?? Kept()).table) { kept in
                cbk_ngram_rows(word, count, table, kept, rows, &tried)
            }
        }
        return (found, tried)
    }
}
