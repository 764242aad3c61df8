// The observers of one task: what a corpus stage's workers see of its documents.
import Foundation
import PipelineCore

/// The observers of one task, one for each worker that had a part in it.
protocol TaskObservers: AnyObject {
    /// The worker's observer, made at first use.
    func observer(of worker: Int) throws -> any CorpusObserver

    /// Makes the task's files of what all of them saw.
    func collect() throws
}

func observers(of stage: any CorpusStage, _ context: TaskContext) -> any TaskObservers {
    func make<S: CorpusStage>(_ stage: S) -> any TaskObservers { TypedObservers(stage, context) }
    return make(stage)
}

private final class TypedObservers<S: CorpusStage>: TaskObservers {
    private let stage: S
    private let context: TaskContext
    private let lock = NSLock()
    private var observers: [Int: S.Observer] = [:]

    init(_ stage: S, _ context: TaskContext) {
        self.stage = stage
        self.context = context
    }

    func observer(of worker: Int) throws -> any CorpusObserver {
        if let known = lock.withLock({ observers[worker] }) { return known }
        let made = try stage.makeObserver(context)
        lock.withLock { observers[worker] = made }
        return made
    }

    func collect() throws {
        try stage.collect(observers.sorted { $0.key < $1.key }.map(\.value), context)
        observers = [:]
    }
}
