// Everything a Swift program needs to build and run a pipeline in code, under one import.
@_exported import Execution
@_exported import PipelineCore
@_exported import Stages
