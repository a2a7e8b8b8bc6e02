//! What a cure is about, and which one a mistake needs.

/// One thing that is changed in one place of the reader's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// HMAC-SHA256, with the SecretKey as its key and the text as its message.
    HmacSha256,
    /// The digest becomes hexadecimal digits first, and those become base64.
    HexThenBase64,
    /// Two lower-case hexadecimal digits for every byte of the digest, and nothing between them.
    HexDigits,
    /// Standard base64, applied once, on one line, with its padding and nothing around it.
    Base64Plain,
    /// The text is method, line of headers, URI and body, in this order.
    FourLines,
    /// The four parts are joined by one line feed each.
    Newlines,
    /// The text ends with a line feed and the body, and with the line feed where there is no body.
    BodyLine,
    /// Key, nonce and timestamp stand on one line: these three, in this order, under their names.
    HeaderString,
    /// The text goes into the HMAC as UTF-8.
    TextUtf8,
    /// The characters of the SecretKey are the key, neither decoded nor derived.
    KeyAsGiven,
    /// Blanks, quotes and invisible characters around a value of the account go when it is read.
    KeyRead,
    /// A value of the account that is not set stops the program.
    SettingsLoaded,
    /// SecretId, SecretKey, AppId and SdkId each go into their own place.
    Credentials,
    /// TC3, JWT and OAuth are other schemes: no derived key, and no Authorization header.
    OtherScheme,
    /// The timestamp is in whole seconds.
    Seconds,
    /// The nonce is a positive integer, kept as the text of its digits.
    NonceDigits,
    /// Nonce and timestamp are made once, for the signature and for the headers.
    StampOnce,
    /// Every request is signed anew, each retry among them.
    SignedAnew,
    /// The path is signed with its query, and without a question mark where there is none.
    PathAndQuery,
    /// The URI begins with the slash after the host, and ends before a fragment.
    FromTheSlash,
    /// The URI is signed with its percent-escapes.
    StillEncoded,
    /// The query is written once, for the signature and for the URL.
    QueryOnce,
    /// Each value is percent-encoded by itself, as RFC 3986 has it.
    PercentEncoder,
    /// The path is signed with its parameters filled in.
    PathFilled,
    /// The client gets a URL it does not encode again, and what it will send is signed.
    ReadyUrl,
    /// The path of the base URL is signed and sent too.
    BasePath,
    /// The body is serialised once: one text is signed and sent.
    BodyOnce,
    /// The body is JSON, and neither what the language prints nor a form.
    BodyIsJson,
    /// The body itself is signed, not its hash and not an encoding of it.
    BodyItself,
    /// What signs takes the text of the JSON writer that sends.
    JsonWriter,
    /// Nothing is signed for a body that is not there.
    EmptyBody,
    /// The body is sent as UTF-8.
    BodyUtf8,
    /// No byte at either end of the body is added or taken away between signing and sending.
    BodyEdges,
    /// The body of an upload is signed as nothing.
    Upload,
    /// The body that was signed is handed to the client.
    BodySent,
    /// The parameters of a GET go into its query, and its body is empty.
    QueryNotBody,
    /// One method, in upper case, is signed and sent.
    Method,
    /// Neither a body nor a redirect lets the client change the method.
    MethodKept,
    /// Each value is sent in the header of its own name, once it is there.
    HeaderNames,
}

/// The topic that cures the mistake or the piece of advice of this id; `None`
/// for one that no code cures.
pub(super) fn topic_of(id: &str) -> Option<Topic> {
    let is_among = |ids: &str| ids.split(' ').any(|one| one == id);
    let by_id = BY_ID.iter().find(|(_, ids)| is_among(ids)).map(|&(topic, _)| topic);
    let by_family = || FAMILIES.iter().find(|(start, _)| id.starts_with(start));
    by_id.or_else(|| by_family().map(|&(_, topic)| topic))
}

/// Ids with a topic of their own, a blank between two.
static BY_ID: &[(Topic, &str)] = &[
    (Topic::HmacSha256, "key-message-swapped text-encoded text-sha256-hex"),
    (
        Topic::HexThenBase64,
        "digest-raw digest-raw-as-latin-1 digest-raw-as-utf-8 digest-base64 encoding-none \
         signature-form",
    ),
    (
        Topic::FourLines,
        "part-missing-headers part-missing-method part-missing-uri text-algorithm-first \
         text-of-other-pieces signed-text-other newline-at-start",
    ),
    (
        Topic::BodyLine,
        "body-left-out part-missing-body empty-body-newline-missing last-newline-missing \
         text-trimmed newline-added-at-end newline-doubled-before-body",
    ),
    (
        Topic::KeyRead,
        "key-trimmed key-newline-added key-quoted key-single-quoted key-carriage-return-added \
         key-bom-added key-crlf-added key-invisible-character secret-id-invisible-character",
    ),
    (
        Topic::SettingsLoaded,
        "header-key-empty secret-id-other-form key-empty key-null key-none key-undefined",
    ),
    (
        Topic::Credentials,
        "key-of-other-account secret-id-of-other-account header-key-is-secret-key \
         header-key-is-app-id header-key-is-sdk-id key-is-secret-id key-is-app-id key-is-sdk-id \
         key-secret-id-and-key key-secret-id-key-joined key-other secret-key-sent \
         app-id-missing app-id-other sdk-id-missing sdk-id-not-assigned sdk-id-other",
    ),
    (
        Topic::OtherScheme,
        "mac-tc3 mac-tc3-derived-key key-tc3-prefix signed-as-tc3 oauth-headers \
         jwt-in-authorization",
    ),
    (
        Topic::StampOnce,
        "nonce-and-timestamp-other timestamp-other nonce-other header-nonce-empty \
         header-timestamp-empty header-string-empty",
    ),
    (Topic::SignedAnew, "signature-reused stamp-repeated"),
    (
        Topic::PathAndQuery,
        "query-left-out query-mark-forgotten path-left-out path-left-out-question-mark-kept \
         question-mark-added question-mark-lost query-null-added query-none-added \
         query-undefined-added query-first-parameter-only uri-empty uri-constant uri-other-form \
         uri-lower-cased semicolon-parameters-lost",
    ),
    (
        Topic::FromTheSlash,
        "uri-with-scheme-and-host uri-with-http-scheme-and-host uri-with-host \
         uri-without-leading-slash fragment-added uri-not-origin-form",
    ),
    (
        Topic::StillEncoded,
        "path-decoded query-decoded path-and-query-decoded query-decoded-plus-as-space \
         uri-decoded-plus-as-space raw-utf8",
    ),
    (
        Topic::QueryOnce,
        "query-sorted query-sorted-by-key query-reversed query-other-order \
         query-re-encoded-form-sorted query-re-encoded-form query-re-encoded-rfc-3986 \
         query-re-encoded-javascript query-trailing-ampersand-added \
         query-leading-ampersand-added query-empty-values-lost query-partly-signed \
         query-ampersand-html-escaped uri-other-encoder",
    ),
    (
        Topic::PercentEncoder,
        "escapes-other-case plus-as-percent-20 percent-20-as-plus query-encoded-whole \
         uri-encoded-whole uri-encoded-twice path-re-encoded",
    ),
    (
        Topic::PathFilled,
        "route-template route-template-colon route-template-snake-case placeholder-signed",
    ),
    (
        Topic::ReadyUrl,
        "uri-changed-after-signing client-encoded-twice client-escaped-characters \
         client-left-characters-plain uri-unsafe-encoded dot-segments-resolved uri-characters",
    ),
    (
        Topic::BasePath,
        "base-path-left-out base-path-and-slash-left-out client-lost-base-path \
         path-prefix-not-signed path-prefix-signed trailing-slash-added trailing-slash-lost \
         double-slashes-merged",
    ),
    (Topic::BodyOnce, "body-changed-after-signing body-spaces-removed"),
    (
        Topic::BodyIsJson,
        "body-python-str body-java-to-string body-object-object body-php-array body-go-print \
         body-ruby-to-s body-as-language-prints-it body-form-encoded body-form-sorted \
         body-form-as-json content-type body-not-json",
    ),
    (
        Topic::BodyItself,
        "body-sha256-hex body-sha256-base64 body-md5-hex body-md5-base64 body-base64 \
         body-url-encoded body-encode-uri-component body-quotes-escaped body-lower-case \
         body-upper-case body-in-other-form",
    ),
    (
        Topic::JsonWriter,
        "json-unicode-escaped json-unicode-escaped-upper json-slash-escaped json-html-escaped \
         json-gson json-dotnet json-rails json-null-members-lost",
    ),
    (
        Topic::EmptyBody,
        "body-empty-object body-null body-empty-array body-empty-string-literal body-undefined \
         body-none body-nil body-go-nil body-objective-c-null body-null-upper-case \
         body-null-quoted body-false body-space",
    ),
    (
        Topic::BodyUtf8,
        "body-sent-in-other-charset body-read-in-other-charset body-signed-in-other-charset \
         body-truncated-to-chars",
    ),
    (
        Topic::BodyEdges,
        "body-trimmed body-newline-added body-newline-lost body-crlf-to-lf body-lf-to-crlf \
         body-line-breaks-removed body-bom-added body-bom-lost body-crlf-added body-crlf-lost \
         body-nul-cut client-added-around-body signed-around-body",
    ),
    (Topic::Upload, "multipart-signed-in-full"),
    (Topic::BodySent, "body-empty body-in-query"),
    (
        Topic::QueryNotBody,
        "body-query-as-json body-query-string parameters-signed-as-json body-of-get",
    ),
    (
        Topic::MethodKept,
        "method-changed-after-signing client-turned-get-into-post client-changed-method",
    ),
    (
        Topic::HeaderNames,
        "header-values-wrapped header-values-swapped signature-in-other-place signature-missing \
         key-missing nonce-missing timestamp-missing header-name-case header-repeated",
    ),
];

/// How the ids of a family begin, all the rest of which have one cure.
static FAMILIES: &[(&str, Topic)] = &[
    ("join-", Topic::Newlines),
    ("parts-", Topic::FourLines),
    ("charset-", Topic::TextUtf8),
    ("mac-", Topic::HmacSha256),
    ("digest-", Topic::HexDigits),
    ("encoding-", Topic::Base64Plain),
    ("method-", Topic::Method),
    ("nonce-", Topic::NonceDigits),
    ("timestamp-", Topic::Seconds),
    ("json-", Topic::BodyOnce),
    ("key-", Topic::KeyAsGiven),
    ("header-", Topic::HeaderString),
];
