// What is wrong with some bytes of a Parquet file, before anybody knows where they lie.
import FileStore

/// A broken or foreign part of a Parquet file; who reads the file adds the path and the place.
package struct ParquetDamage: Error, Equatable {
    let code: FileError.Code
    let reason: String

    init(_ reason: String, _ code: FileError.Code = .corrupt) {
        self.code = code
        self.reason = reason
    }
}
