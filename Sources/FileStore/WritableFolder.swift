// Whether a folder can be written to, or made, asked before any work.
import Glibc

extension LocalFiles {
    /// Why nothing can be written in a folder; `nil` where it can, as far as its permissions tell.
    /// A folder that isn't there is one that would be made in the nearest folder above it.
    public static func obstacle(toWritingIn folder: String) -> String? {
        var path = folder.isEmpty ? "." : folder
        while true {
            var info = stat()
            if stat(PathBytes.name(path), &info) == 0 {
                if info.st_mode & S_IFMT != S_IFDIR { return "\(path) is no folder" }
                if access(PathBytes.name(path), W_OK | X_OK) == 0 { return nil }
                return "\(path) can't be written to"
            }
            let parent = parentFolder(of: path)
            if parent == path { return "\(path) isn't there" }
            path = parent
        }
    }
}
