// Placeholder until the first file of PipelineCore lands.
