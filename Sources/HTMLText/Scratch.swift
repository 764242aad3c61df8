// The working memory of one extracting worker.

extension HTMLExtractor {
    /// Buffers and the parser's context, reused from page to page; one per worker.
    public final class Scratch {
        private var decoder = CharacterDecoder()
        private var decoded: [UInt8] = []
        private(set) var page = ScannedPage()
        private var tree = PageTree()
        private var blocks: [Block] = []
        private var sums: [NodeSums] = []
        private var chooser = ContentChooser()
        private var keep: [Bool] = []
        private var numbers = SiblingNumbers()
        private let parser = SkeletonParser()

        public init() {}
    }
}

extension HTMLExtractor.Scratch {
    /// Decodes, scans, parses a page and cuts it into blocks; returns its encoding.
    func read(
        _ bytes: UnsafeBufferPointer<UInt8>, declared: CharacterEncoding?,
        for extractor: HTMLExtractor
    ) -> CharacterEncoding {
        let limited = UnsafeBufferPointer(
            rebasing: bytes.prefix(HTMLExtractor.maximumPageBytes))
        let decision = EncodingDecision.decide(limited, declared: declared)
        let body = UnsafeBufferPointer(rebasing: limited[decision.markLength...])
        if decision.isCleanUTF8 {
            parse(body, extractor)
        } else {
            decoder.decode(body, decision.encoding, into: &decoded)
            decoded.withUnsafeBufferPointer { parse($0, extractor) }
        }
        return decision.encoding
    }

    private func parse(_ text: UnsafeBufferPointer<UInt8>, _ extractor: HTMLExtractor) {
        PageScanner.scan(text, tables: extractor.tables, storage: &page)
        parser.parse(page, into: &tree)
        if tree.isTooDeep {
            PageScanner.scan(text, tables: extractor.tables, flat: true, storage: &page)
            parser.parse(page, into: &tree)
        }
        BlockBuilder.build(tree, page, telling: extractor.telling, into: &blocks)
        NodeSums.fill(&sums, tree, blocks)
    }

    func choose(_ model: BlockModel, _ favor: ExtractionFavor) {
        chooser.choose(tree, blocks, sums, model, favor, keep: &keep)
    }

    /// The features of the blocks, row after row.
    func describe() -> ArraySlice<Int16> { chooser.describe(tree, blocks, sums) }

    /// Replaces `text` by the kept blocks.
    func write(_ format: ExtractionFormat, into text: inout [UInt8]) {
        text.removeAll(keepingCapacity: true)
        numbers.fill(tree)
        var writer = TextWriter(tree, page, sums, numbers, format)
        for (index, block) in blocks.enumerated() where keep[index] {
            writer.write(block, to: &text)
        }
        writer.finish(&text)
    }

    /// The text of each block, without marks.
    var texts: [[UInt8]] {
        blocks.map { block in
            var text: [UInt8] = []
            var writer = InlineWriter(tree, page, isMarkdown: false, isCode: false)
            writer.write(block, to: &text)
            return text
        }
    }

    func measurements(textBytes: Int) -> ExtractionMeasurements {
        var result = ExtractionMeasurements()
        var all = 0
        var kept = 0
        var links = 0
        for (index, block) in blocks.enumerated() {
            all += Int(block.text.characters)
            guard keep[index] else { continue }
            result.keptBlocks += 1
            kept += Int(block.text.characters)
            links += Int(block.linkCharacters)
        }
        result.textBytes = textBytes
        result.blocks = blocks.count
        result.keptShare = all > 0 ? Double(kept) / Double(all) : 0
        result.linkDensity = kept > 0 ? Double(links) / Double(kept) : 0
        return result
    }
}
