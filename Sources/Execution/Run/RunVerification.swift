// Whether a finished run is whole: every file is what its manifest tells, and none is missing.
import Dispatch
import FileFormats
import FileStore
import Foundation
import PipelineCore

/// Reads every output of a finished run again.
public struct RunVerification: Sendable {
    public let folder: RunFolder

    /// What is wrong with a file.
    public struct Finding: Sendable, Encodable {
        /// Path in the run's folder.
        public let file: String
        public let found: String
    }

    /// What was looked at, and what was found.
    public struct Verdict: Sendable, Encodable {
        public let files: Int
        public let bytes: Int
        public let documents: Int
        public let findings: [Finding]
    }

    public init(_ folder: RunFolder) { self.folder = folder }

    /// Throws ``RunError`` where there is no finished run, or its manifest is damaged.
    public func run() throws -> Verdict {
        let manifest = try Manifest(of: folder)
        let files = manifest.outputs.sorted { $0.key < $1.key }.flatMap { path, files in
            files.map { (path: path == "." ? $0.name : "\(path)/\($0.name)", file: $0) }
        }
        var findings = try wrongNames(in: manifest)
        if findings.isEmpty { findings += try wrongFiles(files) + strangers(manifest, files) }
        findings += try wrongPlan(manifest) + wrongLedger(manifest)
        return Verdict(
            files: files.count, bytes: files.reduce(0) { $0 + $1.file.bytes },
            documents: manifest.counts.records, findings: findings.sorted { $0.file < $1.file })
    }

    /// Names that lead out of the run's folder.
    private func wrongNames(in manifest: Manifest) throws -> [Finding] {
        manifest.outputs.flatMap { path, files in
            (path == "." ? [] : [path]) + files.map(\.name)
        }.filter { !isPlainPath($0) }.map {
            Finding(file: "manifest.json", found: "it names '\($0)', which is no output's name")
        }
    }

    private func wrongFiles(_ files: [(path: String, file: OutputFile)]) throws -> [Finding] {
        let looked = Looks(files.count)
        DispatchQueue.concurrentPerform(iterations: files.count) { index in
            looked.put(index, Result { try look(at: files[index].path, files[index].file) })
        }
        return try looked.results.compactMap { try $0.get() }
    }

    private func look(at path: String, _ left: OutputFile) throws -> Finding? {
        let file = folder.place.file(path)
        guard let entry = try file.entry() else { return Finding(file: path, found: "missing") }
        if entry.size != left.bytes {
            return Finding(
                file: path, found: "has \(entry.size) bytes; the run left \(left.bytes)")
        }
        return try left.describes(file)
            ? nil : Finding(file: path, found: "its bytes are not those that the run left")
    }

    /// Files in the outputs' folders that the manifest doesn't know.
    private func strangers(
        _ manifest: Manifest, _ files: [(path: String, file: OutputFile)]
    ) throws -> [Finding] {
        let known = Set(files.map(\.path))
        return try manifest.outputs.keys.filter { $0 != "." }.sorted().flatMap { path in
            try folder.place.folder(path).filesBelow().map { "\(path)/\($0)" }
        }.filter { !known.contains($0) }.map {
            Finding(file: $0, found: "the run left no such file")
        }
    }

    private func wrongPlan(_ manifest: Manifest) throws -> [Finding] {
        guard let plan = try? SavedPlan(of: folder) else {
            return [Finding(file: "plan.json", found: "missing or damaged")]
        }
        var findings: [Finding] = []
        if plan.digest != manifest.digest {
            findings.append(Finding(file: "plan.json", found: "it is another run's"))
        }
        let yaml = try? folder.pipeline.contents()
        if yaml != Array(plan.resolvedYAML.utf8) {
            findings.append(Finding(file: "pipeline.yaml", found: "it is not what the run left"))
        }
        if try !folder.report.exists() {
            findings.append(Finding(file: "report.html", found: "missing"))
        }
        return findings
    }

    /// A row for every record.
    private func wrongLedger(_ manifest: Manifest) throws -> [Finding] {
        let rows = (manifest.outputs["ledger"] ?? []).reduce(0) { $0 + $1.documents }
        if rows == manifest.counts.records { return [] }
        return [
            Finding(
                file: "ledger", found: "\(rows) rows for \(manifest.counts.records) records")
        ]
    }
}

/// What threads found, in order.
private final class Looks: @unchecked Sendable {
    private let lock = NSLock()
    private(set) var results: [Result<RunVerification.Finding?, any Error>]

    init(_ count: Int) { results = Array(repeating: .success(nil), count: count) }

    func put(_ index: Int, _ result: Result<RunVerification.Finding?, any Error>) {
        lock.withLock { results[index] = result }
    }
}
