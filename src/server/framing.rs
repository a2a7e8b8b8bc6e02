//! Where the body of a request ends (RFC 9112, sections 6 and 7).

/// How a body is sent, and what is left of it.
#[derive(Debug)]
pub(super) enum Framing {
    Chunked(Chunked),
    /// So many bytes are still to come.
    Length(u64),
}

impl Framing {
    /// Writes the header that announces such a body.
    pub(super) fn announce(&self, head: &mut Vec<u8>) {
        match self {
            Self::Chunked(_) => head.extend_from_slice(b"transfer-encoding: chunked\r\n"),
            Self::Length(0) => {}
            Self::Length(length) => {
                head.extend_from_slice(format!("content-length: {length}\r\n").as_bytes());
            }
        }
    }

    pub(super) fn is_at_end(&self) -> bool {
        match self {
            Self::Chunked(chunked) => chunked.state == ChunkState::End,
            Self::Length(left) => *left == 0,
        }
    }

    /// Moves what belongs to the body from `input` to `output`.
    ///
    /// # Errors
    ///
    /// If the chunks are not of the form. The output then ends as a whole body
    /// does.
    pub(super) fn pass(&mut self, input: &mut Vec<u8>, output: &mut Vec<u8>) -> Result<(), String> {
        match self {
            Self::Chunked(chunked) => {
                let passed = chunked.pass(input, output);
                if passed.is_err() {
                    output.extend_from_slice(LAST_CHUNK);
                }
                passed
            }
            Self::Length(left) => {
                let count = usize::try_from(*left).unwrap_or(usize::MAX).min(input.len());
                output.extend(input.drain(..count));
                *left -= count as u64;
                Ok(())
            }
        }
    }
}

const LAST_CHUNK: &[u8] = b"0\r\n\r\n";
/// Chunk extensions and trailers mean nothing here; longer ones are refused.
const MAX_IGNORED: usize = 8 << 10;

/// A body in chunks. Size lines may carry extensions, the end may carry
/// trailers; both are read over.
#[derive(Debug, Default)]
pub(super) struct Chunked {
    state: ChunkState,
    /// Bytes of extensions and trailers seen.
    ignored: usize,
}

#[derive(Debug, PartialEq, Eq)]
enum ChunkState {
    /// So many bytes of a chunk are still to come.
    Data(u64),
    /// The line end behind a chunk, of which so many bytes were seen.
    DataEnd(usize),
    End,
    /// Behind the digits of the size, up to the end of the line.
    Extension(u64),
    /// The digits seen, and their value.
    Size(usize, u64),
    /// Behind a carriage return.
    SizeLineFeed(u64),
    /// A line behind the last chunk, of which so many bytes were seen.
    Trailer(usize),
    TrailerLineFeed(usize),
}

impl Default for ChunkState {
    fn default() -> Self {
        Self::Size(0, 0)
    }
}

impl Chunked {
    fn pass(&mut self, input: &mut Vec<u8>, output: &mut Vec<u8>) -> Result<(), String> {
        let mut rest = &input[..];
        let result = loop {
            if self.state == ChunkState::End {
                break Ok(());
            }
            if let ChunkState::Data(left) = self.state {
                let count = usize::try_from(left).unwrap_or(usize::MAX).min(rest.len());
                let (data, after) = rest.split_at(count);
                rest = after;
                if !data.is_empty() {
                    output.extend_from_slice(format!("{count:x}\r\n").as_bytes());
                    output.extend_from_slice(data);
                    output.extend_from_slice(b"\r\n");
                }
                let left = left - count as u64;
                self.state =
                    if left == 0 { ChunkState::DataEnd(0) } else { ChunkState::Data(left) };
                if left > 0 {
                    break Ok(());
                }
            }
            let Some((&byte, after)) = rest.split_first() else { break Ok(()) };
            rest = after;
            if let Err(reason) = self.step(byte) {
                break Err(format!("the chunked body is malformed: {reason}"));
            }
            if self.state == ChunkState::End {
                output.extend_from_slice(LAST_CHUNK);
            }
        };
        let used = input.len() - rest.len();
        input.drain(..used);
        result
    }

    /// Takes a byte that is not of the data.
    fn step(&mut self, byte: u8) -> Result<(), &'static str> {
        use ChunkState as State;
        let after_size = |size| if size == 0 { State::Trailer(0) } else { State::Data(size) };
        self.state = match (&self.state, byte) {
            (&State::Size(digits, value), b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => {
                if digits == 16 {
                    return Err("a size has more than 16 digits");
                }
                let digit = char::from(byte).to_digit(16).unwrap_or_default();
                State::Size(digits + 1, value << 4 | u64::from(digit))
            }
            (State::Size(0, _), _) => return Err("a chunk does not begin with its size in hex"),
            (&State::Size(_, size) | &State::Extension(size), b'\r') => State::SizeLineFeed(size),
            (&State::Size(_, size), b';' | b' ' | b'\t') => State::Extension(size),
            (State::Size(..), _) => {
                return Err("a size is followed by something else than a line end");
            }
            (State::Extension(_), b'\n') => return Err("a line ends without a carriage return"),
            (&State::Extension(size), _) => State::Extension(size),
            (&State::SizeLineFeed(size), b'\n') => after_size(size),
            (State::DataEnd(0), b'\r') => State::DataEnd(1),
            (State::DataEnd(1), b'\n') => State::Size(0, 0),
            (State::DataEnd(_), _) => return Err("a chunk is longer than its size says"),
            (&State::Trailer(seen), b'\r') => State::TrailerLineFeed(seen),
            (State::Trailer(_), b'\n') => return Err("a line ends without a carriage return"),
            (&State::Trailer(seen), _) => State::Trailer(seen + 1),
            (State::TrailerLineFeed(0), b'\n') => State::End,
            (State::TrailerLineFeed(_), b'\n') => State::Trailer(0),
            (State::SizeLineFeed(_) | State::TrailerLineFeed(_), _) => {
                return Err("a carriage return stands alone");
            }
            // Taken by the caller.
            (&State::Data(left), _) => State::Data(left),
            (State::End, _) => State::End,
        };
        if matches!(self.state, State::Extension(_) | State::Trailer(_)) {
            self.ignored += 1;
            if self.ignored > MAX_IGNORED {
                return Err("its extensions or trailers are too long");
            }
        }
        Ok(())
    }
}
