// Writes fastText's .bin and .ftz files, version 12.
import Glibc

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
        append(model.hasQuantizedOutput)
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

extension FastTextModel {
    /// The bytes of the model's file.
    public func fileBytes() throws -> [UInt8] {
        var all: [UInt8] = []
        var writer = ModelWriter { all.append(contentsOf: $0) }
        try writer.write(self)
        return all
    }

    /// Writes a .bin, or a .ftz if the model is quantised, through a temporary file beside it.
    public func write(to path: String) throws {
        let temporary = path + ".tmp"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw Self.unwritable(temporary) }
        do {
            defer { close(file) }
            var writer = ModelWriter { (block) throws in
                try Self.writeAll(block, to: file, path: temporary)
            }
            try writer.write(self)
            guard fsync(file) == 0 else { throw Self.unwritable(temporary) }
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else { throw Self.unwritable(path) }
    }

    private static func unwritable(_ path: String) -> FastTextError {
        FastTextError(.fileUnwritable, "\(path): \(String(cString: strerror(errno)))")
    }

    private static func writeAll(_ block: [UInt8], to file: Int32, path: String)
        throws
    {
        var done = 0
        while done < block.count {
            let count = block.withUnsafeBytes { bytes in
                Glibc.write(file, bytes.baseAddress! + done, bytes.count - done)
            }
            if count > 0 {
                done += count
            } else if count < 0, errno != EINTR {
                throw unwritable(path)
            }
        }
    }
}
