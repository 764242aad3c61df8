// Files beside the input that an option names, read whole through the file store.
import FileFormats
import FileStore
import HTMLText
import PipelineCore

/// A list of terms or words as text: plain, gzip or zstd, in UTF-8 or UTF-16.
///
/// - Throws: ``OptionError`` of the option that names the file.
func readList(_ path: String, option: String) throws -> String {
    do throws(FileError) {
        // Lists of words have megabytes at most: whatever is larger is none.
        let stream = try ByteStream(path: path)
        var bytes: [UInt8] = []
        while try stream.read(into: &bytes) > 0 {
            if bytes.count > 256 << 20 {
                throw FileError(.tooLarge, path: path, reason: "it holds more than 256 MiB")
            }
        }
        var decoder = PlainTextDecoder()
        guard let text = decoder.decode(bytes, declared: []) else {
            throw FileError(.corrupt, path: path, reason: "it is neither UTF-8 nor UTF-16 text")
        }
        return String(decoding: text, as: UTF8.self)
    } catch {
        throw OptionError(option, "names a list that can't be read: \(error)")
    }
}
