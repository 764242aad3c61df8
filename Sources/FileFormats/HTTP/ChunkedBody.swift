// HTTP's chunked transfer encoding (RFC 9112, section 7.1).

/// Appends the content of a chunked body; false when the body breaks off before its last chunk.
///
/// A body whose first line is no chunk size was never chunked and is appended as it is. Chunk
/// extensions and trailers are passed over; lines may end in LF alone.
func decodeChunked(_ body: Span<UInt8>, into output: inout [UInt8]) -> Bool {
    var position = 0
    while let (size, content) = chunkSize(body, at: position) {
        if size == 0 { return true }
        let end = min(content + size, body.count)
        body.extracting(content..<end).withUnsafeBufferPointer { output.append(contentsOf: $0) }
        if content + size > body.count { return false }
        position = end
        // The line end behind a chunk is sometimes missing.
        if position < body.count && body[position] == 0x0D { position += 1 }
        if position < body.count && body[position] == 0x0A { position += 1 }
    }
    if position > 0 { return false }
    body.withUnsafeBufferPointer { output.append(contentsOf: $0) }
    return true
}

/// The size that the line at `position` gives, and where the chunk's content begins.
private func chunkSize(_ body: Span<UInt8>, at position: Int) -> (size: Int, content: Int)? {
    let line = body.line(from: position)
    let content = body.trimmed(line.content)
    var size = 0
    var digits = 0
    for index in content {
        guard let digit = hexDigit(body[index]) else {
            // Only an extension may follow the size.
            if body[index] == UInt8(ascii: ";") || isSpace(body[index]) { break }
            return nil
        }
        size = size << 4 | digit
        digits += 1
        if digits > 12 { return nil }
    }
    return digits == 0 ? nil : (size, line.next)
}

private func hexDigit(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
}
