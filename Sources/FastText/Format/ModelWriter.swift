// Writes fastText's .bin and .ftz files, version 12.

/// Collects a model's bytes and hands them on in blocks.
struct ModelWriter {
    private var buffer: [UInt8] = []
    private let flush: ([UInt8]) throws -> Void

    init(to sink: @escaping ([UInt8]) throws -> Void) { flush = sink }

    mutating func write(_ model: FastTextModel) throws {
        append(ModelReader.magic)
        append(ModelReader.newestVersion)
        append(model.options)
        try append(model.vocabulary)
        append(model.isQuantized)
        try append(model.input)
        append(model.output.isQuantized)
        try append(model.output)
        try flush(buffer)
    }

    private mutating func append<Value: BitwiseCopyable>(_ value: Value) {
        withUnsafeBytes(of: value) { buffer.append(contentsOf: $0) }
    }

    private mutating func flushIfLarge() throws {
        guard buffer.count >= 1 << 20 else { return }
        try flush(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private mutating func append(_ options: ModelOptions) {
        append(options.dimension)
        append(options.windowSize)
        append(options.epochs)
        append(options.minimumCount)
        append(options.negatives)
        append(options.wordNgrams)
        append(options.loss.rawValue)
        append(3 as Int32)  // supervised
        append(options.buckets)
        append(options.minimumNgram)
        append(options.maximumNgram)
        append(options.rateUpdateInterval)
        append(options.samplingThreshold)
    }

    private mutating func append(_ vocabulary: Vocabulary) throws {
        let size = vocabulary.wordCount + vocabulary.labelCount
        append(Int32(size))
        append(Int32(vocabulary.wordCount))
        append(Int32(vocabulary.labelCount))
        append(vocabulary.tokenCount)
        append(Int64(vocabulary.pruned?.pairs.count ?? -1))
        for entry in 0..<size {
            buffer.append(contentsOf: vocabulary.bytes(of: entry))
            append(0 as UInt8)
            append(vocabulary.counts[entry])
            append(entry < vocabulary.wordCount ? 0 : 1 as Int8)
            try flushIfLarge()
        }
        for pair in vocabulary.pruned?.pairs ?? [] {
            append(pair.bucket)
            append(pair.row)
        }
    }

    private mutating func append(_ matrix: WeightMatrix) throws {
        switch matrix {
        case .dense(let matrix): try append(matrix)
        case .quantized(let matrix): append(matrix)
        }
    }

    private mutating func append(_ matrix: Matrix) throws {
        append(Int64(matrix.rows))
        append(Int64(matrix.columns))
        for row in 0..<matrix.rows {
            buffer.append(
                contentsOf: UnsafeRawBufferPointer(
                    start: matrix.row(row), count: matrix.columns * 4))
            try flushIfLarge()
        }
    }

    private mutating func append(_ matrix: QuantizedMatrix) {
        append(matrix.norms != nil)
        append(Int64(matrix.rows))
        append(Int64(matrix.quantizer.dimension))
        append(Int32(matrix.codes.count))
        buffer.append(contentsOf: matrix.codes)
        append(matrix.quantizer)
        if let norms = matrix.norms {
            buffer.append(contentsOf: norms.codes)
            append(norms.quantizer)
        }
    }

    private mutating func append(_ quantizer: ProductQuantizer) {
        append(Int32(quantizer.dimension))
        append(Int32(quantizer.parts))
        append(Int32(quantizer.partWidth))
        append(Int32(quantizer.width(ofPart: quantizer.parts - 1)))
        quantizer.centroids.withUnsafeBytes { buffer.append(contentsOf: $0) }
    }
}
