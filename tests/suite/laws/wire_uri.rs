use std::time::Duration;

use tmsig::doctor::{Doctor, Verdict, rewritings};
use tmsig::{Credentials, Request, Signer, StringToSign, header};

/// What real HTTP stacks put on the wire for the text of a URL, against what a
/// naive caller signs, who takes everything behind the host: where they differ
/// the doctor names what the stack did.
pub fn wire_uri(input: &[u8]) {
    let mut text = String::from_utf8_lossy(input).into_owned();
    // Anything else would be part of the host.
    if !text.starts_with(['/', '?', '#', '\\']) {
        text.insert(0, '/');
    }
    let url = format!("https://api.meeting.qq.com{text}");
    for sent in [of_http(&url), of_url(&url)].into_iter().flatten() {
        judge(&text, &sent);
    }
}

/// The `http` crate, and with it hyper.
fn of_http(url: &str) -> Option<String> {
    let uri: http::Uri = url.parse().ok()?;
    Some(uri.path_and_query()?.as_str().to_owned())
}

/// The `url` crate, and with it reqwest: the WHATWG standard of browsers, Node
/// and Deno.
fn of_url(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    Some(url[url::Position::BeforePath..url::Position::AfterQuery].to_owned())
}

fn judge(signed: &str, sent: &str) {
    let credentials = Credentials::new("AKIDexample", "a-secret-key");
    let intended = request(signed);
    let mut arrived = request(sent);
    let signer = Signer::new(credentials.clone());
    let signature = signer.sign_parts(&StringToSign::as_arrived(&intended));
    arrived.set_header(header::SIGNATURE, signature.as_str());
    let named = rewritings(&intended, &arrived);
    assert_eq!(named.is_empty(), signed == sent, "a new class: {signed:?} is sent as {sent:?}");

    let doctor = Doctor::default()
        .recipes_only()
        .max_mistakes(1)
        .near(0)
        .nonces(0)
        .budget(Duration::from_secs(600))
        .intended(intended.into_owned());
    let diagnosis = doctor.examine(&arrived, &credentials);
    match diagnosis.verdict {
        Verdict::Valid => assert_eq!(signed, sent),
        Verdict::Invalid(_) => assert_ne!(signed, sent),
        _ => panic!("unexplained: {signed:?} is sent as {sent:?}"),
    }
    assert!(named.iter().all(|advice| diagnosis.advice.contains(advice)));
}

fn request(uri: &str) -> Request<'_> {
    Request::new("GET", uri).header(header::KEY, "AKIDexample").nonce("1").timestamp("1600000000")
}
