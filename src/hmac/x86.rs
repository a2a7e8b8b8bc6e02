//! Two lanes of SHA extensions. One `sha256rnds2` waits for the one before; two
//! messages interleaved fill the wait.

use std::arch::is_x86_feature_detected;
use std::arch::x86_64::{
    __m128i, _mm_add_epi32, _mm_alignr_epi8, _mm_blend_epi16, _mm_extract_epi32, _mm_set_epi32,
    _mm_set_epi64x, _mm_sha256msg1_epu32, _mm_sha256msg2_epu32, _mm_sha256rnds2_epu32,
    _mm_shuffle_epi8, _mm_shuffle_epi32,
};

use super::Block;

/// FIPS 180-4, section 4.2.2.
const K: [[u32; 4]; 16] = [
    [0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5],
    [0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5],
    [0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3],
    [0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174],
    [0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc],
    [0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da],
    [0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7],
    [0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967],
    [0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13],
    [0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85],
    [0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3],
    [0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070],
    [0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5],
    [0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3],
    [0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208],
    [0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2],
];

/// What the processor must have, found there.
#[derive(Clone, Copy)]
pub(super) struct Pair(());

impl Pair {
    pub(super) fn detect() -> Option<Self> {
        let is_there = is_x86_feature_detected!("sha") && is_x86_feature_detected!("avx");
        is_there.then_some(Self(()))
    }

    /// Compresses two runs of blocks, as many as the shorter has, each into its
    /// state.
    #[inline]
    // To have one is what makes the call sound.
    #[allow(clippy::unused_self)]
    pub(super) fn compress(self, states: [&mut [u32; 8]; 2], blocks: [&[Block]; 2]) {
        // SAFETY: the function is safe but for the features it is compiled for,
        // and they were detected, or there were no `self`.
        unsafe { compress_two(states, blocks) }
    }
}

#[target_feature(enable = "avx,sha")]
fn compress_two(states: [&mut [u32; 8]; 2], blocks: [&[Block]; 2]) {
    let [first, second] = states;
    let mut lanes = [load(first), load(second)];
    let [first_blocks, second_blocks] = blocks;
    for (first, second) in first_blocks.iter().zip(second_blocks) {
        let before = lanes;
        let mut words = [words(first), words(second)];
        // Written out, for indices that are constants leave all in registers.
        macro_rules! rounds {
            ($($group:literal)*) => {$(
                if $group >= 4 {
                    for words in &mut words {
                        words[$group % 4] = schedule(words, $group);
                    }
                }
                let [k0, k1, k2, k3] = K[$group].map(u32::cast_signed);
                let constants = _mm_set_epi32(k3, k2, k1, k0);
                for (lane, words) in lanes.iter_mut().zip(&words) {
                    let sum = _mm_add_epi32(words[$group % 4], constants);
                    lane.cdgh = _mm_sha256rnds2_epu32(lane.cdgh, lane.abef, sum);
                    let high = _mm_shuffle_epi32(sum, 0x0e);
                    lane.abef = _mm_sha256rnds2_epu32(lane.abef, lane.cdgh, high);
                }
            )*};
        }
        rounds!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
        for (lane, before) in lanes.iter_mut().zip(before) {
            lane.abef = _mm_add_epi32(lane.abef, before.abef);
            lane.cdgh = _mm_add_epi32(lane.cdgh, before.cdgh);
        }
    }
    let [first_lane, second_lane] = lanes;
    store(first_lane, first);
    store(second_lane, second);
}

/// The state as the instructions want it.
#[derive(Clone, Copy)]
struct Lane {
    abef: __m128i,
    cdgh: __m128i,
}

#[target_feature(enable = "avx")]
fn load(state: &[u32; 8]) -> Lane {
    let [a, b, c, d, e, f, g, h] = state.map(u32::cast_signed);
    Lane { abef: _mm_set_epi32(a, b, e, f), cdgh: _mm_set_epi32(c, d, g, h) }
}

#[target_feature(enable = "avx")]
fn store(lane: Lane, state: &mut [u32; 8]) {
    let feba = _mm_shuffle_epi32(lane.abef, 0x1b);
    let dchg = _mm_shuffle_epi32(lane.cdgh, 0xb1);
    let dcba = _mm_blend_epi16(feba, dchg, 0xf0);
    let hgfe = _mm_alignr_epi8(dchg, feba, 8);
    for (half, vector) in state.as_chunks_mut::<4>().0.iter_mut().zip([dcba, hgfe]) {
        *half = [
            _mm_extract_epi32::<0>(vector),
            _mm_extract_epi32::<1>(vector),
            _mm_extract_epi32::<2>(vector),
            _mm_extract_epi32::<3>(vector),
        ]
        .map(i32::cast_unsigned);
    }
}

/// The sixteen words of a block, big-endian.
#[target_feature(enable = "avx")]
fn words(block: &Block) -> [__m128i; 4] {
    let swap = _mm_set_epi64x(0x0c0d_0e0f_0809_0a0b, 0x0405_0607_0001_0203);
    let mut words = [_mm_set_epi64x(0, 0); 4];
    for (words, bytes) in words.iter_mut().zip(block.as_chunks::<16>().0) {
        let [low, high] = [0, 1].map(|half| i64::from_le_bytes(bytes.as_chunks::<8>().0[half]));
        *words = _mm_shuffle_epi8(_mm_set_epi64x(high, low), swap);
    }
    words
}

/// Four more words of the message schedule.
#[target_feature(enable = "avx,sha")]
fn schedule(words: &[__m128i; 4], group: usize) -> __m128i {
    let [w0, w1, w2, w3] = [0, 1, 2, 3].map(|index| words[(group + index) % 4]);
    let sum = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4));
    _mm_sha256msg2_epu32(sum, w3)
}
