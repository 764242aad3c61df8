// Models from files and from bytes, and back.
import Glibc

extension FastTextModel {
    /// Reads a .bin or .ftz file of supervised training.
    public convenience init(contentsOf path: String) throws {
        do {
            self.init(try ModelReader(ByteReader(path: path)).read())
        } catch let error as FastTextError {
            guard !error.detail.hasPrefix(path) else { throw error }
            throw FastTextError(error.code, "\(path): \(error.detail)")
        }
    }

    /// Reads a model that is in memory already.
    public convenience init(bytes: [UInt8]) throws {
        self.init(try ModelReader(ByteReader(bytes)).read())
    }

    /// Reads a model of `byteCount` bytes that lie elsewhere, front to back.
    ///
    /// - Parameter fill: fills a buffer with the bytes from an offset on.
    package convenience init(
        byteCount: Int, fill: @escaping (UnsafeMutableRawBufferPointer, Int) throws -> Void
    ) throws {
        self.init(try ModelReader(ByteReader(.init(count: byteCount, fill: fill))).read())
    }

    /// The bytes of the model's file.
    public func fileBytes() throws -> [UInt8] {
        var all: [UInt8] = []
        var writer = ModelWriter { all.append(contentsOf: $0) }
        try writer.write(self)
        return all
    }

    /// Writes a .bin, or a .ftz if the model is quantised, through a temporary file beside it.
    public func write(to path: String) throws {
        let temporary = path + ".tmp"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw Self.unwritable(temporary) }
        do {
            defer { close(file) }
            var writer = ModelWriter { (block) throws in
                try Self.writeAll(block, to: file, path: temporary)
            }
            try writer.write(self)
            guard fsync(file) == 0 else { throw Self.unwritable(temporary) }
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else { throw Self.unwritable(path) }
    }

    private static func unwritable(_ path: String) -> FastTextError {
        FastTextError(.fileUnwritable, "\(path): \(String(cString: strerror(errno)))")
    }

    private static func writeAll(_ block: [UInt8], to file: Int32, path: String)
        throws
    {
        var done = 0
        while done < block.count {
            let count = block.withUnsafeBytes { bytes in
                Glibc.write(file, bytes.baseAddress! + done, bytes.count - done)
            }
            if count > 0 {
                done += count
            } else if count < 0, errno != EINTR {
                throw unwritable(path)
            }
        }
    }
}
