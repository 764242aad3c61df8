// One name for a file or folder that several names lead to.
import Glibc

extension LocalFiles {
    /// The path from the root with links, `.` and `..` followed; nil where nothing is there.
    public static func realPath(_ path: String) -> String? {
        guard let real = realpath(PathBytes.name(path.isEmpty ? "." : path), nil) else {
            return nil
        }
        defer { free(real) }
        return PathBytes.text(Array(UnsafeRawBufferPointer(start: real, count: strlen(real))))
    }
}
