// A bench for the block model: dumps blocks with their features, extracts with a given model.
import Glibc
import HTMLText

/// Files of pages and of texts are sequences of a 32-bit length and as many bytes.
///
///     html-lab features                    the names: of a page's features, of a block's, of the
///                                          kinds; a line each, an empty line between the three
///     html-lab blocks PAGES OUT [MODEL]    per page: its row, count, the blocks' rows, texts,
///                                          and the words in names and text, as hashes
///     html-lab extract PAGES OUT [MODEL]   per page: its main text
///     html-lab kinds PAGES [MODEL]         prints per page its kind and how likely that is
///     html-lab time PAGES [ROUNDS]         prints megabytes per CPU second
///     html-lab parse PAGES [ROUNDS]        the same for libxml2 alone, by SAX, with empty handlers
///
/// FAVOR and FORMAT in the environment set the extractor's options.
@main
enum Lab {
    static func main() {
        let arguments = CommandLine.arguments
        if arguments.dropFirst() == ["features"] {
            let names = [
                HTMLExtractor.BlockDump.pageFeatureNames, HTMLExtractor.BlockDump.featureNames,
                HTMLExtractor.BlockDump.kindNames,
            ]
            return print(names.map { $0.joined(separator: "\n") }.joined(separator: "\n\n"))
        }
        guard arguments.count > 2 else {
            return print("usage: html-lab features|blocks|extract|kinds|time|parse PAGES …")
        }
        let pages = PageFile(read(arguments[2]))
        switch arguments[1] {
        case "blocks":
            dump(pages, to: arguments[3], model: arguments.count > 4 ? arguments[4] : nil)
        case "extract":
            extract(pages, to: arguments[3], model: arguments.count > 4 ? arguments[4] : nil)
        case "kinds": kinds(pages, model: arguments.count > 3 ? arguments[3] : nil)
        default: time(arguments[1], pages, arguments.count > 3 ? Int(arguments[3]) ?? 3 : 3)
        }
    }

    static func dump(_ pages: PageFile, to path: String, model: String?) {
        // The shipped model may be of an older layout.
        let extractor = HTMLExtractor(
            favor: .balanced, format: .text, modelTable: model.map(read) ?? [])
        let scratch = HTMLExtractor.Scratch()
        let out = fopen(path, "wb")
        for range in pages.ranges {
            let blocks = extractor.blocks(
                pages.bytes.span.extracting(range), recordsWords: model == nil, scratch: scratch)
            _ = blocks.pageFeatures.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, out) }
            write(UInt32(blocks.texts.count), to: out)
            _ = blocks.features.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, out) }
            for text in blocks.texts { write(text, to: out) }
            write(blocks.words, to: out)
            write(UInt32(blocks.names.count), to: out)
            for names in blocks.names { write(names, to: out) }
            let nodes = blocks.nodes.flatMap { [$0.parent, $0.names] }
            write(nodes.map(UInt32.init(bitPattern:)), to: out)
            write(blocks.places.map(UInt32.init(bitPattern:)), to: out)
        }
        fclose(out)
    }

    static func kinds(_ pages: PageFile, model: String?) {
        let scratch = HTMLExtractor.Scratch()
        let extractor =
            model.map {
                HTMLExtractor(favor: .balanced, format: .text, modelTable: read($0))
            } ?? HTMLExtractor()
        var text: [UInt8] = []
        for range in pages.ranges {
            let page = extractor.extract(
                pages.bytes.span.extracting(range), scratch: scratch, into: &text
            ).measurements
            print(page.kind.map { "\($0)" } ?? "-", page.kindProbability)
        }
    }

    static func extract(_ pages: PageFile, to path: String, model: String?) {
        let scratch = HTMLExtractor.Scratch()
        let favor = ExtractionFavor(rawValue: environment("FAVOR")) ?? .balanced
        let format = ExtractionFormat(rawValue: environment("FORMAT")) ?? .text
        let extractor =
            model.map {
                HTMLExtractor(favor: favor, format: format, modelTable: read($0))
            } ?? HTMLExtractor(favor: favor, format: format)
        let out = fopen(path, "wb")
        var text: [UInt8] = []
        for range in pages.ranges {
            _ = extractor.extract(
                pages.bytes.span.extracting(range), scratch: scratch, into: &text)
            write(text, to: out)
        }
        fclose(out)
    }

    static func time(_ what: String, _ pages: PageFile, _ rounds: Int) {
        let extractor = HTMLExtractor()
        let scratch = HTMLExtractor.Scratch()
        let parser = BareParser()
        var text: [UInt8] = []
        for _ in 0..<rounds {
            let start = cpuSeconds()
            var size = 0
            for range in pages.ranges {
                size += range.count
                let page = pages.bytes.span.extracting(range)
                if what == "parse" {
                    parser.parse(page)
                } else {
                    _ = extractor.extract(page, scratch: scratch, into: &text)
                }
            }
            let seconds = cpuSeconds() - start
            print("\(pages.ranges.count) pages, \(Double(size) / 1e6 / seconds) MB per CPU second")
        }
    }

    static func environment(_ name: String) -> String {
        getenv(name).map { String(cString: $0) } ?? ""
    }

    static func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    static func read(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "rb") else { return [] }
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: ftell(file))
        rewind(file)
        fread(&bytes, 1, bytes.count, file)
        return bytes
    }

    static func write(_ number: UInt32, to file: UnsafeMutablePointer<FILE>?) {
        _ = withUnsafeBytes(of: number.littleEndian) { fwrite($0.baseAddress, 1, 4, file) }
    }

    static func write(_ numbers: [UInt32], to file: UnsafeMutablePointer<FILE>?) {
        write(UInt32(numbers.count), to: file)
        for number in numbers { write(number, to: file) }
    }

    static func write(_ bytes: [UInt8], to file: UnsafeMutablePointer<FILE>?) {
        write(UInt32(bytes.count), to: file)
        fwrite(bytes, 1, bytes.count, file)
    }
}

/// Pages one after the other, each after its length.
struct PageFile {
    let bytes: [UInt8]
    private(set) var ranges: [Range<Int>] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var at = 0
        while at + 4 <= bytes.count {
            let length = (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
            ranges.append(at + 4..<min(bytes.count, at + 4 + length))
            at += 4 + length
        }
    }
}
