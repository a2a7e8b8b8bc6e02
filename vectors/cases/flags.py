"""Every flag a test can carry: what it marks, what goes wrong in a signer that fails it, and where to read more."""

_DOC = "https://cloud.tencent.com/document/product/1095/"
_SIGNING = f"{_DOC}42413"
_QUESTIONS = f"{_DOC}43551"
_ERRORS = f"{_DOC}43704"
_RFC = "https://www.rfc-editor.org/rfc/"
_UNICODE = "https://www.unicode.org/"

_FLAGS = {
    # method
    "method": ("The documented methods.", "The method is a constant, or is not signed in upper case.", _SIGNING),
    "delete-with-body": (
        "A DELETE request that has a body.",
        "The signer or the HTTP library assumes that DELETE has no body, so one of them drops it.",
        _RFC + "rfc9110#section-9.3.5",
    ),
    "undocumented-method": (
        "PATCH, HEAD and OPTIONS: the vendor documents GET, POST, PUT and DELETE only, the scheme itself works for any method.",
        "Nothing is known to go wrong: a signer may sign as usual or refuse.",
        _SIGNING,
    ),
    # body
    "empty-body": (
        "No body: the string to sign still ends in the newline after the URI.",
        "The last newline is lost, or a null value is signed as text.",
        _SIGNING,
    ),
    "ascii-body": ("An ordinary body in ASCII.", "The body is not signed at all, or not as sent.", _SIGNING),
    "literal-body": (
        "A body that looks like what a language prints for nothing.",
        "The signer takes the body for an absent one and signs the empty string.",
        _QUESTIONS,
    ),
    "whitespace-edge": (
        "White space at the beginning or the end of the body.",
        "The body is trimmed before it is signed, or passes through a JSON library.",
        _QUESTIONS,
    ),
    "line-ending": (
        "LF, CR LF and CR inside the body.",
        "Text mode rewrites the line endings of what is signed or of what is sent.",
        _QUESTIONS,
    ),
    "bom": (
        "A byte order mark, U+FEFF.",
        "A text reader drops it at the beginning, or treats it as white space elsewhere.",
        _UNICODE + "faq/utf_bom.html",
    ),
    "nul": ("A NUL byte in the body.", "The body ends early: it went through a C string.", _RFC + "rfc8259#section-7"),
    "large-body": ("A body of many kibibytes.", "Only the first chunk of a streamed body is signed.", _QUESTIONS),
    # text
    "cjk": (
        "Chinese, Japanese or Korean text.",
        "The text is encoded as GBK or Latin-1, or escaped, in one of the two places where it is used.",
        _QUESTIONS,
    ),
    "emoji": (
        "Emoji, from single characters to sequences.",
        "A character above U+FFFF is written as two surrogates (CESU-8), as '?' or as an escape.",
        _UNICODE + "reports/tr51/",
    ),
    "combining": ("Combining marks.", "The text is normalised before it is signed.", _UNICODE + "reports/tr15/"),
    "normalization": (
        "The same text composed (NFC) and decomposed (NFD): two different bodies with two different signatures.",
        "The text is normalised before it is signed.",
        _UNICODE + "reports/tr15/",
    ),
    "right-to-left": (
        "Right-to-left text and directional controls.",
        "Directional controls are removed as invisible characters.",
        _UNICODE + "reports/tr9/",
    ),
    "invisible": (
        "Characters that leave no mark: zero-width, soft hyphen, tags, variation selectors.",
        "The text is cleaned of invisible characters before it is signed.",
        _UNICODE + "reports/tr36/",
    ),
    "line-separator": (
        "U+0085, U+2028, U+2029 and other characters that some libraries count as line ends or white space.",
        "The text is split into lines, trimmed, or escaped by a JSON library for JavaScript's sake.",
        _RFC + "rfc8259#section-7",
    ),
    "noncharacter": (
        "Noncharacters and the ends of the code space.",
        "A text library replaces them by U+FFFD.",
        _UNICODE + "faq/private_use.html#noncharacters",
    ),
    "private-use": ("Private-use characters.", "A text library replaces them.", _UNICODE + "faq/private_use.html"),
    "gb18030-only": (
        "Characters in GB18030 that GBK does not have.",
        "The text passes through GBK and loses them.",
        "https://en.wikipedia.org/wiki/GB_18030",
    ),
    "full-width": ("Full-width and half-width forms.", "The text is normalised to NFKC.", _UNICODE + "reports/tr15/"),
    "case-mapping": (
        "Letters whose upper or lower case is longer, or depends on the locale.",
        "The string to sign is changed in case as a whole.",
        _UNICODE + "faq/casemap_charprop.html",
    ),
    "not-utf-8": (
        "Bytes that are not UTF-8.",
        "The body is decoded as text and encoded again, which replaces what does not fit.",
        _RFC + "rfc3629#section-3",
    ),
    # JSON
    "json-escapes": (
        "Escapes that JSON allows and no library is obliged to write.",
        "The body is parsed and written again before it is signed; what is sent is not what was signed.",
        _RFC + "rfc8259#section-7",
    ),
    "json-whitespace": (
        "White space between JSON tokens.",
        "The signed body is compacted or indented, the sent one is not.",
        _RFC + "rfc8259#section-2",
    ),
    "json-key-order": (
        "Members in an order of their own.",
        "The members are sorted or shuffled between signing and sending.",
        _RFC + "rfc8259#section-4",
    ),
    "json-numbers": (
        "Numbers in unusual spellings or beyond 2^53.",
        "The numbers are parsed and written again.",
        _RFC + "rfc8259#section-6",
    ),
    "json-duplicate-keys": (
        "A member given twice.",
        "The body is parsed into a map, which keeps one of them.",
        _RFC + "rfc8259#section-4",
    ),
    "json-containers": (
        "Empty, nested and null values.",
        "The body is parsed and written again, and nulls or empty containers are left out.",
        _RFC + "rfc8259#section-3",
    ),
    "html-characters": (
        "The characters < > & ' and =, which some JSON libraries escape.",
        "The signed body has \\u003c where the sent one has <, or the reverse.",
        "https://pkg.go.dev/encoding/json#HTMLEscape",
    ),
    # length
    "block-edge": (
        "A string to sign that ends near a 64-byte block of SHA-256.",
        "A hash written by hand pads wrongly when the length no longer fits the last block.",
        _RFC + "rfc6234#section-4.1",
    ),
    # URI
    "query-order": ("Query parameters that are not in alphabetical order.", "The parameters are sorted before signing.", _SIGNING),
    "repeated-key": (
        "A query key that occurs more than once.",
        "The query is parsed into a map, which keeps one value or moves the others.",
        _SIGNING,
    ),
    "empty-value": (
        "Query keys without a value, with or without '='.",
        "The query is parsed and written again, which adds or drops the '='.",
        "https://url.spec.whatwg.org/#urlencoded-parsing",
    ),
    "plus-and-space": (
        "'+' and '%20', which mean the same in a form and are different bytes in a URI.",
        "The query is parsed and written again, which turns one into the other.",
        "https://url.spec.whatwg.org/#urlencoded-serializing",
    ),
    "escape-case": (
        "Percent-escapes in lower and upper case: equivalent, but different bytes.",
        "The URI is normalised before it is signed.",
        _RFC + "rfc3986#section-6.2.2.1",
    ),
    "encoded-text": (
        "Percent-encoded text in the query.",
        "The query is decoded before it is signed, or encoded a second time.",
        _RFC + "rfc3986#section-2.1",
    ),
    "question-mark": (
        "'?' in unusual places and numbers.",
        "A URI library drops an empty query, or splits at the wrong '?'.",
        _RFC + "rfc3986#section-3.4",
    ),
    "punctuation": (
        "Punctuation in the URI that one library escapes and another leaves alone.",
        "What is signed and what is sent come from two libraries that disagree.",
        _RFC + "rfc3986#section-2.2",
    ),
    "malformed-escape": (
        "A '%' that starts no escape.",
        "The URI is decoded, which fails, or encoded again, which repairs it.",
        _RFC + "rfc3986#section-2.4",
    ),
    "ampersand": ("Empty parameters between or after '&'.", "The query is parsed and written again, which drops them.", _SIGNING),
    "long-uri": ("A very long URI.", "A fixed-size buffer cuts the URI short.", _RFC + "rfc9110#section-4.1"),
    "path-slashes": (
        "Slashes doubled or at the end of the path.",
        "A URI library or a router merges or drops them.",
        _RFC + "rfc3986#section-3.3",
    ),
    "dot-segments": (
        "'.' and '..' as path segments.",
        "A URI library removes them from what is sent, not from what is signed.",
        _RFC + "rfc3986#section-5.2.4",
    ),
    "path-parameter": (
        "Identifiers inside the path.",
        "The route's template is signed in place of the path.",
        _SIGNING,
    ),
    "path-escape": (
        "A path with percent-escapes. The vendor's Go and Python SDKs sign it as sent, its Java SDK signs the decoded path with "
        "the raw query; which one the server accepts is not documented.",
        "Nothing is wrong: both readings pass. Avoid such paths where you can.",
        _SIGNING,
    ),
    "as-arrived": (
        "A request line that well-behaved clients do not send. A verifier judges the bytes that arrived; a signer may refuse.",
        "The verifier repairs the request before it checks it, or rejects it with the wrong reason.",
        _RFC + "rfc9112#section-3",
    ),
    # signed headers
    "nonce-length": ("Nonces of 1 to 20 digits.", "The nonce is cut, padded or kept in too small an integer.", _SIGNING),
    "leading-zeros": ("Leading zeros.", "The value is parsed into a number and written again.", _SIGNING),
    "big-integer": (
        "Integers that a double, or a signed 64-bit integer, cannot hold.",
        "The nonce is rounded on its way through a number.",
        "https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Number/MAX_SAFE_INTEGER",
    ),
    "timestamp-form": (
        "Timestamps of unusual lengths; the clock is the server's affair, not the signer's.",
        "The timestamp is parsed, checked or kept in 32 bits.",
        _SIGNING,
    ),
    # credentials
    "key-length": (
        "SecretKeys around the 64-byte block of SHA-256 and beyond: HMAC hashes a key that is longer than a block.",
        "An HMAC written by hand cuts the key, or forgets to hash it.",
        _RFC + "rfc2104#section-2",
    ),
    "key-not-ascii": ("SecretKeys outside ASCII.", "The key is encoded with another charset than UTF-8.", _SIGNING),
    "key-whitespace": ("White space in the SecretKey.", "The key is trimmed, or split at white space.", _SIGNING),
    "key-looks-encoded": (
        "SecretKeys that look like base64 or hexadecimal: they are used as text.",
        "The key is decoded before it is used.",
        _SIGNING,
    ),
    "key-punctuation": (
        "Quotes, backslashes and other characters that shells and configuration files interpret.",
        "The key is interpolated, unescaped or quoted on its way to the signer.",
        _SIGNING,
    ),
    "secret-id-form": (
        "SecretIds that contain '&', '=' and other characters of the header string.",
        "The header string is parsed, or its values are encoded.",
        _SIGNING,
    ),
    # unsigned headers
    "multipart": (
        "An upload: the vendor's SDKs sign the empty string in place of a multipart/form-data body.",
        "The whole upload is signed.",
        _SIGNING,
    ),
    "content-type": (
        "Content types other than multipart/form-data: the body is signed in full.",
        "The signer leaves out a body that it should have signed.",
        _SIGNING,
    ),
    "sdk-id": ("SdkId, sent only when one was assigned; never signed.", "SdkId takes part in the signature.", _SIGNING),
    "registered": ("X-TC-Registered; never signed.", "X-TC-Registered takes part in the signature.", _SIGNING),
    "header-name-case": (
        "Header names in other case. The vendor says names are case-sensitive, HTTP/2 lower-cases them: the signature is the same.",
        "The header string follows the case of the names on the wire, or a header is not found.",
        _RFC + "rfc9113#section-8.2",
    ),
    "unsigned-header": ("Headers that are not signed.", "More than the three headers take part in the signature.", _SIGNING),
    # wrong signatures
    "wrong-method": ("The method was signed otherwise than it was sent.", "The verifier does not look at the method.", _SIGNING),
    "wrong-headers": ("The header string was built wrongly.", "The verifier is lax about the three headers.", _SIGNING),
    "wrong-uri": ("The URI was signed otherwise than it was sent.", "The verifier normalises the URI.", _SIGNING),
    "wrong-body": ("The body was signed otherwise than it was sent.", "The verifier normalises the body.", _QUESTIONS),
    "wrong-assembly": ("The four parts were put together wrongly.", "The verifier is lax about the separators.", _SIGNING),
    "wrong-charset": ("The string to sign was not encoded as UTF-8.", "The verifier tries other charsets.", _QUESTIONS),
    "wrong-key": ("Another key than the SecretKey was used.", "The verifier normalises the key.", _SIGNING),
    "wrong-mac": ("Another function than HMAC-SHA256 was used.", "The verifier accepts other algorithms.", _SIGNING),
    "wrong-digest": ("The digest was not written in lower-case hexadecimal.", "The verifier ignores how the digest is written.", _SIGNING),
    "wrong-encoding": ("The digest was not encoded in standard base64.", "The verifier is lax about base64.", _SIGNING),
    "several-mistakes": ("Two or three mistakes at once.", "A diagnosis names only one of them, or none.", _QUESTIONS),
    # refusals
    "tampered": (
        "The request or its signature was changed after signing.",
        "The verifier does not check that part, or compares only the beginning.",
        _ERRORS,
    ),
    "clock": (
        "The server's clock: a timestamp more than 5 minutes away is refused, exactly 300 seconds are accepted.",
        "The window is open on one side, or one second too narrow or too wide.",
        _ERRORS,
    ),
    "replay": (
        "The same timestamp and nonce twice under one AppId.",
        "The verifier has no memory, or remembers requests whose signature was wrong.",
        _ERRORS,
    ),
    "unknown-credentials": ("AppId, SdkId or SecretId do not belong together.", "The verifier does not check them.", _ERRORS),
    "missing-header": (
        "A required header is missing. The documentation names no code for that; 190004 (bad request parameters) is our reading.",
        "The verifier takes a missing header for an empty one.",
        _ERRORS,
    ),
    "open-check-order": (
        "Two checks would refuse the request, and the documentation leaves their order open: `error_code` is our order "
        "(required headers, credentials, timestamp, signature, replay), `other_error_codes` are as good.",
        "The request is accepted.",
        _ERRORS,
    ),
    # canonical form
    "signable": ("A request that a signer must accept.", "The signer refuses what HTTP can carry.", _SIGNING),
    "refused": (
        "A request that a signer must refuse: HTTP could not carry it, or it could pose as another request.",
        "Two different requests share one string to sign.",
        _RFC + "rfc9110#section-5.5",
    ),
    "field-order": (
        "Two fields are at fault; the first in the order method, secret_id, nonce, timestamp, uri, other headers is reported.",
        "The error names another field.",
        _SIGNING,
    ),
}

FLAGS = {name: {"what": what, "failure": failure, "link": link} for name, (what, failure, link) in _FLAGS.items()}
