// Feeds libFuzzer's inputs to the extractor and checks what must hold for every page.
import HTMLText

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<Int8>?>>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// One worker's state, as in a long run: pages must not change one another.
struct Target {
    let extractors = [
        HTMLExtractor(), HTMLExtractor(favor: .recall, format: .markdown),
        HTMLExtractor(favor: .precision),
    ]
    let scratch = HTMLExtractor.Scratch()
    let labels = ["", "utf-8", "gb2312", "shift_jis", "utf-16", "iso-2022-jp", "x"].map {
        Array($0.utf8)
    }

    /// The first byte chooses the options and the second the declared charset.
    func run(_ input: UnsafeBufferPointer<UInt8>) {
        guard input.count > 2 else { return }
        let page = UnsafeBufferPointer(rebasing: input.dropFirst(2)).span
        let extractor = extractors[Int(input[0]) % extractors.count]
        let label = labels[Int(input[1]) % labels.count]
        var text: [UInt8] = []
        var again: [UInt8] = []
        let result = extractor.extract(
            page, declaredCharset: label.span, scratch: scratch, into: &text)
        _ = extractor.extract(
            page, declaredCharset: label.span, scratch: HTMLExtractor.Scratch(), into: &again)
        precondition(text == again, "the page before this one changed its text")
        precondition(String(validating: text, as: UTF8.self) != nil, "not UTF-8")
        precondition(result.measurements.textBytes == text.count)
        precondition(result.measurements.keptBlocks <= result.measurements.blocks)
        // Marks, bullets and edges of cells come on top of the page's own characters.
        precondition(text.count <= 16 * page.count + 64, "more text than the page has")
    }
}

nonisolated(unsafe) private let target = Target()

@main
enum Fuzz {
    static func main() {
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        _ = runDriver(&count, &arguments) { data, size in
            target.run(UnsafeBufferPointer(start: data, count: size))
            return 0
        }
    }
}
