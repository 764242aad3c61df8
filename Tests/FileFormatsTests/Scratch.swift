// A folder for one test, and random content that is the same every time.
import FileFormats
import Foundation

/// A new folder that is removed with the object.
final class Scratch {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "winnow-files-\(UUID().uuidString)"
        try! FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, with the folders above it, and returns its path.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) -> String {
        let target = "\(path)/\(name)"
        let folder = (target as NSString).deletingLastPathComponent
        try! FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try! Data(bytes).write(to: URL(fileURLWithPath: target))
        return target
    }

    func names() -> [String] {
        try! FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }
}

/// SplitMix64: small, good enough, and the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    /// Words and line ends: what compresses like text.
    mutating func text(_ count: Int) -> [UInt8] {
        let words = ["the ", "quick ", "brown ", "fox\n", "jumps ", "größer ", "犬。", "9 "]
        var text: [UInt8] = []
        while text.count < count { text += words.randomElement(using: &self)!.utf8 }
        return Array(text.prefix(count))
    }
}

/// Everything a stream delivers, and the error that ends it.
func drain(_ stream: ByteStream, atMost step: Int = 1 << 18) -> ([UInt8], FileError?) {
    var bytes: [UInt8] = []
    do {
        while try stream.read(into: &bytes, atMost: step) > 0 {}
        return (bytes, nil)
    } catch {
        return (bytes, error)
    }
}

/// The content as gzip members of `size` bytes each.
func gzipMembers(_ content: [UInt8], size: Int, level: Int = 6) -> [UInt8] {
    let compressor = GzipCompressor(level: level)
    var stored: [UInt8] = []
    for start in stride(from: 0, to: content.count, by: size) {
        let part = Array(content[start..<min(content.count, start + size)])
        compressor.compress(part.span, appendingTo: &stored)
    }
    return stored
}

/// The content as zstd frames of `size` bytes each.
func zstdFrames(_ content: [UInt8], size: Int) -> [UInt8] {
    let compressor = ZstdCompressor()
    var stored: [UInt8] = []
    for start in stride(from: 0, to: content.count, by: size) {
        let part = Array(content[start..<min(content.count, start + size)])
        compressor.compress(part.span, appendingTo: &stored)
    }
    return stored
}
