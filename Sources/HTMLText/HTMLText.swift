// Placeholder until the first file of HTMLText lands.
