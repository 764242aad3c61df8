// Files that lie: a clear error, and never a trap.
import FileFormats
import FileStore
import TestSupport
import Testing

@Suite struct ParquetHostileTests {
    private let file = parquetFile(SampleRows.layout, [SampleRows.batch(0..<40)], .snappy)

    /// Reads everything; whether it could be read. What it throws must be one of our own errors.
    @discardableResult
    private func read(_ bytes: [UInt8]) -> Bool {
        var limits = ParquetLimits()
        (limits.page, limits.rows) = (1 << 20, 1 << 20)
        do {
            _ = try allRows(memoryFile(bytes), limits: limits)
            return true
        } catch {
            #expect(error is FileError || error is ParquetRowError || error is Problem, "\(error)")
            return false
        }
    }

    @Test func `a file that is cut off is refused, wherever it ends`() {
        for count in file.indices { #expect(!read(Array(file[..<count])), "\(count) bytes") }
    }

    @Test func `no changed byte does harm`() {
        for index in file.indices {
            for change in [0x01, 0x80, 0xFF] as [UInt8] {
                var changed = file
                changed[index] ^= change
                read(changed)
            }
        }
    }

    @Test func `no changed bytes do harm where nothing is compressed or checked`() {
        // Without checksums, damage comes as far as the decoders.
        var plain = parquetFile(SampleRows.layout, [SampleRows.batch(0..<60)], .uncompressed)
        var chance = SeededGenerator(seed: 5)
        for _ in 0..<3000 {
            let place = Int.random(in: 4..<plain.count, using: &chance)
            let before = plain[place]
            plain[place] = UInt8.random(in: 0...255, using: &chance)
            read(plain)
            plain[place] = before
        }
    }

    @Test func `a changed byte of a page is found by its checksum`() throws {
        let whole = try allRows(memoryFile(file))
        var silent = 0
        for index in 30..<file.count / 3 {
            var changed = file
            changed[index] ^= 0x10
            if let rows = try? allRows(memoryFile(changed)), rows != whole { silent += 1 }
        }
        #expect(silent == 0)
    }

    @Test func `a footer that claims more than there is is refused`() throws {
        var longer = file
        longer.replaceSubrange(file.count - 8..<file.count - 4, with: [0xFF, 0xFF, 0xFF, 0x7F])
        #expect(throws: FileError.self) { try ParquetFile(memoryFile(longer)) }
        for bytes in ["", "PAR1", "PAR1PAR1", "PAR1\0\0\0\0PAR1", "PAR1....PARE"] {
            #expect(throws: FileError.self) { try ParquetFile(memoryFile(Array(bytes.utf8))) }
        }
    }

    @Test func `a page larger than the limit is refused by name`() throws {
        let layout = ParquetLayout([.init("t", .string)])
        var batch = layout.makeBatch()
        batch.columns[0].appendLevels(definition: 1)
        batch.columns[0].appendValue(Array(repeating: UInt8(0x20), count: 2 << 20))
        batch.rows = 1
        var limits = ParquetLimits()
        limits.page = 1 << 20
        let error = #expect(throws: FileError.self) {
            try allRows(memoryFile(parquetFile(layout, [batch])), limits: limits)
        }
        #expect(error?.code == .tooLarge)
        #expect(error?.reason.contains("the column 't' of row group 0") == true)
    }
}
