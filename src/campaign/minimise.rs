//! Making a failing request as small and as plain as it gets.

use crate::generator::{PUBLIC_ACCOUNTS, Sample};

use super::finding::split_uri;

/// How many smaller requests are tried at most.
const MOST_TRIED: usize = 3_000;

/// The plainest request there is.
pub(super) fn simplest() -> Sample {
    let (secret_id, secret_key) = PUBLIC_ACCOUNTS[0];
    Sample {
        secret_id: secret_id.to_owned(),
        secret_key: secret_key.to_owned(),
        method: "GET".to_owned(),
        uri: "/".to_owned(),
        nonce: "1".to_owned(),
        timestamp: "1600000000".to_owned(),
        content_type: None,
        body: Vec::new(),
    }
}

/// How much there is to read in a request.
pub(super) fn size(sample: &Sample) -> usize {
    let content_type = sample.content_type.as_ref().map_or(0, String::len);
    sample.uri.len()
        + sample.body.len()
        + sample.nonce.len()
        + content_type
        + usize::from(sample.secret_id != PUBLIC_ACCOUNTS[0].0) * 20
        + usize::from(sample.method != "GET")
}

/// Tries ever smaller requests as long as they still fail; whether nothing is
/// left to take away is told beside the last of them. `still_fails` answers
/// `None` to end it.
pub(super) fn minimise(
    sample: Sample,
    still_fails: &mut dyn FnMut(&Sample) -> Option<bool>,
) -> (Sample, bool) {
    Minimising::until_stable(sample, still_fails, &mut |work| {
        work.whole_parts();
        work.uri();
        work.digits();
        work.body();
    })
}

/// A failing case that is being made smaller.
pub(super) struct Minimising<'m, T> {
    pub(super) sample: T,
    tried: usize,
    is_stopped: bool,
    still_fails: &'m mut dyn FnMut(&T) -> Option<bool>,
}

impl<'m, T: Clone + PartialEq> Minimising<'m, T> {
    /// Passes over it until nothing changes any more.
    pub(super) fn until_stable(
        sample: T,
        still_fails: &'m mut dyn FnMut(&T) -> Option<bool>,
        pass: &mut dyn FnMut(&mut Self),
    ) -> (T, bool) {
        let mut work = Self { sample, tried: 0, is_stopped: false, still_fails };
        loop {
            let before = work.sample.clone();
            pass(&mut work);
            if work.is_stopped || work.sample == before {
                return (work.sample, !work.is_stopped);
            }
        }
    }

    /// Takes the changed request if it still fails.
    pub(super) fn offer(&mut self, change: impl FnOnce(&mut T)) -> bool {
        let mut changed = self.sample.clone();
        change(&mut changed);
        if self.is_stopped || changed == self.sample {
            return false;
        }
        self.tried += 1;
        let verdict = if self.tried > MOST_TRIED { None } else { (self.still_fails)(&changed) };
        match verdict {
            Some(true) => {
                self.sample = changed;
                true
            }
            Some(false) => false,
            None => {
                self.is_stopped = true;
                false
            }
        }
    }

    /// Takes away ever smaller runs of pieces, and gives back what is left.
    pub(super) fn pieces<P: Clone>(
        &mut self,
        mut pieces: Vec<P>,
        set: &dyn Fn(&[P]) -> Change<T>,
    ) -> Vec<P> {
        let mut run = pieces.len();
        while run > 0 {
            let mut at = 0;
            while at < pieces.len() {
                let mut fewer = pieces.clone();
                fewer.drain(at..pieces.len().min(at + run));
                if self.offer(set(&fewer)) {
                    pieces = fewer;
                } else {
                    at += run;
                }
            }
            run /= 2;
        }
        pieces
    }

    /// Puts the plainest piece in the place of every other.
    pub(super) fn plainer<P: Clone>(
        &mut self,
        mut pieces: Vec<P>,
        plain: P,
        is_plain: &dyn Fn(&P) -> bool,
        set: &dyn Fn(&[P]) -> Change<T>,
    ) {
        for at in 0..pieces.len() {
            if is_plain(&pieces[at]) {
                continue;
            }
            let mut plainer = pieces.clone();
            plainer[at] = plain.clone();
            if self.offer(set(&plainer)) {
                pieces = plainer;
            }
        }
    }
}

impl Minimising<'_, Sample> {
    fn whole_parts(&mut self) {
        let plain = simplest();
        self.offer(|sample| *sample = plain.clone());
        self.offer(|sample| sample.body.clear());
        self.offer(|sample| {
            sample.secret_id.clone_from(&plain.secret_id);
            sample.secret_key.clone_from(&plain.secret_key);
        });
        self.offer(|sample| sample.uri.clone_from(&plain.uri));
        self.offer(|sample| {
            let query = split_uri(&sample.uri).1;
            sample.uri = query.map_or_else(|| "/".to_owned(), |query| format!("/?{query}"));
        });
        self.offer(|sample| sample.uri = split_uri(&sample.uri).0.to_owned());
        if !self.offer(|sample| sample.content_type = None) && self.sample.content_type.is_some() {
            self.offer(|sample| sample.content_type = Some("application/json".to_owned()));
        }
        self.offer(|sample| sample.nonce.clone_from(&plain.nonce));
        self.offer(|sample| sample.timestamp.clone_from(&plain.timestamp));
        if !self.offer(|sample| sample.method.clone_from(&plain.method))
            && self.sample.method != "GET"
        {
            self.offer(|sample| "POST".clone_into(&mut sample.method));
        }
    }

    /// Parameters first, then characters.
    fn uri(&mut self) {
        let (path, query) = split_uri(&self.sample.uri);
        if let Some(query) = query {
            let path = path.to_owned();
            let parameters: Vec<String> = query.split('&').map(str::to_owned).collect();
            self.pieces(parameters, &|parameters| {
                Box::new({
                    let uri = format!("{path}?{}", parameters.join("&"));
                    move |sample: &mut Sample| sample.uri = uri
                })
            });
        }
        // The slash at the front has to stay.
        let characters: Vec<u8> = self.sample.uri.bytes().skip(1).collect();
        let set = |characters: &[u8]| -> Change<Sample> {
            let uri = format!("/{}", String::from_utf8_lossy(characters));
            Box::new(move |sample: &mut Sample| sample.uri = uri)
        };
        let characters = self.pieces(characters, &set);
        self.plainer(characters, b'a', &|byte| byte.is_ascii_alphanumeric(), &set);
    }

    /// Fewer digits, unless the number is plain already.
    fn digits(&mut self) {
        let plain = simplest();
        if self.sample.nonce != plain.nonce {
            let nonce = self.sample.nonce.clone().into_bytes();
            self.pieces(nonce, &|digits| {
                let text = String::from_utf8_lossy(digits).into_owned();
                Box::new(|sample: &mut Sample| sample.nonce = text)
            });
        }
        if self.sample.timestamp != plain.timestamp {
            let timestamp = self.sample.timestamp.clone().into_bytes();
            self.pieces(timestamp, &|digits| {
                let text = String::from_utf8_lossy(digits).into_owned();
                Box::new(|sample: &mut Sample| sample.timestamp = text)
            });
        }
    }

    /// Characters where it is text, so that none is cut in two; bytes where it
    /// is not.
    fn body(&mut self) {
        let body = self.sample.body.clone();
        let pieces: Vec<Vec<u8>> = match str::from_utf8(&body) {
            Ok(text) => text.chars().map(|c| c.to_string().into_bytes()).collect(),
            Err(_) => body.iter().map(|&byte| vec![byte]).collect(),
        };
        let set = |pieces: &[Vec<u8>]| -> Change<Sample> {
            let body = pieces.concat();
            Box::new(move |sample: &mut Sample| sample.body = body)
        };
        let pieces = self.pieces(pieces, &set);
        let is_plain = |piece: &Vec<u8>| matches!(piece[..], [byte] if byte.is_ascii_alphanumeric() || b"{}[]\":,".contains(&byte));
        self.plainer(pieces, b"a".to_vec(), &is_plain, &set);
    }
}

/// One thing to try.
pub(super) type Change<T> = Box<dyn FnOnce(&mut T)>;

#[cfg(test)]
mod tests {
    use super::{minimise, simplest};
    use crate::generator::Sample;

    #[test]
    fn what_does_not_matter_goes() {
        let sample = Sample {
            method: "PUT".to_owned(),
            uri: "/v1/meetings?a=1&b=%2f&c=3".to_owned(),
            nonce: "880064".to_owned(),
            body: "{\"subject\": \"周会\", \"type\": 0}".as_bytes().to_vec(),
            ..simplest()
        };
        let mut fails = |sample: &Sample| {
            Some(
                sample.uri.contains("%2f")
                    && sample.body.windows(3).any(|text| text == "会".as_bytes()),
            )
        };
        let (sample, is_minimal) = minimise(sample, &mut fails);
        assert!(is_minimal);
        assert_eq!(sample, Sample { uri: "/%2f".to_owned(), body: "会".into(), ..simplest() });
    }

    #[test]
    fn it_ends_when_asked_to() {
        let long = Sample { body: vec![b'x'; 100], ..simplest() };
        let mut left = 3;
        let (_, is_minimal) = minimise(long, &mut |sample| {
            left -= 1;
            (left > 0).then_some(sample.body.len() > 10)
        });
        assert!(!is_minimal);
    }
}
