// The parts of corpus stages that work on documents, and what they tell of tokens.
import PipelineCore

/// The part of a corpus stage that works on documents.
func finished<S: CorpusStage>(
    _ stage: S, _ context: FinishContext
) throws -> any Measuring {
    try stage.finish(context)
}

extension Plan {
    /// What the tokens are that reach the writers; `nil` where there are none.
    func tokenFacts(_ folder: RunFolder) throws -> TokenFacts? {
        for stage in stages.reversed() where stage.built.stage.flow.gives?.contains(.tokens) == true
        {
            switch stage.part {
            case .document(let part):
                if let facts = (part as? any Tokenizing)?.tokenFacts { return facts }
            case .corpus(let part):
                let part = try finished(part, finishContext(of: stage, folder))
                if let facts = (part as? any Tokenizing)?.tokenFacts { return facts }
            case .arranger: continue
            }
        }
        return nil
    }

    /// What the finishing part of a stage is made from.
    func finishContext(of stage: PlannedStage, _ folder: RunFolder) -> FinishContext {
        FinishContext(
            files: folder.phases(of: stage.label),
            observedTasks: stage.barrier == nil ? 0 : tasks.count)
    }
}
