// Placeholder until the first file of FileFormats lands.
