// How readers leave the line ends of texts.
import Glibc

/// What becomes of the line ends of other systems, which rules that count lines don't know.
public enum LineEnds: String, Codable, CaseIterable, Sendable {
    /// Carriage returns, with a line feed or alone, become line feeds.
    case lf
    /// Every byte stays.
    case keep

    static let help = "lf: CR LF and CR become LF, which rules about lines take; keep: every byte"

    func apply(to text: inout [UInt8]) {
        guard self == .lf, let first = text.firstReturn else { return }
        let shorter = text.withUnsafeMutableBufferPointer { bytes in
            var end = first
            for at in first..<bytes.count {
                let byte = bytes[at]
                if byte == 0x0D {
                    if at + 1 < bytes.count, bytes[at + 1] == 0x0A { continue }
                    bytes[end] = 0x0A
                } else {
                    bytes[end] = byte
                }
                end += 1
            }
            return bytes.count - end
        }
        text.removeLast(shorter)
    }
}

extension [UInt8] {
    /// The index of the first carriage return.
    fileprivate var firstReturn: Int? {
        withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return nil }
            return memchr(base, 0x0D, bytes.count).map { UnsafeRawPointer($0) - base }
        }
    }
}
