// Reading a finished run's ledger, row by row.
import FileFormats
import FileStore

/// The ledger of a finished run.
public struct LedgerFiles: Sendable {
    public let folder: RunFolder

    public init(_ folder: RunFolder) {
        self.folder = folder
    }

    /// Calls `body` with every row's JSON, without its line end, in the order of the input, until
    /// it returns `false`. Memory does not depend on the ledger's size.
    public func forEachRow(_ body: (ArraySlice<UInt8>) throws -> Bool) throws {
        for file in try files() {
            let stream = try ByteStream(file)
            var buffer: [UInt8] = []
            while try stream.read(into: &buffer, atMost: 1 << 20) > 0 {
                var start = 0
                while let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
                    guard try body(buffer[start..<end]) else { return }
                    start = end + 1
                }
                buffer.removeFirst(start)
            }
        }
    }

    private func files() throws -> [StoredFile] {
        let names = try folder.ledger.entries().map(\.name).filter { $0.hasSuffix(".jsonl.zst") }
        if names.isEmpty, try !folder.isFinished() {
            throw RunError(.noRun, "\(folder.path) has no ledger: is it a finished winnow run?")
        }
        return names.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }.map(folder.ledger.file)
    }
}
