// Blocks with their features and texts, for training the block model.

extension HTMLExtractor {
    /// One page's blocks as the model sees them.
    package struct BlockDump {
        /// The features' names, one per column of a row.
        package static var featureNames: [String] { FeatureLayout.shared.names }

        /// Row after row.
        package var features: [Int16] = []
        package var texts: [[UInt8]] = []
    }

    /// Cuts a page into blocks without choosing among them.
    package func blocks(_ page: Span<UInt8>, scratch: Scratch) -> BlockDump {
        page.withUnsafeBufferPointer { bytes in
            _ = scratch.read(bytes, declared: nil, for: self)
        }
        return BlockDump(features: Array(scratch.describe()), texts: scratch.texts)
    }
}
