// A cluster of near-duplicates of a run, as its ledger tells.

/// Documents that a stage took for near-duplicates of one that stayed.
package struct DuplicateCluster {
    /// One of them.
    package struct Member {
        package let id: String
        package let url: String?
        /// How similar to the one that stayed, as the ledger writes it; `nil` for that one, and
        /// where the stage doesn't measure it.
        package let similarity: String?
        package let place: DocumentFinder.Place

        init(_ row: LedgerRow, similarity: String?) {
            id = row["id"] ?? ""
            url = row["url"]
            self.similarity = similarity
            place = .init(source: row["source"] ?? "", place: row["place"] ?? "")
        }
    }

    /// The identifier of the document that stayed.
    package let id: String
    /// How many documents it has, the one that stayed included.
    package let size: Int
    /// The document that stayed; `nil` where the run only knows it from an index.
    package internal(set) var kept: Member?
    /// The first of those that were dropped, in the order of the input.
    package internal(set) var members: [Member] = []

    init(id: String, size: Int) {
        self.id = id
        self.size = size
    }
}
