// A folder for one test, and content as compressed members.
import FileFormats
import FileStore
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

    /// A file here.
    func file(_ name: String) -> StoredFile {
        StoredFile("\(path)/\(name)", in: LocalFiles.shared)
    }

    func names() -> [String] {
        try! FileManager.default.contentsOfDirectory(atPath: path).sorted()
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
