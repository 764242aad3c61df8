// Where the documents of an MDS shard end: at each sample's end, or inside packed sequences.

/// Where the documents of a shard's samples end.
struct MosaicDocuments {
    var ends = DocumentEnds()
    /// The first document of each sample, and the end; nil where a sample is a document.
    var starts: [Int]?
    /// Tokens of each sample where sequences are packed.
    var sequenceLength = 0

    init(_ samples: MosaicSamples, _ width: TokenWidth, _ file: NumberFile) throws(ShardError) {
        if samples.columns.contains(.ends) { starts = [0] }
        for number in 0..<samples.count {
            let count = try samples.elements("tokens", width.rawValue, of: number).count
            if starts == nil {
                ends.append(tokens: count)
            } else {
                try append(number, of: samples, tokens: count, file)
            }
        }
    }

    private mutating func append(
        _ number: Int, of samples: MosaicSamples, tokens count: Int, _ file: NumberFile
    ) throws(ShardError) {
        let place = try samples.elements("ends", 4, of: number)
        let numbers = try file.numbers(place.count, width: 4, at: place.bytes.lowerBound)
        let inner = try risingNumbers(
            numbers, from: 0, upTo: count, of: "sample \(number): document", "end", file.path)
        guard inner.last ?? 0 == count, number == 0 || count == sequenceLength else {
            throw ShardError(
                .wrongContent, file.path,
                "sample \(number): \(count) tokens, its documents end at \(inner.last ?? 0), and the "
                    + "others have \(sequenceLength)")
        }
        sequenceLength = count
        var last = 0
        for end in inner {
            ends.append(tokens: end - last)
            last = end
        }
        starts?.append(ends.documents)
    }
}
