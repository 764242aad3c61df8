// What the phases of `minhash_dedup` leave each other: records of fixed width.
import FileFormats

/// What is known of a document with a signature; ordered by key.
struct SketchedDocument: FixedRecord {
    let key: UInt64
    /// Which file of its task holds the sketch (upper 24 bits), and from which value on.
    let place: UInt64
    /// Values of the sketch, and in the top bit whether they are all.
    let extent: UInt64
    /// Its rank by the survivor policy: the smallest of a cluster stays.
    let order: UInt64
    /// Decides between equal ranks, whatever the order of the input.
    let tie: UInt64

    /// Above the keys of all documents of a run: documents of an index.
    static let indexed: UInt64 = 1 << 63

    /// The same document where its sketch is in file `part`, from value `offset` on.
    func moved(to key: UInt64, part: Int, offset: Int) -> SketchedDocument {
        SketchedDocument(
            key: key, place: UInt64(part) << 40 | UInt64(offset), extent: extent, order: order,
            tie: tie)
    }

    var part: Int { Int(place >> 40) }
    var offset: Int { Int(place & 0xFF_FFFF_FFFF) }
    var count: Int { Int(extent & ~(1 << 63)) }
    var isWhole: Bool { extent >> 63 == 1 }

    static func < (a: SketchedDocument, b: SketchedDocument) -> Bool { a.key < b.key }
}

/// Where a document's identifier is; ordered by key.
struct NamedDocument: KeyedRecord {
    let key: UInt64
    /// Which file of its task (upper 24 bits), and from which byte on.
    let place: UInt64
    let count: UInt64

    var part: Int { Int(place >> 40) }
    var range: Range<Int> {
        let start = Int(place & 0xFF_FFFF_FFFF)
        return start..<(start + Int(clamping: min(count, 1 << 40)))
    }

    static func < (a: NamedDocument, b: NamedDocument) -> Bool { a.key < b.key }
}

/// Two documents that share a bucket, the smaller key first.
package struct CandidatePair: FixedRecord {
    package let first: UInt64
    package let second: UInt64

    package init(_ a: UInt64, _ b: UInt64) {
        first = min(a, b)
        second = max(a, b)
    }

    package static func < (a: CandidatePair, b: CandidatePair) -> Bool {
        a.first != b.first ? a.first < b.first : a.second < b.second
    }
}

/// Two documents that resemble each other, the smaller key first.
package struct SimilarPair: FixedRecord {
    package let first: UInt64
    package let second: UInt64
    /// A `Double`'s bits.
    package let similarity: UInt64

    package init(_ a: UInt64, _ b: UInt64, similarity: UInt64) {
        first = min(a, b)
        second = max(a, b)
        self.similarity = similarity
    }

    package static func < (a: SimilarPair, b: SimilarPair) -> Bool {
        if a.first != b.first { return a.first < b.first }
        return a.second != b.second ? a.second < b.second : a.similarity < b.similarity
    }
}

/// A node of the graph of duplicates.
struct NodeRecord: FixedRecord {
    let key: UInt64

    static func < (a: NodeRecord, b: NodeRecord) -> Bool { a.key < b.key }
}

/// A member of a cluster; ordered so that the one to keep comes first.
struct ClusterMember: FixedRecord {
    let cluster: UInt64
    let order: UInt64
    let tie: UInt64
    let key: UInt64

    static func < (a: ClusterMember, b: ClusterMember) -> Bool {
        if a.cluster != b.cluster { return a.cluster < b.cluster }
        if a.order != b.order { return a.order < b.order }
        return a.tie != b.tie ? a.tie < b.tie : a.key < b.key
    }
}

/// A document to drop, by the key of the one that stays.
struct TwinRecord: FixedRecord {
    let kept: UInt64
    let dropped: UInt64
    let clusterSize: UInt64

    static func < (a: TwinRecord, b: TwinRecord) -> Bool {
        if a.kept != b.kept { return a.kept < b.kept }
        return a.dropped != b.dropped ? a.dropped < b.dropped : a.clusterSize < b.clusterSize
    }
}

/// A document to drop, by its own key.
struct DropRecord: KeyedRecord {
    let key: UInt64
    let kept: UInt64
    let clusterSize: UInt64
    /// The similarity with the one that stays, as a `Double`'s bits.
    let similarity: UInt64

    static func < (a: DropRecord, b: DropRecord) -> Bool { a.key < b.key }
}
