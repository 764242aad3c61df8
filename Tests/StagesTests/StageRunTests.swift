// Every stage of the catalogue in a run.
import PipelineCore
import TestSupport
import Testing

@Test(arguments: CataloguedStage.all)
func `a stage's run does not depend on the workers`(stage: CataloguedStage) throws {
    let complaints = try StageChecker(stage.entry).runs()
    #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
}
