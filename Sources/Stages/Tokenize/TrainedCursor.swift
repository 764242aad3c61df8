// Which tokens of a rendered conversation carry loss.
import PipelineCore

/// Walks the trained ranges along with tokens that go forward.
struct TrainedCursor {
    private let ranges: [Range<Int>]
    private let weights: [Float]
    private var index = 0
    /// Tokens of which some bytes carry loss and others don't.
    private(set) var borders = 0
    /// The bytes of these that don't.
    private(set) var unlearned: [Range<Int>] = []

    init(_ markup: ChatMarkup) {
        ranges = markup.trained
        weights = markup.weights
    }

    /// The greatest weight of a token's bytes, 0 where none carries loss. Neighbours may overlap a
    /// little.
    mutating func weight(ofNext token: Range<Int>) -> Float {
        while index > 0, ranges[index - 1].upperBound > token.lowerBound { index -= 1 }
        while index < ranges.count, ranges[index].upperBound <= token.lowerBound { index += 1 }
        guard index < ranges.count, !token.isEmpty, ranges[index].lowerBound < token.upperBound
        else { return 0 }
        let range = ranges[index]
        if range.lowerBound <= token.lowerBound && token.upperBound <= range.upperBound {
            return weights.isEmpty ? 1 : weights[index]
        }
        return weight(ofBorder: token)
    }

    /// Whether ranges have weights of their own.
    var isWeighted: Bool { !weights.isEmpty }

    /// Adds the mask, and the weights where there are some, of tokens that are a text's bytes one
    /// after the other.
    mutating func mark(_ ends: [Int], in tokens: inout Tokens) {
        if isWeighted {
            var start = 0
            let weights = ends.map { end in
                defer { start = end }
                return weight(ofNext: start..<end)
            }
            return tokens.append(weights, isWeighted: true)
        }
        let first = tokens.lossMask.count
        tokens.lossMask.append(contentsOf: repeatElement(0, count: ends.count))
        tokens.lossMask.withUnsafeMutableBufferPointer { mask in
            ends.withUnsafeBufferPointer { mark($0, in: mask.extracting(first...)) }
        }
    }

    /// Marks the tokens that carry loss; most lie wholly between two ends of ranges.
    private mutating func mark(
        _ ends: UnsafeBufferPointer<Int>, in mask: UnsafeMutableBufferPointer<UInt8>
    ) {
        var (number, start) = (0, 0)
        while number < ends.count {
            while index < ranges.count, ranges[index].upperBound <= start { index += 1 }
            guard index < ranges.count else { return }
            let range = ranges[index]
            while number < ends.count, ends[number] <= range.lowerBound {
                start = ends[number]
                number += 1
            }
            while number < ends.count, range.lowerBound <= start, ends[number] <= range.upperBound {
                mask[number] = ends[number] > start ? 1 : 0
                start = ends[number]
                number += 1
            }
            guard number < ends.count, start < range.upperBound else { continue }
            mask[number] = weight(ofNext: start..<ends[number]) > 0 ? 1 : 0
            start = ends[number]
            number += 1
        }
    }

    private mutating func weight(ofBorder token: Range<Int>) -> Float {
        var (greatest, here, start): (Float, Int, Int) = (0, index, token.lowerBound)
        let known = unlearned.count
        while here < ranges.count, ranges[here].lowerBound < token.upperBound {
            greatest = max(greatest, weights.isEmpty ? 1 : weights[here])
            if start < ranges[here].lowerBound { unlearned.append(start..<ranges[here].lowerBound) }
            start = ranges[here].upperBound
            here += 1
        }
        if start < token.upperBound { unlearned.append(start..<token.upperBound) }
        if unlearned.count > known { borders += 1 }
        return greatest
    }
}
