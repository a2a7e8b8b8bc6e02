//! The client: copy this file.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::Duration;

use tmsig::{Credentials, Signer, Stamp};

/// Encodes the URI once, takes the body as bytes, signs these, sends these.
///
/// What goes wrong with reqwest: `.query(…)` and `.json(…)` encode after the signature was made.
#[derive(Clone)]
pub struct Client {
    base_url: String,
    signer: std::sync::Arc<Signer>,
    http: reqwest::Client,
}

impl Client {
    pub fn new(base_url: &str, credentials: Credentials) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            // It would follow with the old signature, and try again with the old nonce.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .timeout(Duration::from_secs(30))
            .build()?;
        let signer = Signer::new(credentials).into();
        Ok(Self { base_url: base_url.to_owned(), signer, http })
    }

    /// `path` is a template like `/v1/meetings/{meeting_id}`; an empty body is none.
    pub async fn call(
        &self,
        method: &str,
        path: &str,
        path_params: &BTreeMap<String, String>,
        query: &[(String, String)],
        body: Vec<u8>,
        content_type: &str,
    ) -> Result<reqwest::Response, Box<dyn Error + Send + Sync>> {
        let mut uri = path.to_owned();
        for (name, value) in path_params {
            uri = uri.replace(&format!("{{{name}}}"), &encode(value));
        }
        for (index, (name, value)) in query.iter().enumerate() {
            uri.push(if index == 0 { '?' } else { '&' });
            uri.push_str(&format!("{}={}", encode(name), encode(value)));
        }
        let mut response = self.send(method, &uri, &body, content_type).await?;
        if response.status() == 307 {
            // The same again, elsewhere, and so with another signature.
            let location = response.headers().get("location").ok_or("a 307 without Location")?;
            let base = url::Url::parse(&self.base_url)?;
            let target = base.join(&uri)?.join(location.to_str()?)?;
            if target.origin() == base.origin() {
                uri = target[url::Position::BeforePath..url::Position::AfterQuery].to_owned();
                response = self.send(method, &uri, &body, content_type).await?;
            }
        }
        if response.status().is_server_error() {
            // Once more, with a new nonce and so a new signature.
            response = self.send(method, &uri, &body, content_type).await?;
        }
        Ok(response)
    }

    /// Signs and sends one request; `uri` is path and query as they go over the wire.
    async fn send(
        &self,
        method: &str,
        uri: &str,
        body: &[u8],
        content_type: &str,
    ) -> Result<reqwest::Response, Box<dyn Error + Send + Sync>> {
        let mut request = http::Request::builder()
            .method(method)
            .uri(format!("{}{uri}", self.base_url))
            .header("Content-Type", content_type)
            .header("X-TC-Registered", "1")
            .body(body.to_vec())?;
        self.signer.sign_http(&mut request, Stamp::now()?)?;
        Ok(self.http.execute(request.try_into()?).await?)
    }
}

/// Percent-encodes all but A-Z a-z 0-9 - . _ ~.
fn encode(text: &str) -> String {
    let is_kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(
            |byte| {
                if is_kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
            },
        )
        .collect()
}

/// A part of an upload.
pub struct Part {
    pub name: String,
    pub filename: Option<String>,
    pub content_type: Option<String>,
    pub content: Vec<u8>,
}

/// The body of a `multipart/form-data` upload and its Content-Type.
pub fn upload(parts: &[Part]) -> (Vec<u8>, String) {
    // Longer than any other run of dashes in what is uploaded.
    let mut boundary = "-".repeat(24);
    let holds = |content: &[u8], boundary: &str| {
        content.windows(boundary.len()).any(|window| window == boundary.as_bytes())
    };
    while parts.iter().any(|part| holds(&part.content, &boundary)) {
        boundary.push('-');
    }
    let mut body = Vec::new();
    for part in parts {
        body.extend(
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", part.name)
                .bytes(),
        );
        if let Some(filename) = &part.filename {
            body.extend(format!("; filename=\"{filename}\"").bytes());
        }
        if let Some(content_type) = &part.content_type {
            body.extend(format!("\r\nContent-Type: {content_type}").bytes());
        }
        body.extend(b"\r\n\r\n");
        body.extend(&part.content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{boundary}--\r\n").bytes());
    (body, format!("multipart/form-data; boundary={boundary}"))
}
