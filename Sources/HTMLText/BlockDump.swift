// Blocks with their features and texts, for training the block model.

extension HTMLExtractor {
    /// One page and its blocks as the models see them.
    package struct BlockDump {
        /// The features' names, one per column of a row.
        package static var featureNames: [String] { FeatureLayout.shared.names }
        /// The same of a page's own row.
        package static var pageFeatureNames: [String] { PageLayout.shared.names }
        /// The kinds of pages, in the order of their models.
        package static var kindNames: [String] { PageKind.allCases.map { "\($0)" } }

        package var pageFeatures: [Int16] = []
        /// Row after row.
        package var features: [Int16] = []
        package var texts: [[UInt8]] = []
        /// The words of the page, those in the names of its elements, and for each node of its
        /// tree the node above it and the number of its names' words; the node of each block.
        package var words: [UInt32] = []
        package var names: [[UInt32]] = []
        package var nodes: [(parent: Int32, names: Int32)] = []
        package var places: [Int32] = []
    }

    /// Cuts a page into blocks without choosing among them.
    /// - Parameter recordsWords: the words are recorded, and the names' weights are not the model's.
    package func blocks(
        _ page: Span<UInt8>, recordsWords: Bool, scratch: Scratch
    ) -> BlockDump {
        if recordsWords { scratch.recordWords() }
        page.withUnsafeBufferPointer { bytes in
            _ = scratch.read(bytes, declared: nil, for: self)
        }
        let (pageRow, rows) = scratch.describe()
        var dump = BlockDump(
            pageFeatures: Array(pageRow), features: Array(rows), texts: scratch.texts)
        scratch.addWords(to: &dump)
        return dump
    }
}
