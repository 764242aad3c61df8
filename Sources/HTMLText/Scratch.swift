// The working memory of one extracting worker.

extension HTMLExtractor {
    /// Buffers and the parser's context, reused from page to page; one per worker.
    public final class Scratch {
        var decoder = CharacterDecoder()
        var decoded: [UInt8] = []
        var page = ScannedPage()
        var tree = PageTree()
        var blocks: [Block] = []
        var chooser = ContentChooser()
        var keep: [Bool] = []
        fileprivate var numbers = SiblingNumbers()
        let parser = SkeletonParser()

        public init() {}
    }
}

extension HTMLExtractor.Scratch {
    /// Decodes, scans and parses a page; returns the encoding that it was in.
    func read(
        _ bytes: UnsafeBufferPointer<UInt8>, declared: CharacterEncoding?, tables: ScannerTables
    ) -> CharacterEncoding {
        let limited = UnsafeBufferPointer(
            rebasing: bytes.prefix(HTMLExtractor.maximumPageBytes))
        let decision = EncodingDecision.decide(limited, declared: declared)
        let body = UnsafeBufferPointer(rebasing: limited[decision.markLength...])
        if decision.isCleanUTF8 {
            parse(body, tables)
        } else {
            decoder.decode(body, decision.encoding, into: &decoded)
            decoded.withUnsafeBufferPointer { parse($0, tables) }
        }
        return decision.encoding
    }

    private func parse(_ text: UnsafeBufferPointer<UInt8>, _ tables: ScannerTables) {
        PageScanner.scan(text, tables: tables, storage: &page)
        parser.parse(page, into: &tree)
        if tree.isTooDeep {
            PageScanner.scan(text, tables: tables, flat: true, storage: &page)
            parser.parse(page, into: &tree)
        }
        BlockBuilder.build(tree, page, telling: tables.telling, into: &blocks)
    }

    func choose(_ model: BlockModel, _ favor: ExtractionFavor) {
        chooser.choose(tree, blocks, model, favor, keep: &keep)
    }

    /// Replaces `text` by the kept blocks.
    func write(_ format: ExtractionFormat, into text: inout [UInt8]) {
        text.removeAll(keepingCapacity: true)
        numbers.fill(tree)
        var writer = TextWriter(tree, page, chooser.nodes.sums, numbers, format)
        for (index, block) in blocks.enumerated() where keep[index] {
            writer.write(block, to: &text)
        }
        writer.finish(&text)
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
