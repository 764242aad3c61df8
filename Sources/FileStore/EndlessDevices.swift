// Devices that never end, which are no input.
import Glibc

extension LocalFiles {
    /// Whether a path leads to a character device that is neither a terminal nor `/dev/null`, such as
    /// `/dev/zero`: reading it would never end.
    public static func isEndlessDevice(_ path: String) -> Bool {
        var info = stat()
        guard stat(PathBytes.name(path), &info) == 0, info.st_mode & S_IFMT == S_IFCHR else {
            return false
        }
        var null = stat()
        if stat("/dev/null", &null) == 0, info.st_rdev == null.st_rdev { return false }
        let descriptor = Glibc.open(
            PathBytes.name(path), O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        if descriptor < 0 { return true }
        defer { close(descriptor) }
        return isatty(descriptor) == 0
    }
}
