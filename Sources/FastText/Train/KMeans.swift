// Learns the centroids of a product quantizer.

extension ProductQuantizer {
    private static var rounds: Int { 25 }
    /// Points per part that centroids are learned from, at most.
    private static var sampleLimit: Int { 65_536 }

    /// k-means for each part over a sample of the rows.
    /// - Parameter values: rows of `dimension` floats, at least 256 of them.
    init(
        dimension: Int, partWidth: Int, learningFrom values: [Float], _ random: inout RandomNumbers
    ) {
        self.init(
            dimension: dimension, partWidth: partWidth,
            centroids: Array(repeating: 0, count: dimension * Self.centroidCount))
        let rows = values.count / dimension
        var order = Array(0..<rows)
        for part in 0..<parts {
            order.shuffle(using: &random)
            let width = width(ofPart: part)
            let points = slice(part, of: values, rows: order.prefix(Self.sampleLimit))
            let start = offset(part: part, code: 0)
            centroids.replaceSubrange(
                start..<start + width * Self.centroidCount,
                with: Self.means(of: points, width: width, &random))
        }
    }

    /// One part of each of the rows.
    private func slice(_ part: Int, of values: [Float], rows: some Collection<Int>) -> [Float] {
        let width = width(ofPart: part)
        var result: [Float] = []
        result.reserveCapacity(rows.count * width)
        for row in rows {
            let start = row * dimension + part * partWidth
            result.append(contentsOf: values[start..<start + width])
        }
        return result
    }

    /// 256 centroids of points; starts from the first 256, which are in random order.
    private static func means(of points: [Float], width: Int, _ random: inout RandomNumbers)
        -> [Float]
    {
        var centroids = Array(points[..<(centroidCount * width)])
        var codes = [UInt8](repeating: 0, count: points.count / width)
        for _ in 0..<rounds {
            NearestCentroid(centroids, width: width).find(points, codes: &codes)
            move(&centroids, to: points, codes, width: width, &random)
        }
        return centroids
    }

    private static func move(
        _ centroids: inout [Float], to points: [Float], _ codes: [UInt8], width: Int,
        _ random: inout RandomNumbers
    ) {
        var counts = [Int](repeating: 0, count: centroidCount)
        var sums = [Float](repeating: 0, count: centroidCount * width)
        for (point, code) in codes.enumerated() {
            counts[Int(code)] += 1
            for column in 0..<width {
                sums[Int(code) * width + column] += points[point * width + column]
            }
        }
        for code in 0..<centroidCount where counts[code] > 0 {
            for column in 0..<width {
                centroids[code * width + column] = sums[code * width + column] / Float(counts[code])
            }
        }
        for code in 0..<centroidCount where counts[code] == 0 {
            split(&centroids, into: code, &counts, points: codes.count, width: width, &random)
        }
    }

    /// Gives an empty centroid half of a crowded one, chosen by chance in proportion to its crowd.
    private static func split(
        _ centroids: inout [Float], into empty: Int, _ counts: inout [Int], points: Int, width: Int,
        _ random: inout RandomNumbers
    ) {
        guard points > centroidCount else { return }
        var crowded = 0
        while random.unit() * Float(points - centroidCount) >= Float(counts[crowded] - 1) {
            crowded = (crowded + 1) % centroidCount
        }
        for column in 0..<width {
            let nudge: Float = column % 2 == 0 ? -1e-7 : 1e-7
            centroids[empty * width + column] = centroids[crowded * width + column] + nudge
            centroids[crowded * width + column] -= nudge
        }
        counts[empty] = counts[crowded] / 2
        counts[crowded] -= counts[empty]
    }

    /// The code of each part of each row, row by row.
    func codes(of values: [Float]) -> [UInt8] {
        let rows = values.count / dimension
        var result = [UInt8](repeating: 0, count: rows * parts)
        var codes = [UInt8](repeating: 0, count: rows)
        for part in 0..<parts {
            let width = width(ofPart: part)
            let start = offset(part: part, code: 0)
            let nearest = NearestCentroid(
                Array(centroids[start..<start + width * Self.centroidCount]), width: width)
            nearest.find(slice(part, of: values, rows: 0..<rows), codes: &codes)
            for row in 0..<rows { result[row * parts + part] = codes[row] }
        }
        return result
    }
}

/// Finds the nearest of 256 centroids, eight at a time.
private struct NearestCentroid {
    private typealias Lanes = SIMD8<Float>
    private let width: Int
    /// Block of eight centroids by dimension.
    private let blocks: [SIMD8<Float>]

    init(_ centroids: [Float], width: Int) {
        self.width = width
        var blocks = [SIMD8<Float>](repeating: .zero, count: centroids.count / 8)
        for code in 0..<ProductQuantizer.centroidCount {
            for column in 0..<width {
                blocks[code / 8 * width + column][code % 8] = centroids[code * width + column]
            }
        }
        self.blocks = blocks
    }

    /// The lowest code among equally near ones.
    func find(_ points: [Float], codes: inout [UInt8]) {
        blocks.withUnsafeBufferPointer { blocks in
            points.withUnsafeBufferPointer { points in
                codes.withUnsafeMutableBufferPointer { codes in
                    for index in codes.indices {
                        codes[index] = nearest(points.baseAddress! + index &* width, blocks)
                    }
                }
            }
        }
    }

    @inline(__always)
    private func nearest(
        _ point: UnsafePointer<Float>, _ blocks: UnsafeBufferPointer<SIMD8<Float>>
    ) -> UInt8 {
        var best = Lanes(repeating: .infinity)
        var bestBlock = SIMD8<UInt32>.zero
        for block in 0..<UInt32(ProductQuantizer.centroidCount / 8) {
            var distance = Lanes.zero
            for column in 0..<width {
                let difference = blocks[Int(block) &* width &+ column] - point[column]
                distance += difference * difference
            }
            let isNearer = distance .< best
            best.replace(with: distance, where: isNearer)
            bestBlock.replace(with: block, where: isNearer)
        }
        return lowest(best, bestBlock)
    }

    private func lowest(_ distances: SIMD8<Float>, _ blocks: SIMD8<UInt32>) -> UInt8 {
        var code = UInt32.max
        let least = distances.min()
        for lane in 0..<8 where distances[lane] == least {
            code = min(code, blocks[lane] &* 8 &+ UInt32(lane))
        }
        return UInt8(truncatingIfNeeded: code)
    }
}
