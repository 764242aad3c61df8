// The comments by which Slurm's jobs are known to belong to a run.
import Execution
import FileStore
import Foundation
import TestSupport
import Testing

@Suite struct SlurmMarkTests {
    let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    private func folder(_ name: String) throws -> RunFolder {
        let path = scratch(name)
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        return RunFolder(path)
    }

    @Test func `a comment tells the phase`() throws {
        let mark = SlurmMark(try folder("a run"))
        let comment = mark.comment(for: "minhash_dedup/match")
        #expect(mark.phase(ofComment: comment[...]) == "minhash_dedup/match")
    }

    @Test func `jobs of other runs and of others' programs are not this run's`() throws {
        let mark = SlurmMark(try folder("run"))
        let other = SlurmMark(try folder("run2"))
        for comment in [other.comment(for: "segment0"), "(null)", "", "winnow", "winnow segment0"] {
            #expect(mark.phase(ofComment: comment[...]) == nil, "\(comment)")
        }
    }

    @Test func `every way to a folder gives one mark`() throws {
        let mark = SlurmMark(try folder("run"))
        try FileManager.default.createSymbolicLink(
            atPath: scratch("link"), withDestinationPath: scratch("run"))
        for way in ["link", "./run", "run/../run", "run/"] {
            let other = SlurmMark(RunFolder(scratch.path + "/" + way))
            #expect(mark.phase(ofComment: other.comment(for: "finish")[...]) == "finish", "\(way)")
        }
    }
}
