//! One message on its way through the compression function.

use std::ops::Range;

use sha2::block_api::compress256;

use super::{BLOCK, Block, PADDING, Prefix, bytes_of, pad};

/// So many bytes are gathered before anything is compressed, enough for most
/// requests whole. Whole blocks, so that what has no room also fills the last.
pub(super) const CAPACITY: usize = 7 * BLOCK;
/// With room for the padding.
const BUFFER: usize = (CAPACITY + PADDING).next_multiple_of(BLOCK);

/// A message as runs of blocks, the last of which makes its digest: the buffer,
/// then what is long where it lies, then its padded end, then the outer
/// message.
pub(crate) struct Message<'m> {
    pub(super) state: [u32; 8],
    outer: [u32; 8],
    /// What was gathered, and room to pad it.
    buffer: [u8; BUFFER],
    filled: usize,
    /// How much was compressed before the buffer, the block of the key
    /// included.
    before: usize,
    /// What follows the buffer.
    last: &'m [u8],
    /// Blocks of the buffer or of `last`, not yet compressed.
    run: Range<usize>,
    is_run_of_last: bool,
    next: Next,
}

/// What follows the run.
#[derive(Clone, Copy)]
enum Next {
    Last,
    End,
    Outer,
    Digest,
}

impl<'m> Message<'m> {
    #[inline]
    pub(super) fn new() -> Self {
        Self {
            state: [0; 8],
            outer: [0; 8],
            buffer: [0; BUFFER],
            filled: 0,
            before: 0,
            last: &[],
            run: 0..0,
            is_run_of_last: false,
            next: Next::Digest,
        }
    }

    /// Computes the digest of the message that `prefix` begins and `write` goes
    /// on with.
    #[inline]
    pub(crate) fn digest(prefix: &Prefix, write: impl FnOnce(&mut Self)) -> [u8; 32] {
        let mut message = Self::new();
        message.begin(prefix);
        write(&mut message);
        message.finish()
    }

    /// Forgets what was there, and begins anew.
    #[inline]
    pub(super) fn begin(&mut self, prefix: &Prefix) {
        self.state = prefix.inner;
        self.outer = prefix.outer;
        self.filled = prefix.length % BLOCK;
        self.before = prefix.length - self.filled;
        self.buffer[..BLOCK].copy_from_slice(&prefix.pending);
        self.last = &[];
    }

    /// Goes on with these bytes.
    #[inline]
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if bytes.len() <= CAPACITY - self.filled {
            self.buffer[self.filled..self.filled + bytes.len()].copy_from_slice(bytes);
            self.filled += bytes.len();
        } else {
            self.push_long(bytes);
        }
    }

    #[cold]
    fn push_long(&mut self, bytes: &[u8]) {
        let rest = self.fill_block(bytes);
        let (blocks, rest) = rest.as_chunks::<BLOCK>();
        compress256(&mut self.state, &self.buffer.as_chunks().0[..self.filled / BLOCK]);
        compress256(&mut self.state, blocks);
        self.before += self.filled + blocks.len() * BLOCK;
        self.buffer[..rest.len()].copy_from_slice(rest);
        self.filled = rest.len();
    }

    /// Fills the last block of the buffer with the first of bytes it has no
    /// room for, and gives back the rest.
    fn fill_block<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let end = self.filled.next_multiple_of(BLOCK);
        let (first, rest) = bytes.split_at(end - self.filled);
        self.buffer[self.filled..end].copy_from_slice(first);
        self.filled = end;
        rest
    }

    /// Ends with these bytes, which stay where they are if they are long.
    #[inline]
    pub(crate) fn end(&mut self, last: &'m [u8]) {
        self.is_run_of_last = false;
        if last.len() <= CAPACITY - self.filled {
            self.push(last);
            let length = self.before + self.filled;
            self.run = 0..pad(&mut self.buffer, self.filled, length);
            self.next = Next::Outer;
        } else {
            self.last = self.fill_block(last);
            self.run = 0..self.filled / BLOCK;
            self.next = Next::Last;
        }
    }

    /// The blocks to compress next, and the state they go into. None are left
    /// once [`Self::advance`] gave the digest.
    #[inline]
    pub(super) fn run(&mut self) -> (&mut [u32; 8], &[Block]) {
        let bytes = if self.is_run_of_last { self.last } else { &self.buffer };
        (&mut self.state, &bytes.as_chunks().0[self.run.clone()])
    }

    /// So many blocks of the run were compressed. At the end of the last run
    /// this is the digest.
    #[inline]
    pub(super) fn advance(&mut self, blocks: usize) -> Option<[u8; 32]> {
        self.run.start += blocks;
        if !self.run.is_empty() {
            return None;
        }
        match self.next {
            Next::Last => {
                self.run = 0..self.last.len() / BLOCK;
                self.is_run_of_last = true;
                self.next = Next::End;
                if self.run.is_empty() {
                    return self.advance(0);
                }
            }
            Next::End => {
                let (_, rest) = self.last.as_chunks::<BLOCK>();
                let length = self.before + self.filled + self.last.len();
                self.buffer[..rest.len()].copy_from_slice(rest);
                self.run = 0..pad(&mut self.buffer, rest.len(), length);
                self.is_run_of_last = false;
                self.next = Next::Outer;
            }
            Next::Outer => {
                self.buffer[..32].copy_from_slice(&bytes_of(&self.state));
                // One block of key, and 32 bytes.
                self.run = 0..pad(&mut self.buffer, 32, BLOCK + 32);
                self.state = self.outer;
                self.next = Next::Digest;
            }
            Next::Digest => return Some(bytes_of(&self.state)),
        }
        None
    }

    /// Compresses what is left, alone.
    #[inline]
    pub(super) fn finish(&mut self) -> [u8; 32] {
        loop {
            let (state, blocks) = self.run();
            compress256(state, blocks);
            let count = blocks.len();
            if let Some(digest) = self.advance(count) {
                return digest;
            }
        }
    }
}
