// The only place that writes to the terminal: results on stdout, words for people on stderr.
import Foundation
import PipelineCore

/// Prints a line for people; data in it can't steer a terminal. Stands in for Swift's own, which
/// neither looks at what it prints nor says when it can't.
func print(_ text: String) { write(Array((printable(text) + "\n").utf8)) }

/// Prints lines for people.
func printLines(_ lines: [String]) {
    for line in lines { print(printableLine(line)) }
}

/// Prints results for programs, byte for byte; on a terminal, as ``printable(_:)`` makes them.
/// Ends the program where standard output can't be written, such as on a full disk.
func printOutput(_ bytes: [UInt8]) {
    guard isTerminal, !bytes.isEmpty else { return write(bytes) }
    write(Array(printable(String(decoding: bytes, as: UTF8.self)).utf8))
}

/// Prints what is safe to show on a terminal already, with our own colours in it.
func printShown(_ bytes: [UInt8]) { write(bytes) }

private let isTerminal = isatty(STDOUT_FILENO) == 1

private func write(_ bytes: [UInt8]) {
    let reason = writeAll(bytes, to: STDOUT_FILENO)
    if reason == EPIPE { endWithReader() }
    guard reason != 0 else { return }
    printError("winnow: cannot write to standard output: \(String(cString: strerror(reason)))")
    exit(ExitStatus.failure)
}

/// Prints a line for people on stderr. One that can't be written is lost: a closed terminal ends
/// no run.
func printError(_ text: String) {
    _ = writeAll(Array((printable(text) + "\n").utf8), to: STDERR_FILENO)
}

/// Writes over a line on stderr, which has to be a terminal; the text is our own.
func printProgress(_ text: String) { _ = writeAll(Array(text.utf8), to: STDERR_FILENO) }

/// Writes all bytes; the system's number of what was wrong, 0 for nothing.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 {
            rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&waiting, 1, 1000)
        } else if errno != EINTR {
            return errno
        }
    }
    return 0
}

/// Ends as programs do whose reader has read enough: by SIGPIPE, without a word.
private func endWithReader() -> Never {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
    exit(ExitStatus.failure)
}

/// Gives the three standard streams their numbers where they were closed, so that no file that is
/// opened later gets them; and lets a write to a pipe without a reader fail instead of killing.
func guardStandardStreams() {
    signal(SIGPIPE, SIG_IGN)
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) < 0 {
        // Not for writing, so that results that go nowhere are an error.
        let mode = descriptor == STDERR_FILENO ? O_RDWR : O_RDONLY
        // The lowest free number, which is the closed one.
        _ = open("/dev/null", mode)
    }
}
