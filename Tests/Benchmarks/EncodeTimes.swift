// `winnow-bench --encode`: the encoder alone, on texts in memory, as Python's programs are timed.
import BytePairEncoding
import Foundation
import Stages

/// Encodes a file's texts several times and prints the processor seconds of each pass as JSON.
///
/// The texts have NULs between them. The first pass begins with an empty memory of words; all ids
/// of a pass are kept.
func printEncodeTimes(tokenizer path: String, texts file: String) throws {
    let tokenizer = try TokenizerFile.load(path)
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
    let texts = bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
    let encoder = TokenEncoder(tokenizer)
    var times: [Double] = []
    var ids: [UInt32] = []
    // More than there will be: what isn't filled costs nothing.
    ids.reserveCapacity(bytes.count)
    for _ in 0..<3 {
        ids.removeAll(keepingCapacity: true)
        times.append(
            processorTime {
                for text in texts { encoder.encode(text.span, into: &ids) }
            })
    }
    let list = times.map { String($0) }.joined(separator: ", ")
    print(#"{"times": [\#(list)], "tokens": \#(ids.count)}"#)
}
