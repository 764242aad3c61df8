// The fractions that rules compare.

/// A quotient of counts; 0 where there is nothing to divide by.
@inline(__always)
func ratio(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
}
