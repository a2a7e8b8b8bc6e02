//! Many messages at a time.

use super::Prefix;
use super::message::Message;
#[cfg(all(target_arch = "x86_64", not(miri)))]
use super::x86::Pair;

const LANES: usize = 2;

/// Messages side by side, where the processor compresses two blocks in less
/// time than one after the other; one at a time elsewhere.
///
/// A lane takes the next message when its own ends, so that lengths may differ.
/// `T` tells whose a digest is.
pub(crate) struct Lanes<'m, T> {
    lanes: [Lane<'m, T>; LANES],
    pair: Option<Pair>,
}

struct Lane<'m, T> {
    message: Message<'m>,
    tag: Option<T>,
    digest: Option<[u8; 32]>,
}

impl<T> Default for Lanes<'_, T> {
    fn default() -> Self {
        Self::with(Pair::detect())
    }
}

impl<'m, T> Lanes<'m, T> {
    /// One after the other, as where there is no better.
    #[cfg(test)]
    pub(super) fn portable() -> Self {
        Self::with(None)
    }

    fn with(pair: Option<Pair>) -> Self {
        let lane = || Lane { message: Message::new(), tag: None, digest: None };
        Self { lanes: [lane(), lane()], pair }
    }

    /// Takes the message that `prefix` begins and `write` goes on with and
    /// [ends](Message::end). When every lane is taken one is worked free, and
    /// this is its digest.
    #[inline]
    pub(crate) fn add(
        &mut self,
        tag: T,
        prefix: &Prefix,
        write: impl FnOnce(&mut Message<'m>),
    ) -> Option<(T, [u8; 32])> {
        let [first, second] = &mut self.lanes;
        let lane = if first.tag.is_none() { &mut *first } else { &mut *second };
        lane.message.begin(prefix);
        write(&mut lane.message);
        let Some(pair) = self.pair else {
            return Some((tag, lane.message.finish()));
        };
        lane.tag = Some(tag);
        if first.tag.is_none() || second.tag.is_none() {
            return None;
        }
        loop {
            if let Some(done) = first.take().or_else(|| second.take()) {
                return Some(done);
            }
            let (first_state, first_run) = first.message.run();
            let (second_state, second_run) = second.message.run();
            let count = first_run.len().min(second_run.len());
            pair.compress([first_state, second_state], [&first_run[..count], &second_run[..count]]);
            first.digest = first.message.advance(count);
            second.digest = second.message.advance(count);
        }
    }

    /// The digests that are still to come.
    pub(crate) fn finish(self) -> impl Iterator<Item = (T, [u8; 32])> {
        self.lanes.into_iter().filter_map(|mut lane| {
            let tag = lane.tag?;
            Some((tag, lane.digest.unwrap_or_else(|| lane.message.finish())))
        })
    }
}

impl<T> Lane<'_, T> {
    /// The digest, if it is there; the lane is then free.
    fn take(&mut self) -> Option<(T, [u8; 32])> {
        self.digest.take().and_then(|digest| Some((self.tag.take()?, digest)))
    }
}

/// Nothing is known to be better than one at a time.
#[cfg(not(all(target_arch = "x86_64", not(miri))))]
#[derive(Clone, Copy)]
enum Pair {}

#[cfg(not(all(target_arch = "x86_64", not(miri))))]
impl Pair {
    fn detect() -> Option<Self> {
        None
    }

    fn compress(self, _: [&mut [u32; 8]; LANES], _: [&[super::Block]; LANES]) {
        match self {}
    }
}
