// SIGINT and SIGTERM stop a run cleanly; a second one ends the program at once.
import Dispatch
import Foundation

/// Calls back on the first stop signal for as long as it lives.
final class StopSignals {
    private var sources: [any DispatchSourceSignal] = []

    init(_ stop: @escaping @Sendable () -> Void) {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(
                signal: number, queue: DispatchQueue(label: "winnow.signals"))
            source.setEventHandler {
                printError("\nwinnow: stopping after the steps at hand (again: at once)")
                signal(number, SIG_DFL)
                stop()
            }
            source.resume()
            sources.append(source)
        }
    }

    deinit { for source in sources { source.cancel() } }
}
