// A column's dictionary: the values that its pages refer to by number.

/// The entries of a dictionary page.
struct PageDictionary {
    let count: Int
    private let bytes: [UInt8]
    private let width: Int
    /// Where entries of own lengths begin and end.
    private var bounds: [UInt32] = []

    /// - Parameter page: the dictionary page's content.
    init(
        _ page: UnsafeRawBufferPointer, count: Int, _ column: ParquetColumn
    ) throws(ParquetDamage) {
        self.count = count
        width = column.width
        guard column.type != .boolean else {
            throw ParquetDamage("true and false can't have a dictionary")
        }
        bytes = Array(page)
        if width == 0 {
            try findBounds(page)
        } else {
            let (size, overflow) = count.multipliedReportingOverflow(by: width)
            guard !overflow, size == page.count else {
                throw ParquetDamage(
                    "a dictionary of \(page.count) bytes can't hold \(count) values of \(width)")
            }
        }
    }

    private mutating func findBounds(_ page: UnsafeRawBufferPointer) throws(ParquetDamage) {
        guard count <= page.count / 4 else {
            throw ParquetDamage("a dictionary is too small for its \(count) entries")
        }
        bounds.reserveCapacity(2 * count)
        var position = 0
        for _ in 0..<count {
            guard let range = PlainValue.range(in: page, at: position, end: page.count) else {
                throw ParquetDamage("a dictionary is cut off")
            }
            bounds.append(UInt32(range.lowerBound))
            bounds.append(UInt32(range.upperBound))
            position = range.upperBound
        }
    }

    /// Appends the entries with these numbers.
    func append(
        _ indexes: UnsafeBufferPointer<UInt32>, to batch: inout ParquetColumnBatch, limit: Int
    ) throws(ParquetDamage) {
        var largest: UInt32 = 0
        for index in indexes { largest = max(largest, index) }
        guard indexes.isEmpty || Int(largest) < count else {
            throw ParquetDamage("entry \(largest) of a dictionary of \(count) is asked for")
        }
        if width == 0 {
            return try appendTexts(indexes, to: &batch, limit: limit)
        }
        batch.append(indexes.count, width: width) { target in
            bytes.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                var target = target
                for index in indexes {
                    target.copyMemory(from: base + Int(index) * width, byteCount: width)
                    target += width
                }
            }
        }
    }

    private func appendTexts(
        _ indexes: UnsafeBufferPointer<UInt32>, to batch: inout ParquetColumnBatch, limit: Int
    ) throws(ParquetDamage) {
        let isWithin = bytes.withUnsafeBytes { bytes in
            for index in indexes {
                let range = Int(bounds[2 * Int(index)])..<Int(bounds[2 * Int(index) + 1])
                batch.append(UnsafeRawBufferPointer(rebasing: bytes[range]))
                if batch.bytes.count > limit { return false }
            }
            return true
        }
        if !isWithin { throw ParquetDamage.tooLarge(limit) }
    }
}

extension ParquetDamage {
    /// Rows take more memory than is given them.
    static func tooLarge(_ limit: Int) -> ParquetDamage {
        ParquetDamage("a few rows take more than \(limit >> 20) MiB", .tooLarge)
    }
}

/// A text as PLAIN has it: four bytes of length, then the text.
enum PlainValue {
    /// The bytes of the text whose length stands at `position`; `nil` where it is cut off.
    @inline(__always)
    static func range(
        in page: UnsafeRawBufferPointer, at position: Int, end: Int
    ) -> Range<Int>? {
        guard end - position >= 4 else { return nil }
        let length = Int(
            page.loadUnaligned(fromByteOffset: position, as: UInt32.self).littleEndian)
        guard length <= end - position - 4 else { return nil }
        return position + 4..<position + 4 + length
    }
}
