// A small file system in memory, for tests of full and read-only disks.
import Foundation

/// A mounted tmpfs; unmounted when the value goes. Only root can make one.
public final class MemoryDisk {
    public let path: String
    private let scratch: ScratchDirectory

    /// Whether this machine lets tests mount one; those that need one are enabled by it.
    public static let isAllowed = (try? MemoryDisk(kilobytes: 16)) != nil

    /// `nil` where mounting is not allowed.
    public init?(kilobytes: Int) throws {
        scratch = try ScratchDirectory()
        path = scratch.path
        guard Self.mount(["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path]) else {
            return nil
        }
    }

    deinit { Self.call("umount", [path]) }

    /// Mounts it anew with another size or as read-only: `size=64M`, `ro`, `rw`.
    @discardableResult
    public func remount(_ option: String) -> Bool { Self.mount(["-o", "remount,\(option)", path]) }

    private static func mount(_ arguments: [String]) -> Bool { call("mount", arguments) }

    @discardableResult
    private static func call(_ program: String, _ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
