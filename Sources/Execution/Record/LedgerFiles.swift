// Reading a finished run's ledger, row by row.
import FileFormats
import Foundation

/// The ledger of a finished run.
public struct LedgerFiles: Sendable {
    public let folder: RunFolder

    public init(_ folder: RunFolder) {
        self.folder = folder
    }

    /// Calls `body` with every row's JSON, without its line end, in the order of the input, until
    /// it returns `false`. Memory does not depend on the ledger's size.
    public func forEachRow(_ body: (ArraySlice<UInt8>) throws -> Bool) throws {
        for path in try paths() {
            let stream = try ByteStream(path: path)
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

    private func paths() throws -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.ledger) else {
            throw RunError(.noRun, "\(folder.path) has no ledger: is it a winnow run?")
        }
        return names.filter { $0.hasSuffix(".jsonl.zst") }
            .sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
            .map { "\(folder.ledger)/\($0)" }
    }
}
