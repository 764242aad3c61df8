// Models made to mislead a reader: each is refused before it can do harm.
import FastText
import Testing

/// A tiny supervised model, byte by byte, so that a test can lie in any place.
private struct TinyModel {
    /// The twelve numbers of the header: dimension, window, epochs, minimum count, negatives, word
    /// n-grams, loss, kind, buckets, shortest and longest n-gram, interval.
    var header: [Int32] = [4, 5, 1, 1, 1, 1, 3, 3, 0, 0, 0, 100]
    var words = ["</s>", "ka"]
    var labels = ["__label__a", "__label__b", "__label__c"]
    var labelCounts: [Int64] = [5, 3, 2]
    var sizes: [Int32]?
    var tokens: Int64 = 10
    var prunedCount: Int64 = -1
    var pruned: [(bucket: Int32, row: Int32)] = []
    var input = Weights.dense(rows: 2, columns: 4)
    var output = Weights.dense(rows: 3, columns: 4)

    enum Weights {
        case dense(rows: Int64, columns: Int64)
        /// Codes of one byte a row; `codes` is the count that the file tells.
        case quantized(rows: Int64, columns: Int64, codes: Int32, quantizer: [Int32])

        var isQuantized: Bool { if case .quantized = self { true } else { false } }

        var bytes: [UInt8] {
            switch self {
            case .dense(let rows, let columns):
                let values = max(0, min(rows, 100)) * max(0, min(columns, 100))
                return little(rows) + little(columns) + .init(repeating: 0, count: 4 * Int(values))
            case .quantized(let rows, let columns, let codes, let quantizer):
                let centroids = 4 * 256 * Int(max(0, min(columns, 100)))
                return [0] + little(rows) + little(columns) + little(codes)
                    + .init(repeating: 0, count: Int(max(0, min(codes, 1000))))
                    + quantizer.flatMap(little) + .init(repeating: 0, count: centroids)
            }
        }
    }

    var bytes: [UInt8] {
        var bytes = little(793_712_314 as Int32) + little(12 as Int32) + header.flatMap(little)
        bytes += little((1e-4).bitPattern)
        let counts = [words.count + labels.count, words.count, labels.count].map(Int32.init)
        bytes += (sizes ?? counts).flatMap(little) + little(tokens) + little(prunedCount)
        for word in words { bytes += Array(word.utf8) + [0] + little(7 as Int64) + [0] }
        for (label, count) in zip(labels, labelCounts) {
            bytes += Array(label.utf8) + [0] + little(count) + [1]
        }
        for pair in pruned { bytes += little(pair.bucket) + little(pair.row) }
        bytes += [input.isQuantized ? 1 : 0] + input.bytes
        return bytes + [output.isQuantized ? 1 : 0] + output.bytes
    }

    /// Why the reader refuses it; nil where a model comes out.
    var refusal: FastTextError.Code? {
        do {
            let model = try FastTextModel(bytes: bytes)
            model.predict(Array("ka ki ku".utf8).span, top: 9, state: model.makeState())
            return nil
        } catch {
            return (error as? FastTextError)?.code
        }
    }

    /// Only four of 100 buckets are left, at rows behind the two words.
    static var pruned: TinyModel {
        var model = TinyModel()
        model.header[8...10] = [100, 2, 3]
        model.prunedCount = 4
        model.pruned = [(3, 0), (50, 1), (98, 2), (99, 3)]
        model.input = .quantized(rows: 6, columns: 4, codes: 6, quantizer: [4, 1, 4, 4])
        return model
    }
}

private func little(_ number: some FixedWidthInteger) -> [UInt8] {
    (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}

@Suite struct HostileModelTests {
    private func refusals(
        of model: TinyModel = TinyModel(), _ changes: [(inout TinyModel) -> Void]
    ) -> Set<FastTextError.Code?> {
        Set(
            changes.map { change in
                var changed = model
                change(&changed)
                return changed.refusal
            })
    }

    @Test(arguments: [1, 2, 3, 4] as [Int32])
    func `the model that the lies are told in is sound`(loss: Int32) {
        for var model in [TinyModel(), .pruned] {
            model.header[6] = loss
            #expect(model.refusal == nil)
        }
    }

    @Test func `counts of entries that don't add up or can't be there are refused`() {
        let lies: [[Int32]] = [
            [5, 3, 3], [6, 2, 3], [5, -2, 7], [5, 5, 0], [.max, .max - 1, 1], [.min, .min, 0],
            [-5, -2, -3], [1 << 30, 2, (1 << 30) - 2],
        ]
        #expect(
            refusals(of: TinyModel(), lies.map { lie in { $0.sizes = lie } }) == [.impossibleValue])
        // One word more than there are: the first label is no word.
        #expect(refusals([{ $0.sizes = [5, 3, 2] }]) == [.impossibleValue])
        #expect(refusals([{ $0.tokens = -1 }, { $0.tokens = .min }]) == [.impossibleValue])
    }

    @Test func `matrices larger than the file or of another shape are refused`() {
        let large: [(Int64, Int64)] = [
            (1 << 62, 4), (-1, 4), (2, 1 << 62), (2, 0), (2, -4), (1 << 31, 4),
        ]
        #expect(
            refusals(large.map { shape in { $0.input = .dense(rows: shape.0, columns: shape.1) } })
                == [.impossibleValue])
        #expect(refusals([{ $0.output = .dense(rows: 1 << 30, columns: 4) }]) == [.truncated])
        let others: [(inout TinyModel) -> Void] = [
            { $0.input = .dense(rows: 1, columns: 4) }, { $0.input = .dense(rows: 2, columns: 3) },
            { $0.output = .dense(rows: 2, columns: 4) },
            { $0.output = .dense(rows: 3, columns: 5) },
        ]
        #expect(refusals(others) == [.impossibleValue])
    }

    @Test func `buckets without rows behind them are refused`() {
        let changes: [(inout TinyModel) -> Void] = [
            { $0.header[8...10] = [0, 2, 3] }, { $0.header[8...10] = [-1, 2, 3] },
            { $0.header[8...10] = [.max, 2, 3] }, { $0.header[5] = 101 },
            { $0.header[10] = .max },
        ]
        #expect(refusals(changes) == [.impossibleValue])
    }

    @Test func `kept buckets that point past the matrix or the buckets are refused`() {
        for row in [4, 1 << 20, Int32.max, -1, Int32.min] {
            #expect(refusals(of: .pruned, [{ $0.pruned[3].row = row }]) == [.impossibleValue])
        }
        for bucket in [100, Int32.max, -1] {
            #expect(refusals(of: .pruned, [{ $0.pruned[0].bucket = bucket }]) == [.impossibleValue])
        }
        for count in [5, 101, 1 << 62, Int64.max] {
            #expect(refusals(of: .pruned, [{ $0.prunedCount = count }]).contains(nil) == false)
        }
        // Kept buckets need the codes of a quantised matrix.
        #expect(
            refusals(of: .pruned, [{ $0.input = .dense(rows: 6, columns: 4) }])
                == [.impossibleValue])
    }

    @Test func `codes and quantizers that don't fit their matrix are refused`() {
        func weights(_ rows: Int64, _ codes: Int32, _ quantizer: [Int32]) -> TinyModel.Weights {
            .quantized(rows: rows, columns: 4, codes: codes, quantizer: quantizer)
        }
        let lies = [
            weights(6, 5, [4, 1, 4, 4]), weights(6, -1, [4, 1, 4, 4]), weights(6, 6, [4, 2, 4, 4]),
            weights(6, 6, [4, 1, 0, 4]), weights(6, 6, [4, 1, 4, 0]), weights(6, 6, [0, 0, 1, 0]),
            weights(6, 6, [8, 1, 8, 8]), weights(6, 6, [.max, 1, .max, .max]),
        ]
        for lie in lies {
            let refusals = refusals(of: .pruned, [{ $0.input = lie }])
            #expect(refusals == [.impossibleValue] || refusals == [.truncated], "\(lie)")
        }
        #expect(
            refusals(of: .pruned, [{ $0.input = weights(6, .max, [4, 1, 4, 4]) }]) == [.truncated])
        #expect(
            refusals(of: .pruned, [{ $0.input = weights(1 << 30, 6, [4, 1, 4, 4]) }])
                == [.tooLarge])
    }

    @Test func `a tree of labels is refused where their counts can't make one`() {
        var tree = TinyModel()
        tree.header[6] = 1
        let counts: [[Int64]] = [
            [.max, .max, .max], [1 << 62, 1, 1], [1, 1, 1_000_000_000_000_000], [1, 1, -1],
            [.min, 0, 0],
        ]
        #expect(
            refusals(of: tree, counts.map { counts in { $0.labelCounts = counts } }) == [
                .impossibleValue
            ])
        // The most that is allowed, in any order, makes a tree that ends.
        let most: Int64 = 999_999_999_999_999
        for counts in [[most, most, most], [0, 0, 0], [0, most, 0], [1, 2, 3]] {
            #expect(refusals(of: tree, [{ $0.labelCounts = counts }]) == [nil])
        }
    }

    @Test func `a model with absurd training settings is refused when it is trained again`() throws
    {
        var model = TinyModel()
        model.header[0] = 2
        model.header[6] = 2
        model.header[8...10] = [98, 2, 3]
        model.input = .dense(rows: 100, columns: 2)
        model.output = .dense(rows: 3, columns: 2)
        var options = QuantizeOptions()
        options.cutoff = 99
        options.retraining = .init()
        for (negatives, counts) in [(-1, [5, 3, 2]), (5, [0, 0, 5])] as [(Int32, [Int64])] {
            model.header[4] = negatives
            model.labelCounts = counts
            let read = try FastTextModel(bytes: model.bytes)
            let error = #expect(throws: FastTextError.self) {
                try read.quantized(options, text: Array("__label__a ka\n".utf8).span)
            }
            #expect(error?.detail.contains("rows") == false)
        }
    }
}
