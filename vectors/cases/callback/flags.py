"""Every flag of the callback vectors: what it marks, what goes wrong in a receiver that fails it, where to read more."""

_DOC = "https://cloud.tencent.com/document/product/1095/"
_ADDRESS = f"{_DOC}51608"
_SIGNING = f"{_DOC}51612"
_ENCRYPTION = f"{_DOC}54658"
_CONSOLE = f"{_DOC}51605"
_RFC = "https://www.rfc-editor.org/rfc/"

_FLAGS = {
    "vendor-example": ("The example that the vendor prints.", "The scheme itself is not understood.", _SIGNING),
    "order": (
        "The four parts in an order of their own.",
        "The parts are joined in a fixed order, or sorted as words, as numbers or without regard to case.",
        _SIGNING,
    ),
    "nonce": ("Nonces of unusual length.", "The nonce is read as a number, or its length is taken for fixed.", _SIGNING),
    "timestamp": ("Timestamps of both shapes.", "The timestamp is read as seconds, or is compared with the clock.", _SIGNING),
    "url-check": (
        "The GET request that is sent when a subscription is saved.",
        "The subscription is not saved: code 10002, notification URL not available.",
        _ADDRESS,
    ),
    "plus-sign": (
        "A + in the base64 text of check_str.",
        "The text is decoded as a form once too often, and the + becomes a space.",
        _ADDRESS,
    ),
    "padding-missing": (
        "Base64 without its =, as the vendor's own example has it.",
        "A strict decoder refuses it, or the = is added before the text is signed.",
        _SIGNING,
    ),
    "event": ("An event as it is sent.", "The event is lost, and sent again after 1, 3 and 6 minutes.", _ADDRESS),
    "event-shape": (
        "Events with members, names or lists that no page of the vendor lists.",
        "The receiver refuses what it does not know, and the event is sent again and again.",
        _ADDRESS,
    ),
    "old-event": ("Events as in 2020: unique_sequence in the place of trace_id.", "Nothing is known to be sent so today.", _SIGNING),
    "text": ("Chinese, emoji and other text beyond ASCII.", "The plaintext is decoded as another charset.", _ADDRESS),
    "long": ("Long events.", "The body is longer than the receiver allows.", _ADDRESS),
    "json-body": (
        "The same data in a body that is written differently.",
        "data is taken by a pattern, or the bytes of the body are signed.",
        _RFC + "rfc8259",
    ),
    "header-case": ("Header names in other cases.", "Header names are looked up with regard to case.", _RFC + "rfc9110#section-5.1"),
    "encrypted": ("Data that is encrypted.", "The receiver does not decrypt.", _ENCRYPTION),
    "block-padding": (
        "Every length of PKCS#7 padding.",
        "The padding is not removed, is removed twice, or a whole block of it is taken for text.",
        _ENCRYPTION,
    ),
    "key-bits": (
        "An EncodingAESKey whose last character has bits that belong to no byte.",
        "A strict base64 decoder refuses the key.",
        _ENCRYPTION,
    ),
    "padding-32": (
        "Padding to blocks of 32 bytes, as WeCom has it; nothing says that it is sent.",
        "A strict decoder of blocks of 16 refuses it, which is right.",
        "https://developer.work.weixin.qq.com/document/path/90968",
    ),
    "bad-padding": ("What decrypts to no padding.", "Anything that was decrypted is used.", _ENCRYPTION),
    "bad-ciphertext": ("Data that is no whole number of blocks.", "The decryption throws, and the receiver answers by accident.", _ENCRYPTION),
    "bad-base64": (
        "Data that is no base64 of the standard alphabet, rightly signed.",
        "A lenient decoder passes over what it does not know, which opens the way to extended signatures.",
        _RFC + "rfc4648#section-3.3",
    ),
    "bad-text": ("A plaintext that is no UTF-8.", "Bytes are replaced without a word.", _RFC + "rfc3629"),
    "bad-event": ("A plaintext that is no event.", "The receiver crashes, and the vendor sends it again.", _ADDRESS),
    "bad-body": ("A body without data.", "The receiver crashes.", _ADDRESS),
    "bad-header": ("Headers that are missing, repeated or of another shape.", "What is not there is not checked.", _ADDRESS),
    "bad-query": ("A query without check_str, or with two.", "The receiver crashes, or answers with another value.", _ADDRESS),
    "method": ("Methods that the vendor does not send.", "The receiver acknowledges anything.", _ADDRESS),
    "forged": ("What was changed after it was signed.", "Whoever knows the URL can send events.", _SIGNING),
    "open": ("What no page says and nobody has reported.", "Nothing: either way is fine.", _ADDRESS),
    "trap": ("A callback on which a common mistake shows.", "The receiver makes that mistake.", _SIGNING),
    "mistake": ("A signature as a common mistake makes it.", "The receiver makes the same mistake, or does not check.", _SIGNING),
    "token": ("Tokens of several kinds.", "The place of the token among the parts is taken for fixed.", _CONSOLE),
}
FLAGS = {name: {"what": what, "failure": failure, "link": link} for name, (what, failure, link) in _FLAGS.items()}
