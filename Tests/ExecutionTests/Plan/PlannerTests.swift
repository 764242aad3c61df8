// What the planner refuses before any work.
import Execution
import Foundation
import PipelineCore
import TestSupport
import Testing

@Test func `an unknown stage is refused with the nearest name`() throws {
    let test = try LineRun()
    try test.scratch.write("alpha\n", to: "in/a.txt")
    let error = #expect(throws: ConfigError.self) { try test.plan("long_enogh") }
    #expect(error?.message == "unknown stage 'long_enogh'")
    #expect(error?.suggestion.hasPrefix("Did you mean 'long_enough'?") == true)
}
