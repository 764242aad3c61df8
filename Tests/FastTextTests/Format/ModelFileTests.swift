// Reading and writing model files, good and hostile.
import FastText
import Foundation
import Testing

@Suite struct ModelFileTests {
    @Test(arguments: Fixture.models)
    func `a model that was read is written back byte for byte`(name: String) throws {
        let bytes = try Fixture.bytes(name)
        let written = try FastTextModel(bytes: bytes).fileBytes()
        #expect(written.count == bytes.count)
        // The original writes kept buckets in its hash table's order, and so do we: as read.
        #expect(written == bytes)
    }

    @Test func `writing replaces the file in one step and leaves nothing else behind`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "model.ftz").path
        let bytes = try Fixture.bytes("pruned.ftz")
        try Data([1, 2, 3]).write(to: URL(filePath: path))
        try FastTextModel(bytes: bytes).write(to: path)
        #expect(try [UInt8](Data(contentsOf: URL(filePath: path))) == bytes)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["model.ftz"])
    }

    @Test func `an absent file, a folder and a foreign file are refused with their name`() throws {
        for (path, code) in [
            ("/nonexistent.ftz", FastTextError.Code.fileUnreadable), ("/", .fileUnreadable),
            (#filePath, .notAModel),
        ] {
            let error = #expect(throws: FastTextError.self) {
                try FastTextModel(contentsOf: path)
            }
            #expect(error?.code == code)
            #expect(error?.detail.contains(path) == true)
        }
    }

    @Test(arguments: Fixture.models)
    func `a truncated model is an error wherever it is cut`(name: String) throws {
        let bytes = try Fixture.bytes(name)
        for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 500)) {
            #expect(throws: FastTextError.self) {
                try FastTextModel(bytes: Array(bytes[..<length]))
            }
        }
    }

    /// Every 4 bytes of the header and of the matrices' heads, set to what no model has.
    @Test(arguments: Fixture.models)
    func `absurd numbers in the header are an error or a harmless model`(name: String) throws {
        let bytes = try Fixture.bytes(name)
        for value in [Int32.min, -1, 0, 1, 255, 1 << 20, Int32.max] {
            for place in stride(from: 0, to: 88, by: 4) {
                var changed = bytes
                for index in 0..<4 {
                    changed[place + index] = UInt8(truncatingIfNeeded: value >> (8 * Int32(index)))
                }
                exercise(changed)
            }
        }
    }

    @Test(arguments: Fixture.models)
    func `random damage anywhere is an error or a harmless model`(name: String) throws {
        let bytes = try Fixture.bytes(name)
        var random = SplitMix(state: 7)
        for _ in 0..<400 {
            var changed = bytes
            for _ in 0..<Int(random.next() % 6 + 1) {
                changed[Int(random.next() % UInt64(bytes.count))] = UInt8(
                    truncatingIfNeeded: random.next())
            }
            exercise(changed)
        }
    }

    @Test func `random bytes behind a good start are an error`() {
        var random = SplitMix(state: 11)
        for _ in 0..<500 {
            var bytes: [UInt8] = [0xBA, 0x16, 0x4F, 0x2F, 12, 0, 0, 0]
            bytes += (0..<Int(random.next() % 400)).map { _ in
                UInt8(truncatingIfNeeded: random.next() % 4)
            }
            #expect(throws: FastTextError.self) { try FastTextModel(bytes: bytes) }
        }
    }

    /// Reads damaged bytes; if a model comes out, uses it.
    private func exercise(_ bytes: [UInt8]) {
        do {
            let model = try FastTextModel(bytes: bytes)
            let state = model.makeState()
            for line in ["", "ka ki ku schach", "的是不 ção </s>", "__label__ka0"] {
                model.predict(Array(line.utf8).span, top: 5, state: state)
            }
        } catch {
            #expect(error is FastTextError)
        }
    }
}

/// The tests' own random numbers (SplitMix64).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
