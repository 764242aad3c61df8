// Comparing, finding and counting in stretches of bytes.
import CByteKernels

/// Whether two stretches of `count` bytes are the same.
@inlinable @inline(__always)
public func areEqual(
    _ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>, _ count: Int
) -> Bool {
    cbk_text_equal(one, other, count) != 0
}

/// The offset of the first `byte`; `count` when there is none.
@inlinable @inline(__always)
public func firstOffset(of byte: UInt8, in text: UnsafePointer<UInt8>, _ count: Int) -> Int {
    cbk_text_find(text, count, byte)
}

/// Copies 16 bytes.
@inlinable @inline(__always)
public func copy16(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) {
    cbk_text_copy16(target, source)
}

/// Bytes that continue no UTF-8 sequence: the number of code points of valid text.
@inlinable @inline(__always)
public func codePointCount(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
    cbk_text_code_points(text, count)
}

/// Writes the offsets of all line feeds and returns how many there are.
public func writeLineFeeds(
    of text: UnsafePointer<UInt8>, _ count: Int, to offsets: UnsafeMutablePointer<UInt32>
) -> Int {
    cbk_text_line_feeds(text, count, offsets)
}

/// How often `needle` occurs without overlap, from left to right; 0 for an empty one.
public func occurrences(
    of needle: [UInt8], in text: UnsafePointer<UInt8>, _ count: Int
) -> Int {
    cbk_text_count_matches(text, count, needle, needle.count)
}

/// Of the 16 bytes at a place: bit i is set where byte i is a control character, a space or not
/// ASCII.
@inlinable @inline(__always)
public func edgeMask(_ text: UnsafePointer<UInt8>) -> UInt32 { cbk_text_edge_mask(text) }

/// Of the 16 bytes at a place: bit i is set where byte i is an ASCII letter, digit or underscore;
/// bit 16 + i where it is an ASCII letter.
@inlinable @inline(__always)
public func wordMask(_ text: UnsafePointer<UInt8>) -> UInt32 { cbk_text_word_mask(text) }

/// Whether a byte is one of `0` to `9`.
@inlinable @inline(__always)
public func isASCIIDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
