//! Numbers that are the same wherever they are drawn.

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
/// 2014: small, fast, and easily written in any language.
#[derive(Debug)]
pub(crate) struct SplitMix64(u64);

impl SplitMix64 {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    #[cfg(feature = "vectors")]
    /// An index into a list of this length, which is not 0.
    pub(crate) fn below(&mut self, len: usize) -> usize {
        usize::try_from(self.next() % len as u64).unwrap_or_default()
    }
}
