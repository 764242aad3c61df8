// gzip members: libdeflate for those that fit in memory, zlib's streaming for giants and damage.
import CLibDeflate
import CZlib
import FileStore

/// Decodes a file of gzip members.
///
/// A member is tried whole with libdeflate (more than twice as fast as zlib). One that does not
/// fit the window or the cap, or does not decode, is streamed with zlib, which also delivers what
/// comes before damage and says where it is.
final class GzipDecoder: StreamDecoder {
    /// Members that decode to more than this are streamed.
    private static let wholeMemberCap = 8 << 20
    private static let refill = 1 << 18

    private let input: StoredInput
    private let deflate = libdeflate_alloc_decompressor()
    private let inflate = InflateStream()
    private(set) var memberOffset = 0
    private var output = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    private var pending = 0..<0
    private var isStreaming = false
    private var damage: FileError?

    init(_ input: StoredInput) { self.input = input }

    deinit {
        libdeflate_free_decompressor(deflate)
        output.deallocate()
    }

    func read(into buffer: inout [UInt8], atMost count: Int) throws(FileError) -> Int {
        while pending.isEmpty {
            if let damage { throw damage }
            if isStreaming {
                try streamOn()
            } else if try !beginMember() {
                return 0
            }
        }
        let part = pending.prefix(count)
        buffer.append(contentsOf: UnsafeRawBufferPointer(rebasing: output[part]))
        pending = part.upperBound..<pending.upperBound
        return part.count
    }

    // MARK: Members

    /// Decodes the next member whole, or begins to stream it; false when the file has ended.
    private func beginMember() throws(FileError) -> Bool {
        try input.fill(atLeast: Self.refill)
        if input.available == 0 { return false }
        memberOffset = input.offset
        guard looksLikeMember(input.bytes) else { return try acceptPadding() }
        if decodeWhole() { return true }
        if !input.reachedEnd, input.available < StoredInput.capacity - StoredInput.memory {
            try input.fill(atLeast: StoredInput.capacity - StoredInput.memory)
            if decodeWhole() { return true }
        }
        inflate.reset()
        isStreaming = true
        return true
    }

    /// Zero bytes may follow the last member (tape and block padding); anything else is damage.
    private func acceptPadding() throws(FileError) -> Bool {
        let offset = input.offset
        while input.available > 0 {
            if input.bytes.contains(where: { $0 != 0 }) {
                damage = FileError(
                    .garbage, path: input.path, offset: offset,
                    reason: "no gzip member where one should begin")
                throw damage!
            }
            input.consume(input.available)
            try input.fill(atLeast: 1)
        }
        return false
    }

    private func decodeWhole() -> Bool {
        while true {
            var used = 0
            var produced = 0
            let source = input.bytes
            let result = libdeflate_gzip_decompress_ex(
                deflate, source.baseAddress, source.count, output.baseAddress, output.count, &used,
                &produced)
            if result == LIBDEFLATE_SUCCESS {
                input.consume(used)
                pending = 0..<produced
                return true
            }
            guard result == LIBDEFLATE_INSUFFICIENT_SPACE, output.count < Self.wholeMemberCap
            else { return false }
            let larger = output.count * 2
            output.deallocate()
            output = .allocate(byteCount: larger, alignment: 64)
        }
    }

    private func streamOn() throws(FileError) {
        try input.fill(atLeast: 1)
        let step = inflate.step(input.bytes, into: output)
        input.consume(step.consumed)
        pending = 0..<step.produced
        switch step.state {
        case .more:
            if step.consumed == 0 && step.produced == 0 { fail(.truncated) }
        case .ended: isStreaming = false
        case .broken: fail(.corrupt)
        }
    }

    private func fail(_ code: FileError.Code) {
        let what = code == .truncated ? "is cut off before its end" : "is broken here"
        damage = FileError(
            code, path: input.path, offset: input.offset,
            reason: "the gzip member that begins at byte \(memberOffset) \(what)")
    }

    // MARK: Recovery

    func recover() throws(FileError) -> Bool {
        let failed = memberOffset
        damage = nil
        pending = 0..<0
        isStreaming = false
        input.move(to: failed + 1)
        while true {
            try input.fill(atLeast: Self.refill)
            let bytes = input.bytes
            if bytes.count < 18 { return false }
            if let found = findMember(bytes) {
                input.consume(found)
                return true
            }
            input.consume(bytes.count - 17)
        }
    }

    private func findMember(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        for start in 0..<(bytes.count - 17) where bytes[start] == 0x1F {
            let candidate = UnsafeBufferPointer(rebasing: bytes[start...])
            guard looksLikeMember(candidate) else { continue }
            if hasUsualHeader(candidate) || opensWell(candidate) { return start }
        }
        return nil
    }

    /// Magic, deflate, and no reserved flag (RFC 1952).
    private func looksLikeMember(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
            && (bytes.count < 4 || (bytes[2] == 8 && bytes[3] & 0xE0 == 0))
    }

    /// Whether all ten bytes are those of a header that programs write: so many do not come by
    /// chance, and a member behind it that is broken from its first byte on is one nevertheless.
    private func hasUsualHeader(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count >= 10 && bytes[2] == 8 && bytes[3] == 0 && [0, 2, 4].contains(bytes[8])
            && (bytes[9] <= 13 || bytes[9] == 255)
    }

    /// Whether the first 256 bytes of the member decode: three bytes of magic occur by chance.
    private func opensWell(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        inflate.reset()
        let probe = UnsafeMutableRawBufferPointer(rebasing: output[..<256])
        return inflate.step(bytes, into: probe).state != .broken
    }
}
