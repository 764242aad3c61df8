// Shows where texts are cut before merging.
import BytePairEncoding
import FileFormats

/// The pieces of texts as `{"id": …, "ends": […]}` lines.
package struct TextSplitting {
    package let preTokenizer: PreTokenizer
    /// Whether to write the pieces, not where they end.
    package let writesPieces: Bool

    package init(_ preTokenizer: PreTokenizer, writesPieces: Bool) {
        self.preTokenizer = preTokenizer
        self.writesPieces = writesPieces
    }

    /// Gives lines to `write`.
    package func run(
        _ source: TextSource, warn: @escaping (String) -> Void, write: ([UInt8]) -> Void
    ) throws {
        let blocks = try TextBlocks(source, warn: warn)
        var scanner = TextScanner(source)
        var (found, without) = (0, 0)
        while let block = try blocks.next() {
            var writer = JSONWriter()
            without += try scanner.visit(block) { item, text, json in
                found += 1
                writer.beginObject()
                writer.key("id")
                writer.raw(idBytes(of: item, in: block, &json).span)
                self.write(preTokenizer.pieces(in: text), of: text, to: &writer)
                writer.endObject()
                writer.endLine()
            }
            write(writer.bytes)
        }
        try blocks.checkTexts(found: found, without: without)
    }

    private func write(_ ranges: [Range<Int>], of text: Span<UInt8>, to writer: inout JSONWriter) {
        writer.key(writesPieces ? "pieces" : "ends")
        writer.beginArray()
        for range in ranges {
            if writesPieces {
                writer.string(text.extracting(range))
            } else {
                writer.int(range.upperBound)
            }
        }
        writer.endArray()
    }
}
