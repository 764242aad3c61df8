// Blocks with their features and texts, for training the block model.

extension HTMLExtractor {
    /// One page's blocks as the model sees them.
    package struct BlockDump {
        package var count = 0
        package var features: [Int16] = []
        package var texts: [[UInt8]] = []

        package static var width: Int { BlockFeatures.width }
    }

    /// Cuts a page into blocks without choosing among them.
    package func blocks(_ page: Span<UInt8>, scratch: Scratch) -> BlockDump {
        page.withUnsafeBufferPointer { bytes in
            _ = scratch.read(bytes, declared: nil, tables: tables)
        }
        scratch.chooser.describe(scratch.tree, scratch.blocks)
        var dump = BlockDump(count: scratch.blocks.count)
        dump.features = scratch.chooser.rows(dump.count)
        for block in scratch.blocks {
            var text: [UInt8] = []
            var writer = InlineWriter(scratch.tree, scratch.page, isMarkdown: false, isCode: false)
            writer.write(block, to: &text)
            dump.texts.append(text)
        }
        return dump
    }
}
