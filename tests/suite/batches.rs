//! Batches: the same signatures as one by one, and what becomes of a refusal.

use proptest::collection::vec;
use proptest::prelude::*;
use tmsig::{Credentials, Reason, Request, Signature, Signer};

use crate::generators::{Sample, sample};

const UNSIGNED: &[u8; 32] = &[0; 32];

fn signer() -> Signer {
    Signer::new(Credentials::new("AKIDexample", "a-secret"))
}

fn request(body: &[u8]) -> Request<'_> {
    Request::new("POST", "/v1/meetings").nonce("880064").timestamp("1600000000").body(body)
}

/// Each form of a batch, one by one as a list.
fn each_form(signer: &Signer, requests: &[Request<'_>]) -> [Vec<Signature>; 3] {
    let mut batch = vec![Signature::from_digest(UNSIGNED); requests.len()];
    let mut parallel = batch.clone();
    signer.sign_batch(requests, &mut batch).unwrap();
    signer.par_sign_batch(requests, &mut parallel).unwrap();
    [batch, parallel, signer.sign_each(requests).map(Result::unwrap).collect()]
}

#[test]
fn every_body_length_up_to_400_beside_every_other_kind_of_neighbour() {
    let signer = signer();
    let long = vec![b'y'; 5000];
    let bodies: Vec<Vec<u8>> = (0..=400).map(|length| vec![b'x'; length]).collect();
    let rising: Vec<_> = bodies.iter().map(|body| request(body)).collect();
    let falling: Vec<_> = bodies.iter().rev().map(|body| request(body)).collect();
    let pairs: Vec<_> = bodies.iter().flat_map(|body| [request(body), request(body)]).collect();
    let with_long: Vec<_> =
        bodies.iter().flat_map(|body| [request(body), request(&long)]).collect();
    for requests in [&rising, &falling, &pairs, &with_long] {
        let expected: Vec<_> =
            requests.iter().map(|request| signer.sign(request).unwrap()).collect();
        for signatures in each_form(&signer, requests) {
            assert_eq!(signatures, expected);
        }
    }
}

#[test]
fn nothing_is_a_batch() {
    assert_eq!(each_form(&signer(), &[]), [const { Vec::new() }; 3]);
}

#[test]
fn a_refusal_leaves_its_place_and_those_after_it() {
    let signer = signer();
    for refused in [0, 1, 2, 5, 99] {
        let mut requests = vec![request(b"{}"); 100];
        requests[refused] = Request::new("post", "/").nonce("1").timestamp("1600000000");
        requests[99] = Request::new("POST", "/#").nonce("1").timestamp("1600000000");
        let signed = signer.sign(&request(b"{}")).unwrap();
        let unsigned = Signature::from_digest(UNSIGNED);
        let reason = if refused == 99 { Reason::Fragment } else { Reason::NotUpperCase };

        let mut signatures = vec![unsigned; requests.len()];
        let error = signer.sign_batch(&requests, &mut signatures).unwrap_err();
        assert_eq!((error.index, error.refusal.reason), (refused, reason));
        assert!(error.to_string().starts_with(&format!("request {refused} (from 0): ")), "{error}");
        let expected = (0..100).map(|index| if index < refused { signed } else { unsigned });
        assert!(signatures.iter().copied().eq(expected));

        let mut signatures = vec![unsigned; requests.len()];
        assert_eq!(signer.par_sign_batch(&requests, &mut signatures), Err(error));
        assert!(signatures[..refused].iter().all(|signature| *signature == signed));
        assert_eq!(signatures[refused], unsigned);

        let each: Vec<_> = signer.sign_each(&requests).collect();
        let expected: Vec<_> = requests.iter().map(|request| signer.sign(request)).collect();
        assert_eq!(each, expected);
    }
}

#[test]
fn an_iterator_is_read_64_requests_ahead_and_not_to_its_end() {
    let read = std::cell::Cell::new(0);
    let endless = std::iter::repeat_with(|| {
        read.set(read.get() + 1);
        request(b"{}")
    });
    let signer = signer();
    let mut signatures = signer.sign_each(endless);
    assert_eq!(read.get(), 0);
    assert_eq!(signatures.next(), Some(signer.sign(&request(b"{}"))));
    assert_eq!(read.get(), 64);
}

#[test]
#[should_panic(expected = "2 places for the signatures of 1 requests")]
fn as_many_places_as_requests() {
    let mut signatures = [Signature::from_digest(UNSIGNED); 2];
    let _ = signer().sign_batch(&[request(b"")], &mut signatures);
}

proptest! {
    #[test]
    fn a_batch_is_its_signatures_one_by_one(
        account in sample(),
        samples in vec(sample(), 0..150),
    ) {
        let signer = Signer::new(account.credentials());
        let samples: Vec<Sample> = samples
            .into_iter()
            .map(|sample| Sample { secret_id: account.secret_id.clone(), ..sample })
            .collect();
        let requests: Vec<_> = samples.iter().map(Sample::request).collect();
        let expected: Vec<_> = requests.iter().map(|request| signer.sign(request).unwrap()).collect();
        for signatures in each_form(&signer, &requests) {
            prop_assert_eq!(&signatures, &expected);
        }
    }

    #[test]
    fn refusals_are_the_same_one_by_one(uris in vec("(/[a-z#é ]{0,20})?", 0..80)) {
        let signer = signer();
        let request = |uri: &String| {
            Request::new("GET", uri).nonce("1").timestamp("1600000000").into_owned()
        };
        let requests: Vec<_> = uris.iter().map(request).collect();
        let expected: Vec<_> = requests.iter().map(|request| signer.sign(request)).collect();
        prop_assert_eq!(&signer.sign_each(&requests).collect::<Vec<_>>(), &expected);
        let mut signatures = vec![Signature::from_digest(UNSIGNED); requests.len()];
        let error = signer.sign_batch(&requests, &mut signatures).err();
        prop_assert_eq!(
            error.map(|error| error.index),
            expected.iter().position(Result::is_err)
        );
    }
}
