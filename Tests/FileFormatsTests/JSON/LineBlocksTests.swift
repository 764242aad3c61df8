// Lines keep their numbers and places however an input is cut, compressed or damaged.
import FileFormats
import FileStore
import TestSupport
import Testing

@Suite struct LineBlocksTests {
    let scratch = Scratch()

    struct Found: Equatable {
        var place: Int
        var offset: Int
        var text: [UInt8]
    }

    private func read(
        _ stored: [UInt8], blockSize: Int, maximumLine: Int = 1 << 20
    ) throws -> (lines: [Found], problems: [(place: Int, error: FileError)], blocks: [[UInt8]]) {
        let stream = try ByteStream(path: scratch.write("in", stored))
        let source = LineBlocks(stream, blockSize: blockSize, maximumLine: maximumLine)
        var block = LineBlock()
        var lines: [Found] = []
        var problems: [(Int, FileError)] = []
        var blocks: [[UInt8]] = []
        while try source.next(into: &block) {
            blocks.append(block.bytes)
            var start = 0
            for index in 0..<block.lineCount {
                let line = block.line(index, at: start)
                start = line.range.upperBound + 1
                lines.append(
                    Found(
                        place: line.place, offset: line.offset,
                        text: Array(block.bytes[line.range])))
            }
            #expect(start >= block.bytes.count)
            if let problem = block.problem {
                problems.append((block.firstPlace + block.lineCount, problem))
            }
        }
        return (lines, problems, blocks)
    }

    private func naive(_ content: [UInt8]) -> [Found] {
        var offset = 0
        var parts = content.split(separator: 10, omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        return parts.enumerated().map { index, part in
            defer { offset += part.count + 1 }
            return Found(place: index, offset: offset, text: Array(part))
        }
    }

    @Test(arguments: [1, 10, 1000, 1 << 22])
    func `every line comes with its number and offset`(blockSize: Int) throws {
        var generator = SeededGenerator(seed: 1)
        for count in [0, 1, 2, 5_000, 600_000] where count < 1000 * blockSize {
            let content = generator.text(count)
            let found = try read(content, blockSize: blockSize)
            #expect(found.lines == naive(content))
            #expect(found.problems.isEmpty)
        }
    }

    @Test func `blocks do not depend on the compression`() throws {
        var generator = SeededGenerator(seed: 2)
        let content = generator.text(300_000)
        let plain = try read(content, blockSize: 10_000).blocks
        #expect(try read(gzipMembers(content, size: 777), blockSize: 10_000).blocks == plain)
        #expect(try read(zstdFrames(content, size: 1 << 20), blockSize: 10_000).blocks == plain)
        #expect(plain.count > 20)
        #expect(plain.dropLast().allSatisfy { $0.count >= 10_000 && $0.last == 10 })
    }

    @Test func `blank lines count and a last line needs no end`() throws {
        let found = try read(Array("a\n\n\nb".utf8), blockSize: 100)
        #expect(found.lines.map(\.place) == [0, 1, 2, 3])
        #expect(found.lines.last == Found(place: 3, offset: 4, text: [98]))
    }

    @Test(arguments: [1, 60, 1 << 20])
    func `an over-long line costs itself only`(blockSize: Int) throws {
        let long = [UInt8](repeating: 120, count: 700_000)
        let content = Array("one\n".utf8) + long + Array("\nthree\n".utf8) + long
        let found = try read(content, blockSize: blockSize, maximumLine: 50)
        #expect(found.lines.map(\.text) == [Array("one".utf8), Array("three".utf8)])
        #expect(found.lines.map(\.place) == [0, 2])
        #expect(found.lines.map(\.offset) == [0, 700_005])
        #expect(found.problems.map(\.place) == [1, 3])
        #expect(found.problems.map(\.error.decodedOffset) == [4, 700_011])
    }

    @Test func `a broken member costs the lines it cuts and reading goes on`() throws {
        let first = gzipMembers(Array("one\ntwo\n".utf8), size: 100)
        var second = gzipMembers(Array("three\nfour\n".utf8), size: 100)
        second.removeLast(8)
        let third = gzipMembers(Array("six\n".utf8), size: 100)
        let found = try read(first + second + third, blockSize: 100)
        #expect(found.problems.count == 1)
        #expect(found.problems[0].error.isDamage)
        #expect(found.lines.first?.text == Array("one".utf8))
        #expect(found.lines.last?.text == Array("six".utf8))
        #expect(found.lines.last?.place == found.problems[0].place + 1)
    }

    @Test func `damage never hangs or repeats a line number`() throws {
        var generator = SeededGenerator(seed: 6)
        let stored = gzipMembers(generator.text(20_000), size: 1_000)
        for _ in 0..<200 {
            var broken = stored
            let place = Int.random(in: 2..<broken.count, using: &generator)
            broken[place] = UInt8.random(in: 0...255, using: &generator)
            let found = try read(broken, blockSize: 3_000)
            let places = (found.lines.map(\.place) + found.problems.map(\.place)).sorted()
            #expect(places == Array(0..<places.count))
        }
    }

    @Test func `a block has so many lines at most, however short they are`() throws {
        let content = Array(String(repeating: "x\n", count: 30_000).utf8)
        let found = try read(content, blockSize: 4 << 20)
        #expect(found.lines == naive(content))
        #expect(found.blocks.map(\.count) == [16_384, 16_384, 16_384, 10_848])
    }
}
