// Makes a task's files durable and gives them their final names.
import Foundation

/// Syncs every file below a folder, then the folder.
func syncFolder(_ folder: String) throws {
    let files = FileManager.default
    for name in try files.contentsOfDirectory(atPath: folder).sorted() {
        let path = "\(folder)/\(name)"
        var isFolder: ObjCBool = false
        guard files.fileExists(atPath: path, isDirectory: &isFolder) else { continue }
        if isFolder.boolValue { try syncFolder(path) } else { try sync(path) }
    }
    try sync(folder)
}

/// Syncs one file or folder.
func sync(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw RunError.system("open", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw RunError.system("sync", path) }
}

/// Renames over whatever has the final name.
func move(_ source: String, to target: String) throws {
    if rename(source, target) == 0 { return }
    guard errno == ENOTEMPTY || errno == EEXIST else { throw RunError.system("rename", source) }
    try FileManager.default.removeItem(atPath: target)
    guard rename(source, target) == 0 else { throw RunError.system("rename", source) }
}

/// Writes a small file whole and for good: temporary name, sync, rename, sync of the folder.
func writeWhole(_ bytes: some Sequence<UInt8>, to path: String) throws {
    let temporary = path + ".part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw RunError.system("open", temporary) }
    defer { close(descriptor) }
    let data = Data(bytes)
    var done = 0
    while done < data.count {
        let count = data.withUnsafeBytes {
            write(descriptor, $0.baseAddress! + done, data.count - done)
        }
        guard count > 0 else { throw RunError.system("write", temporary) }
        done += count
    }
    guard fsync(descriptor) == 0 else { throw RunError.system("sync", temporary) }
    try move(temporary, to: path)
    try sync(URL(filePath: path).deletingLastPathComponent().path)
}
