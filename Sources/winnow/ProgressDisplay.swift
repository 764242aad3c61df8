// Progress: one line that renews itself on a terminal, plain lines elsewhere.
import Dispatch
import Execution
import Foundation

/// Shows a run's progress on stderr until it ends.
final class ProgressDisplay: @unchecked Sendable {
    private let progress: RunProgress
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let timer: any DispatchSourceTimer
    private let start = ContinuousClock().now
    private let lock = NSLock()
    private var lastLine = ContinuousClock().now
    private var isEnded = false

    init(_ progress: RunProgress) {
        self.progress = progress
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "winnow.progress"))
        timer.schedule(deadline: .now() + 0.2, repeating: isTerminal ? 0.2 : 1)
        timer.setEventHandler { [weak self] in self?.show() }
        timer.resume()
    }

    func end() {
        timer.cancel()
        lock.withLock {
            isEnded = true
            if isTerminal { write("\r\u{1B}[K") }
        }
    }

    private func show() {
        lock.withLock {
            if isEnded { return }
            let now = ContinuousClock().now
            if isTerminal {
                write("\r\u{1B}[K" + String(line(now).prefix(width - 1)))
            } else if now - lastLine >= .seconds(10) {
                lastLine = now
                write(line(now) + "\n")
            }
        }
    }

    private var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else {
            return 80
        }
        return Int(size.ws_col)
    }

    /// `segment0  41 %  12.3 MB/s  ETA 2 min 3 s  kept 12,345  dropped 6,789  bad 1`
    private func line(_ now: ContinuousClock.Instant) -> String {
        let total = progress.bytesTotal.load(ordering: .relaxed)
        let done = progress.bytesRead.load(ordering: .relaxed)
        let elapsed = seconds(now - progress.phaseStart)
        var parts = [progress.phase]
        if total > 0 {
            parts.append(percent(min(done, total), of: total))
            // The first moments of a phase tell nothing of the rest.
            if elapsed > 0.5 { parts.append("\(bytes(Int(Double(done) / elapsed)))/s") }
            if done > 0, elapsed > 1 {
                let left = elapsed * Double(max(0, total - done)) / Double(done)
                parts.append("ETA \(duration(left))")
            }
        } else {
            let tasks = progress.tasksTotal.load(ordering: .relaxed)
            parts.append("task \(progress.tasksDone.load(ordering: .relaxed)) of \(tasks)")
        }
        parts.append("in \(grouped(progress.records.load(ordering: .relaxed)))")
        parts.append("kept \(grouped(progress.kept.load(ordering: .relaxed)))")
        parts.append("dropped \(grouped(progress.dropped.load(ordering: .relaxed)))")
        let bad = progress.bad.load(ordering: .relaxed)
        if bad > 0 { parts.append("bad \(grouped(bad))") }
        return parts.joined(separator: "  ")
    }

    private func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    private func write(_ text: String) { printProgress(text) }
}
