"""Text beyond ASCII in the subject of a meeting: every test is a valid JSON body in UTF-8."""

from . import samples
from .topic import Topic

_FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"

# flags, then (name, subject, comment)
_CASES = {
    ("cjk",): [
        ("cjk-simplified", "\u9879\u76ee\u5468\u4f1a", "Simplified Chinese, the commonest text in this API."),
        ("cjk-traditional", "\u5c08\u6848\u9031\u6703", "Traditional Chinese, which GBK has and GB2312 has not."),
        ("cjk-japanese", "\u9031\u6b21\u30df\u30fc\u30c6\u30a3\u30f3\u30b0", "Japanese with a prolonged sound mark."),
        ("cjk-korean", "\uc8fc\uac04 \ud68c\uc758", "Korean syllables, precomposed."),
        ("cjk-and-ascii", "Q3 \u9884\u7b97 review (\u7b2c2\u8f6e)", "Chinese and ASCII mixed, so byte and character counts differ."),
        ("cjk-punctuation", "\u300c\u7b7e\u540d\u300d\u2014\u2014\u201c\u6821\u9a8c\u201d\u2026\u2026", "Chinese quotation marks, dashes and dots, which Latin-1 lacks."),
        ("cjk-name-dot", "\u963f\u51e1\u63d0\u00b7\u5e93\u5c14\u73ed", "The middle dot of names, U+00B7, which is one byte in Latin-1."),
        ("cjk-rare-bmp", "\u4dae\u9fd0\u9fef", "Rare characters inside the basic plane."),
        ("cjk-radical", "\u2f00\u2f08\u2ec1", "Radicals that compatibility normalisation turns into ordinary characters."),
        ("bopomofo", "\u3105\u3106\u3107\u02ca", "Bopomofo with a tone mark."),
        ("latin-accents", "R\u00e9union h\u00e9bdo \u00e0 No\u00ebl", "French, which fits Latin-1: wrong charsets stay unnoticed until they meet Chinese."),
        ("euro-sign", "budget 5\u20ac", "The euro sign: 0x80 in code page 1252, absent from Latin-1."),
        ("cyrillic-greek", "\u043e\u0442\u0447\u0451\u0442 \u03c0", "Cyrillic and Greek, two bytes a character and both in GBK."),
    ],
    ("gb18030-only",): [
        ("gb18030-extension-b", "\U00020000\U0002a6d6", "Extension B characters: four bytes in UTF-8, absent from GBK."),
        ("gb18030-extension-a", "\u3400\u4db5", "Extension A characters: in GB18030, absent from GBK."),
        ("gb18030-name", "\U00020bb7\u91ce\u5bb6", "A surname with a character outside the basic plane."),
        ("gb18030-cantonese", "\U00028b82\U00020c8e", "Cantonese characters outside the basic plane."),
        ("gb18030-tibetan", "\u0f56\u0f7c\u0f51", "Tibetan, which GB18030 has and GBK has not."),
        ("gb18030-mongolian", "\u182e\u1823\u1829\u182d\u1823\u182f", "Mongolian, which GB18030 has and GBK has not."),
    ],
    ("emoji",): [
        ("emoji-single", "launch \U0001f680", "One emoji: four bytes in UTF-8, two units in UTF-16, six bytes in CESU-8."),
        ("emoji-bmp", "\u2615 break", "An emoji inside the basic plane, three bytes in UTF-8."),
        ("emoji-run", "\U0001f600\U0001f601\U0001f602\U0001f923", "Four emoji in a row."),
        ("emoji-zwj-sequence", _FAMILY, "A family joined by zero-width joiners: seven characters, one picture."),
        ("emoji-profession", "\U0001f469\U0001f3fd\u200d\U0001f4bb", "A skin tone and a joiner in one sequence."),
        ("emoji-skin-tones", "\U0001f44b\U0001f3fb\U0001f44b\U0001f3fc\U0001f44b\U0001f3fd\U0001f44b\U0001f3fe\U0001f44b\U0001f3ff", "The five skin tones."),
        ("emoji-flag", "\U0001f1e8\U0001f1f3\U0001f1ef\U0001f1f5", "Two flags: four regional indicators."),
        ("emoji-keycap", "1\ufe0f\u20e3", "A keycap: a digit, a variation selector and a combining mark."),
        ("emoji-heart-with-selector", "\u2764\ufe0f", "A heart with the emoji variation selector."),
        ("emoji-heart-without-selector", "\u2764", "The same heart without the selector: two bodies, two signatures."),
        ("emoji-text-selector", "\u2764\ufe0e", "The same heart with the text variation selector."),
        ("emoji-rainbow", "\U0001f3f3\ufe0f\u200d\U0001f308", "A selector and a joiner in one sequence."),
        ("emoji-new", "\U0001fae8\U0001fabf", "Emoji newer than many Unicode tables."),
        ("emoji-between-cjk", "\u5e86\u529f\U0001f389\u4f1a", "An emoji between Chinese characters."),
    ],
    ("emoji", "invisible"): [
        ("emoji-tag-sequence", "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "A flag made of invisible tag characters."),
    ],
    ("combining",): [
        ("combining-many", "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d", "Many marks on one letter."),
        ("combining-order", "q\u0307\u0323", "Marks in an order that normalisation swaps."),
        ("combining-order-swapped", "q\u0323\u0307", "The same marks in canonical order."),
        ("combining-at-start", "\u0301start", "A mark with no letter before it but the quote of the JSON string."),
        ("combining-thai", "\u0e1b\u0e23\u0e30\u0e0a\u0e38\u0e21\u0e17\u0e35\u0e48", "Thai vowels and tone marks."),
        ("combining-devanagari", "\u092c\u0948\u0920\u0915", "Devanagari vowel signs."),
        ("combining-enclosing", "a\u20dd", "An enclosing circle."),
    ],
    ("normalization",): [
        ("nfc-e-acute", "caf\u00e9", "An accented letter composed; its twin is the same text decomposed."),
        ("nfd-e-acute", "cafe\u0301", "An accented letter decomposed; its twin is the same text composed."),
        ("nfc-hangul", "\ud68c\uc758", "Korean syllables composed."),
        ("nfd-hangul", "\u1112\u116c\u110b\u1174", "The same syllables as conjoining letters, as macOS writes file names."),
        ("nfc-kana", "\u30d3\u30c7\u30aa\u304c", "Japanese voiced syllables composed."),
        ("nfd-kana", "\u30d2\u3099\u30c6\u3099\u30aa\u304b\u3099", "The same syllables decomposed."),
        ("angstrom-sign", "\u212b", "The angstrom sign, which NFC turns into another character."),
        ("a-with-ring", "\u00c5", "The letter that NFC makes of the angstrom sign."),
        ("cjk-compatibility", "\uf900\ufa0c", "Compatibility ideographs, which every normalisation form replaces."),
        ("cjk-unified", "\u8c48\u5140", "The ideographs that they are replaced by."),
    ],
    ("right-to-left",): [
        ("arabic", "\u0627\u062c\u062a\u0645\u0627\u0639 \u0623\u0633\u0628\u0648\u0639\u064a", "Arabic text."),
        ("hebrew", "\u05e4\u05d2\u05d9\u05e9\u05d4", "Hebrew text."),
        ("hebrew-points", "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd", "Hebrew with points, in an order that normalisation changes."),
        ("right-to-left-override", "\u202egpj.exe\u202c", "A directional override, as attackers use it in file names."),
        ("directional-isolates", "\u2067abc\u2069\u2066def\u2069", "Directional isolates."),
        ("directional-marks", "a\u200eb\u200fc\u061cd", "Directional marks, invisible."),
        ("mixed-direction", "\u05d0 1 \u4e8c \u0628 2 b", "Both directions and three scripts in one line."),
    ],
    ("invisible",): [
        ("zero-width-space", "weekly\u200bsync", "A zero-width space, as it is pasted from web pages."),
        ("zero-width-non-joiner", "\u0645\u06cc\u200c\u0634\u0648\u062f", "A zero-width non-joiner, which Persian needs."),
        ("word-joiner", "weekly\u2060sync", "A word joiner."),
        ("soft-hyphen", "weekly\u00adsync", "A soft hyphen."),
        ("ideographic-variation", "\u845b\U000e0100\u98fe\U000e0101", "Ideographs with variation selectors from plane 14."),
        ("hangul-filler", "\u3164\u115f", "Hangul fillers, invisible letters."),
        ("mongolian-separator", "\u180e", "U+180E, white space in old Unicode tables and not in new ones."),
        ("invisible-operators", "a\u2061\u2062\u2063b", "Invisible mathematical operators."),
        ("interlinear-annotation", "\ufff9a\ufffab\ufffb", "Interlinear annotation characters."),
        ("grapheme-joiner", "a\u034fb", "A combining grapheme joiner."),
    ],
    ("line-separator",): [
        ("line-separator", "a\u2028b", "U+2028, which JSON allows raw and some libraries escape."),
        ("paragraph-separator", "a\u2029b", "U+2029, which JSON allows raw and some libraries escape."),
        ("next-line", "a\u0085b", "U+0085, a line end for Python's splitlines and for Java's regular expressions."),
        ("no-break-space", "\u00a0weekly\u00a0", "No-break spaces at both ends, which some trims remove."),
        ("ideographic-space", "\u3000\u5468\u4f1a\u3000", "Ideographic spaces at both ends."),
        ("typographic-spaces", "a\u2002b\u2009c\u202fd\u205fe", "Typographic spaces."),
    ],
    ("noncharacter",): [
        ("noncharacter-fffe", "a\ufffeb", "U+FFFE, a byte order mark the wrong way round."),
        ("noncharacter-ffff", "a\uffffb", "U+FFFF, often an end marker."),
        ("noncharacter-fdd0", "\ufdd0\ufdef", "Noncharacters inside the basic plane."),
        ("noncharacter-plane-1", "\U0001fffe\U0001ffff", "Noncharacters at the end of plane 1."),
        ("last-code-point", "\U0010ffff", "U+10FFFF, the last code point."),
        ("replacement-character", "a\ufffdb", "U+FFFD itself: legal text, not a sign of an error."),
        ("before-surrogates", "\ud7ff\ue000", "The code points on both sides of the surrogates."),
        ("length-edges", "\x7f\u0080\u07ff\u0800\uffff\U00010000", "The first and last characters of each length in UTF-8."),
        ("unassigned", "\u0378\U0003ffff", "Code points that are not assigned."),
    ],
    ("private-use",): [
        ("private-use-bmp", "\ue000\uf8ff", "Private use in the basic plane, where old GBK fonts keep characters."),
        ("private-use-planes", "\U000f0000\U0010fffd", "Private use in planes 15 and 16."),
        ("private-use-gbk", "\ue7c7\ue815\ue864", "Private-use characters that GBK tables have long been used for."),
    ],
    ("full-width",): [
        ("full-width-ascii", "\uff37\uff45\uff45\uff4b\uff11", "Full-width letters and a digit."),
        ("full-width-punctuation", "\uff5b\uff02\uff1a\uff0c\uff02\uff5d", "Full-width JSON punctuation, which is not punctuation to JSON."),
        ("half-width-katakana", "\uff90\uff70\uff83\uff68\uff9d\uff78\uff9e", "Half-width katakana with a separate voicing mark."),
        ("full-width-tilde", "10\uff5e12", "The full-width tilde, which charset tables confuse with the wave dash."),
        ("wave-dash", "10\u301c12", "The wave dash, which charset tables confuse with the full-width tilde."),
        ("ligatures", "\ufb01nal o\ufb03ce \u2460 \u33a1", "Ligatures and enclosed forms, which NFKC takes apart."),
    ],
    ("case-mapping",): [
        ("turkish-i", "\u0130stanbul \u0131", "Dotted and dotless i, whose case depends on the locale."),
        ("sharp-s", "Stra\u00dfe \u1e9e", "Sharp s, whose upper case is two letters."),
        ("final-sigma", "\u039f\u0394\u039f\u03a3 \u03bf\u03b4\u03bf\u03c2", "Final sigma, whose lower case depends on its place."),
    ],
}


def topic() -> Topic:
    topic = Topic("unicode")
    for flags, cases in _CASES.items():
        for name, subject, comment in cases:
            topic.valid(name, comment, *flags, body=samples.create(subject))
    topic.valid("only-emoji", "A body of one emoji and nothing else.", "emoji", body="\U0001f680")
    topic.valid("only-cjk", "A body of two Chinese characters and nothing else.", "cjk", body="\u4f1a\u8bae")
    topic.valid("cjk-member-names", "Member names in Chinese.", "cjk", method="PUT", uri=samples.MEETING, body='{"\u4e3b\u9898":"\u5468\u4f1a","\u65f6\u957f":60}')
    return topic
