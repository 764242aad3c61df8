// Decodes pages of any declared or guessed encoding to UTF-8, losing no byte after an error.
import Glibc

/// Turns bytes into UTF-8. Keeps iconv's descriptors between pages, so it belongs to one worker.
struct CharacterDecoder: ~Copyable {
    private var descriptors = [iconv_t?](
        repeating: nil, count: CharacterEncoding.allCases.count)

    init() {}

    deinit {
        for case let descriptor? in descriptors { iconv_close(descriptor) }
    }

    /// Replaces `text` by the page as UTF-8; U+FFFD stands for each piece that means nothing.
    mutating func decode(
        _ page: UnsafeBufferPointer<UInt8>, _ encoding: CharacterEncoding, into text: inout [UInt8]
    ) {
        text.removeAll(keepingCapacity: true)
        switch encoding {
        case .utf8: repair(page, into: &text)
        case .windows1252: decodeWindows1252(page, into: &text)
        default: convert(page, encoding, into: &text)
        }
    }

    /// UTF-8 with each ill-formed piece replaced.
    private func repair(_ page: UnsafeBufferPointer<UInt8>, into text: inout [UInt8]) {
        text.reserveCapacity(page.count + 64)
        var at = 0
        while at < page.count {
            let ascii = skipASCII(page, from: at)
            text.append(contentsOf: page[at..<ascii])
            guard ascii < page.count else { return }
            let step = UTF8Step(page, at: ascii)
            at = ascii + step.length
            if step.isValid {
                text.append(contentsOf: page[ascii..<at])
            } else {
                text.append(contentsOf: replacementCharacter)
            }
        }
    }

    private func decodeWindows1252(_ page: UnsafeBufferPointer<UInt8>, into text: inout [UInt8]) {
        text.reserveCapacity(page.count + page.count / 8 + 64)
        var at = 0
        while at < page.count {
            let ascii = skipASCII(page, from: at)
            text.append(contentsOf: page[at..<ascii])
            guard ascii < page.count else { return }
            appendUTF8(windows1252Scalar(page[ascii]), to: &text)
            at = ascii + 1
        }
    }

    private mutating func convert(
        _ page: UnsafeBufferPointer<UInt8>, _ encoding: CharacterEncoding,
        into text: inout [UInt8]
    ) {
        guard let descriptor = descriptor(for: encoding) else {
            return decodeWindows1252(page, into: &text)
        }
        iconv(descriptor, nil, nil, nil, nil)
        var conversion = Conversion(descriptor, page, unit: encoding.unitBytes)
        conversion.run(into: &text)
    }

    private mutating func descriptor(for encoding: CharacterEncoding) -> iconv_t? {
        let index = Int(encoding.rawValue)
        if let known = descriptors[index] { return known }
        guard let opened = iconv_open("UTF-8", encoding.iconvName),
            opened != iconv_t(bitPattern: -1)
        else { return nil }
        descriptors[index] = opened
        return opened
    }
}

extension CharacterEncoding {
    /// The bytes of the smallest unit, which is what an error skips.
    var unitBytes: Int { self == .utf16le || self == .utf16be ? 2 : 1 }
}

/// One run of iconv over a page, in pieces, past every error.
private struct Conversion {
    let descriptor: iconv_t
    let page: UnsafeBufferPointer<UInt8>
    let unit: Int
    var at = 0

    init(_ descriptor: iconv_t, _ page: UnsafeBufferPointer<UInt8>, unit: Int) {
        self.descriptor = descriptor
        self.page = page
        self.unit = unit
    }

    mutating func run(into text: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32_768) { piece in
            while at < page.count {
                let before = at
                let stopped = step(piece, into: &text)
                if stopped || at == before { skipError(into: &text) }
            }
        }
    }

    /// Converts until the piece is full, the page ends or an error stands in the way; whether
    /// it was an error.
    private mutating func step(
        _ piece: UnsafeMutableBufferPointer<CChar>, into text: inout [UInt8]
    ) -> Bool {
        let rest = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: page[at...]))
        var input = UnsafeMutableRawPointer(mutating: rest.baseAddress)?
            .assumingMemoryBound(to: CChar.self)
        var inputLeft = rest.count
        var output = piece.baseAddress
        var outputLeft = piece.count
        let result = iconv(descriptor, &input, &inputLeft, &output, &outputLeft)
        let reason = errno
        at = page.count - inputLeft
        let written = UnsafeRawBufferPointer(
            start: piece.baseAddress, count: piece.count - outputLeft)
        text.append(contentsOf: written)
        // E2BIG only says that the piece is full.
        return result == -1 && reason != E2BIG
    }

    private mutating func skipError(into text: inout [UInt8]) {
        text.append(contentsOf: replacementCharacter)
        at = min(at + unit, page.count)
    }
}
