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
    }

    /// Cuts a page into blocks without choosing among them.
    package func blocks(_ page: Span<UInt8>, scratch: Scratch) -> BlockDump {
        page.withUnsafeBufferPointer { bytes in
            _ = scratch.read(bytes, declared: nil, for: self)
        }
        let (pageRow, rows) = scratch.describe()
        return BlockDump(
            pageFeatures: Array(pageRow), features: Array(rows), texts: scratch.texts)
    }
}
