// Python's `strip` over UTF-8 bytes.

/// The first offset in `range` that is no white space, or its end.
@inlinable @inline(__always)
public func trimmedStart(_ text: UnsafePointer<UInt8>, _ range: Range<Int>) -> Int {
    var at = range.lowerBound
    while at < range.upperBound {
        if text[at] > 0x20 && text[at] < 0x80 { return at }
        let scalar = DecodedScalar(at: text + at)
        guard scalar.textClass.isSpace else { return at }
        at += scalar.length
    }
    return range.upperBound
}

/// The end of `range` without the white space before it.
@inlinable @inline(__always)
public func trimmedEnd(_ text: UnsafePointer<UInt8>, _ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound {
        let last = text[end - 1]
        if last > 0x20 && last < 0x80 { return end }
        let scalar = DecodedScalar(before: text + end, from: text + range.lowerBound)
        guard scalar.textClass.isSpace else { return end }
        end -= scalar.length
    }
    return end
}

/// Python's `strip`.
@inlinable @inline(__always)
public func trimmed(_ text: UnsafePointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
    let start = trimmedStart(text, range)
    return start..<trimmedEnd(text, start..<range.upperBound)
}
