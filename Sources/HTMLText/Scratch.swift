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
        private var pathWords = PathWordTable()
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
        let limit = extractor.maximumElements
        PageScanner.scan(
            text, tables: extractor.tables, maximumElements: limit, storage: &page)
        parser.parse(page, into: &tree)
        if tree.isTooDeep {
            PageScanner.scan(
                text, tables: extractor.tables, flat: true, maximumElements: limit, storage: &page)
            parser.parse(page, into: &tree)
        }
        pathWords = extractor.tables.pathWords
        var evidence = KindEvidence()
        swap(&evidence, &page.evidence)
        BlockBuilder.build(
            tree, page, telling: extractor.telling, extractor.tables.lexicon, evidence: &evidence,
            into: &blocks)
        swap(&evidence, &page.evidence)
        NodeSums.fill(&sums, tree, blocks)
    }

    func choose(_ model: BlockModel, _ favor: ExtractionFavor) {
        chooser.choose(cut, model, favor, keep: &keep)
    }

    private var cut: CutPage {
        CutPage(scanned: page, tree: tree, blocks: blocks, sums: sums, pathWords: pathWords)
    }

    /// The features of the page and of its blocks: see ``ContentChooser/describe(_:)``.
    func describe() -> (page: [Int16], blocks: [Int16]) {
        chooser.describe(cut)
    }

    /// From here on all words are recorded.
    func recordWords() { page.evidence.record = WordRecord() }

    func addWords(to dump: inout HTMLExtractor.BlockDump) {
        dump.words = page.evidence.record?.words.sorted() ?? []
        dump.names = page.evidence.record?.names ?? []
        dump.nodes = tree.nodes.map { ($0.parent, Int32($0.names.weight)) }
        dump.places = blocks.map(\.node)
    }

    /// Replaces `text` by the kept blocks, with the page's title where it is wanted.
    func write(
        _ format: ExtractionFormat, _ title: TitlePlacement, into text: inout [UInt8]
    ) {
        guard title != .inPlace else { return write(format, into: &text) }
        let heading = TitleHeading(
            tree: tree, blocks: blocks, metadata: page.metadata, text: text(of:)
        ).findTopic()
        if let heading {
            let hash = blocks[heading].text.hash
            for index in blocks.indices where blocks[index].text.hash == hash {
                keep[index] = false
            }
        }
        write(format, into: &text)
        guard title == .firstLine, !text.isEmpty else { return }
        var line = heading.map { self.text(of: blocks[$0]) } ?? page.metadata.title
        guard !line.isEmpty else { return }
        TextWriter.trimAnchors(from: 0, &line)
        if format == .markdown {
            MarkdownText.rewrite(from: 0, of: &line, as: .heading)
            line = Array("# ".utf8) + line
        }
        text.insert(contentsOf: line + [0x0A, 0x0A], at: 0)
    }

    /// Replaces `text` by the kept blocks.
    private func write(_ format: ExtractionFormat, into text: inout [UInt8]) {
        text.removeAll(keepingCapacity: true)
        numbers.fill(tree)
        var writer = TextWriter(tree, page, sums, numbers, format)
        for (index, block) in blocks.enumerated() where keep[index] {
            writer.write(block, to: &text)
        }
        writer.finish(&text)
        if page.statedText.count >= Self.leastStated, text.count * 3 < page.statedText.count {
            writeStated(into: &text)
        }
    }

    /// Stated texts shorter than this say nothing that a page could lack.
    private static let leastStated = 100

    /// What the page states for machines, where it shows far less: a script would have shown it.
    private func writeStated(into text: inout [UInt8]) {
        text.removeAll(keepingCapacity: true)
        for byte in page.statedText {
            text.append(byte == PageScanner.statedCodeBreak ? 0x0A : byte)
            if byte == 0x0A, text.count > 1, text[text.count - 2] != 0x0A { text.append(0x0A) }
        }
        while let last = text.last, last <= 0x20 { text.removeLast() }
    }

    /// The text of each block, without marks.
    var texts: [[UInt8]] { blocks.map(text(of:)) }

    private func text(of block: Block) -> [UInt8] {
        var text: [UInt8] = []
        var writer = InlineWriter(tree, page)
        writer.write(block, to: &text)
        return text
    }

    /// A kind that is less likely, in percent, isn't named: with seven kinds, chance gives half.
    private static let leastKind: Int32 = 30

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
        let best = chooser.kinds.best
        if !blocks.isEmpty, chooser.kinds[best] >= Self.leastKind {
            result.kind = best
            result.kindProbability = Double(chooser.kinds[best]) / 100
        }
        result.textBytes = textBytes
        result.elements = page.elements.count
        result.blocks = blocks.count
        result.keptShare = all > 0 ? Double(kept) / Double(all) : 0
        result.linkDensity = kept > 0 ? Double(links) / Double(kept) : 0
        return result
    }
}
