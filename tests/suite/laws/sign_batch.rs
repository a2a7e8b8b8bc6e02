use arbitrary::{Arbitrary, Unstructured};
use tmsig::{Credentials, Request, Signature, Signer};

const MOST: usize = 5000;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    secret_id: &'a str,
    secret_key: &'a str,
    requests: Vec<Fields<'a>>,
}

#[derive(Arbitrary, Debug)]
struct Fields<'a> {
    method: &'a str,
    uri: &'a str,
    nonce: &'a str,
    body: Body<'a>,
}

#[derive(Arbitrary, Debug)]
enum Body<'a> {
    Bytes(&'a [u8]),
    /// Of a length that the fuzzer's input need not have.
    Filler(u16),
}

/// Batches of requests of any lengths, some of them refused, are the same as one
/// by one, in every form.
pub fn sign_batch(input: &[u8]) {
    fn or<'t>(text: &'t str, given: &'t str) -> &'t str {
        if given.is_empty() { text } else { given }
    }

    let Ok(input) = Input::arbitrary_take_rest(Unstructured::new(input)) else { return };
    let signer = Signer::new(Credentials::new(input.secret_id, input.secret_key));
    let filler = [b'x'; MOST];
    let requests: Vec<_> = input
        .requests
        .iter()
        .map(|request| {
            let body = match request.body {
                Body::Bytes(bytes) => bytes,
                Body::Filler(length) => &filler[..usize::from(length) % MOST],
            };
            // An empty text would only be refused.
            Request::new(or("POST", request.method), or("/", request.uri))
                .nonce(or("1", request.nonce))
                .timestamp("1600000000")
                .body(body)
        })
        .collect();

    let one_by_one: Vec<_> = requests.iter().map(|request| signer.sign(request)).collect();
    assert_eq!(signer.sign_each(&requests).collect::<Vec<_>>(), one_by_one);

    let unsigned = Signature::from_digest(&[0; 32]);
    let refused = one_by_one.iter().position(Result::is_err);
    for sign_batch in [Signer::sign_batch, Signer::par_sign_batch] {
        let mut signatures = vec![unsigned; requests.len()];
        let result = sign_batch(&signer, &requests, &mut signatures);
        assert_eq!(result.err().map(|error| error.index), refused);
        let signed = refused.unwrap_or(requests.len());
        for (signature, expected) in signatures[..signed].iter().zip(&one_by_one) {
            assert_eq!(Ok(signature), expected.as_ref());
        }
    }
}
