// What chunks of the file formats hold.
import FileFormats
import PipelineCore

extension LineBlock: ChunkOfBytes {
    public var heldBytes: Int { bytes.count }
}

extension WebArchiveChunk: ChunkOfBytes {
    public var heldBytes: Int { bytes.count }
}
