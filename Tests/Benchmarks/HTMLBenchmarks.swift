// Main text of real pages, beside libxml2 parsing the same pages and doing nothing with them.
import CLibXML2
import HTMLText

let htmlBenchmarks = BenchmarkArea(name: "html") { inputs in
    let pages = try inputs.pages()
    let extractor = HTMLExtractor()
    let scratch = HTMLExtractor.Scratch()
    var text: [UInt8] = []
    return [
        Benchmark(
            "extract", bytes: pages.reduce(0) { $0 + $1.count }, floor: parsing(pages)
        ) {
            for page in pages {
                keep(extractor.extract(page.span, scratch: scratch, into: &text))
            }
        }
    ]
}

/// libxml2's tree of every page.
private func parsing(_ pages: [[UInt8]]) -> Benchmark.Floor {
    let quiet = Int32(
        HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
            | HTML_PARSE_NONET.rawValue)
    return Benchmark.Floor(name: "libxml2 parse") {
        for page in pages {
            page.withUnsafeBytes { bytes in
                let start = bytes.bindMemory(to: CChar.self).baseAddress
                xmlFreeDoc(htmlReadMemory(start, Int32(bytes.count), nil, "UTF-8", quiet))
            }
        }
    }
}
