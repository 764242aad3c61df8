// Files beside the input that an option names, read whole through the file store.
import FileStore
import PipelineCore

/// A list of terms or words, as text; bytes that aren't UTF-8 become U+FFFD.
///
/// - Throws: ``OptionError`` of the option that names the file.
func readList(_ path: String, option: String) throws -> String {
    do throws(FileError) {
        // Lists of words have megabytes at most: whatever is larger is none.
        let bytes = try StoredFile(path).contents(limit: 256 << 20)
        return String(decoding: bytes, as: UTF8.self)
    } catch {
        throw OptionError(option, "names a list that can't be read: \(error)")
    }
}
