// Where the samples of an MDS shard and their columns lie.

/// The frame of an MDS shard: its columns and the place of every sample.
struct MosaicSamples {
    let columns: [MosaicColumn]
    private let file: NumberFile
    /// Where each sample begins, and the end.
    private let offsets: [Int]

    var count: Int { offsets.count - 1 }

    /// - Throws: ``ShardError/Code/damagedIndex`` where the offsets or the description are damaged.
    init(_ file: NumberFile) throws(ShardError) {
        self.file = file
        guard file.count >= 8, let count = try file.numbers(1, width: 4, at: 0).first,
            count <= file.count / 4 - 2
        else { throw ShardError(.damagedIndex, file.path, "no MDS shard: too short") }
        let numbers = try file.numbers(Int(count) + 1, width: 4, at: 4)
        let head = 4 + 4 * numbers.count
        offsets = try risingNumbers(
            numbers, from: head, upTo: file.count, of: "sample", "offset", file.path)
        guard offsets.last == file.count else {
            throw ShardError(
                .damagedIndex, file.path,
                "its samples end at byte \(offsets.last ?? 0) of \(file.count)")
        }
        let description = try file.bytes(head..<offsets[0])
        columns = try MosaicColumn.columns(of: JSONReading(description, file: file.path))
    }

    /// The bytes of one column of a sample, from the file's start.
    func value(_ name: String, of number: Int) throws(ShardError) -> Range<Int> {
        let sample = offsets[number]..<offsets[number + 1]
        var sizePlace = sample.lowerBound
        var place = sample.lowerBound + 4 * columns.count { $0.size == nil }
        for column in columns where place <= sample.upperBound {
            var size = column.size ?? 0
            if column.size == nil {
                size = Int(try file.numbers(1, width: 4, at: sizePlace)[0])
                sizePlace += 4
            }
            guard size <= sample.upperBound - place else { break }
            if column.name == name { return place..<place + size }
            place += size
        }
        throw ShardError(.wrongContent, file.path, "sample \(number) ends inside its columns")
    }

    /// The elements of a column that holds arrays of one dimension, behind the array's shape.
    ///
    /// - Parameter width: bytes of an element.
    func elements(
        _ name: String, _ width: Int, of number: Int
    ) throws(ShardError) -> (bytes: Range<Int>, count: Int) {
        let value = try value(name, of: number)
        let shape = try file.bytes(value.prefix(9))
        let size = shape.first.map { 1 << Int($0 & 3) } ?? 0
        // Four times the dimensions and the power of two of the bytes of each.
        if let first = shape.first, first >> 2 == 1, shape.count > size {
            let count = shape.littleEndian(at: 1, width: size)
            if count <= value.count, 1 + size + Int(count) * width == value.count {
                return (value.lowerBound + 1 + size..<value.upperBound, Int(count))
            }
        }
        throw ShardError(
            .wrongContent, file.path,
            "sample \(number): '\(name)' is an array with another shape than it says")
    }

    /// Checks that a sample holds its columns and nothing else.
    func checkEnd(of number: Int) throws(ShardError) {
        guard let last = columns.last else { return }
        let end = try value(last.name, of: number).upperBound
        guard end == offsets[number + 1] else {
            throw ShardError(
                .wrongContent, file.path,
                "sample \(number): its columns end at byte \(end), it at \(offsets[number + 1])")
        }
    }

    /// Compares the shard with what the data set's index says of it.
    func check(against entry: MosaicEntry) throws(ShardError) {
        let pairs = [("bytes", file.count, entry.bytes), ("samples", count, entry.samples)]
        for (what, found, expected) in pairs where found != expected {
            throw ShardError(
                .wrongContent, file.path, "\(found) \(what), index.json says \(expected)")
        }
        guard columns == entry.columns else {
            throw ShardError(.wrongContent, file.path, "other columns than index.json says")
        }
    }
}

extension Range<Int> {
    /// The first of the numbers, at most `count`.
    fileprivate func prefix(_ count: Int) -> Range<Int> {
        lowerBound..<Swift.min(upperBound, lowerBound + count)
    }
}
