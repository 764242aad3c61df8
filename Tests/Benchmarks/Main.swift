// `make bench`: kernels, stages and the whole pipeline, each against a floor of the same run.
@main
enum Benchmarks {
    static func main() {}
}
