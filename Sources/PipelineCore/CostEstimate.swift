// What a stage will need beyond the documents themselves, reckoned before any work.

/// How large a corpus is, as far as its files tell before they are read.
public struct CorpusSize: Sendable, Equatable {
    /// Bytes of text, decompressed.
    public var textBytes: Int
    public var documents: Int
    /// Tasks that will observe documents.
    public var tasks: Int

    public init(textBytes: Int, documents: Int, tasks: Int) {
        self.textBytes = textBytes
        self.documents = documents
        self.tasks = tasks
    }
}

/// A stage's needs.
public struct CostEstimate: Sendable, Equatable {
    /// Bytes of files in the run's `work` folder at the highest, each with what it holds.
    public var disk: [Item]
    /// The least `--memory` that the stage can work in.
    public var leastMemory: Int

    public struct Item: Sendable, Equatable {
        public let what: String
        public let bytes: Int

        public init(_ what: String, bytes: Int) {
            self.what = what
            self.bytes = bytes
        }
    }

    public init(disk: [Item], leastMemory: Int) {
        self.disk = disk
        self.leastMemory = leastMemory
    }

    public var diskBytes: Int { disk.reduce(0) { $0 + $1.bytes } }
}

/// Says what a stage will cost. `winnow plan` shows it, and a run that can't fit is refused.
public protocol Estimating {
    func estimate(_ corpus: CorpusSize) -> CostEstimate
}

/// Publishes files outside the run's folder once all its outputs are whole, such as an index for
/// later runs. Called again after an interruption: it must leave what is there already.
public protocol Concluding {
    func conclude(_ inputs: FinishContext) throws
}
