// Where files of tests are: the shared data set, and what the repository holds.
import Foundation

/// The folder of real data beside the repository, or `nil`. `WINNOW_SHARED` overrides it.
public func sharedFolder() -> URL? {
    let given = ProcessInfo.processInfo.environment["WINNOW_SHARED"].map { URL(filePath: $0) }
    let beside = packageRoot.deletingLastPathComponent().appending(path: "shared")
    let folder = given ?? beside
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
}

/// The repository's top folder.
public let packageRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The folder in which the files lie that the examples of stages name.
public let exampleFolder = packageRoot.appending(path: "Tests/TestSupport/Examples").path

/// A file of the shared data; `nil` where it is missing. Tests that need one are enabled by it.
public func sharedFile(_ path: String) -> URL? {
    guard let file = sharedFolder()?.appending(path: path),
        FileManager.default.fileExists(atPath: file.path)
    else { return nil }
    return file
}
