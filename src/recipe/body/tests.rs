//! Beside the vectors, which hold whatever `vectors/cases/wrong.py` can do too.

use super::BodyChoice;
use crate::recipe::json::tests::nasty_inputs;
use crate::request::Request;

fn applied(id: &str, request: &Request<'_>) -> String {
    let named = |choice: &&BodyChoice| choice.mistake().is_some_and(|mistake| mistake.id == id);
    let choice = BodyChoice::ALL.iter().find(named).unwrap_or_else(|| panic!("no mistake {id}"));
    String::from_utf8(choice.apply(request)).unwrap()
}

fn post(id: &str, body: &str) -> String {
    applied(id, &Request::new("POST", "/v1/meetings").body(body))
}

/// What the languages themselves make of it, but for .NET, Gson and Go's
/// `omitempty`: those are from their documentation.
#[test]
fn json_is_rewritten_as_each_language_does_it() {
    let body = r#"{"userid":"tester1","subject":"会议 R&D <a/b>='1'","n":[1.0,1e21,12345678901234567890,-0,1609311600],"x":null,"10":"7","2":true,"o":{"e":[]}}"#;
    let cases = [
        (
            "json-python",
            r#"{"userid": "tester1", "subject": "\u4f1a\u8bae R&D <a/b>='1'", "n": [1.0, 1e+21, 12345678901234567890, 0, 1609311600], "x": null, "10": "7", "2": true, "o": {"e": []}}"#,
        ),
        (
            "json-php",
            r#"{"userid":"tester1","subject":"\u4f1a\u8bae R&D <a\/b>='1'","n":[1,1.0e+21,1.2345678901234567e+19,0,1609311600],"x":null,"10":"7","2":true,"o":{"e":[]}}"#,
        ),
        (
            "json-go",
            r#"{"10":"7","2":true,"n":[1,1e+21,12345678901234567000,-0,1609311600],"o":{"e":[]},"subject":"会议 R\u0026D \u003ca/b\u003e='1'","userid":"tester1","x":null}"#,
        ),
        (
            "json-javascript",
            r#"{"2":true,"10":"7","userid":"tester1","subject":"会议 R&D <a/b>='1'","n":[1,1e+21,12345678901234567000,0,1609311600],"x":null,"o":{"e":[]}}"#,
        ),
        (
            "json-rails",
            r#"{"userid":"tester1","subject":"会议 R\u0026D \u003ca/b\u003e='1'","n":[1.0,1.0e+21,12345678901234567890,0,1609311600],"x":null,"10":"7","2":true,"o":{"e":[]}}"#,
        ),
        (
            "json-dotnet",
            r#"{"userid":"tester1","subject":"\u4F1A\u8BAE R\u0026D \u003Ca/b\u003E=\u00271\u0027","n":[1.0,1e21,12345678901234567890,-0,1609311600],"x":null,"10":"7","2":true,"o":{"e":[]}}"#,
        ),
        (
            "json-gson",
            r#"{"userid":"tester1","subject":"会议 R\u0026D \u003ca/b\u003e\u003d\u00271\u0027","n":[1.0,1e21,12345678901234567890,-0,1609311600],"10":"7","2":true,"o":{"e":[]}}"#,
        ),
        (
            "json-gson-doubles",
            r#"{"userid":"tester1","subject":"会议 R\u0026D \u003ca/b\u003e\u003d\u00271\u0027","n":[1.0,1.0E21,1.2345678901234567E19,-0.0,1.6093116E9],"10":"7","2":true,"o":{"e":[]}}"#,
        ),
        (
            "json-java-hash-map",
            r#"{"2":true,"subject":"会议 R&D <a/b>='1'","x":null,"userid":"tester1","n":[1.0,1e21,12345678901234567890,-0,1609311600],"10":"7","o":{"e":[]}}"#,
        ),
        (
            "json-null-members-lost",
            r#"{"userid":"tester1","subject":"会议 R&D <a/b>='1'","n":[1.0,1e+21,12345678901234567890,0,1609311600],"10":"7","2":true,"o":{"e":[]}}"#,
        ),
        (
            "json-empty-members-lost",
            r#"{"userid":"tester1","subject":"会议 R&D <a/b>='1'","n":[1.0,1e+21,12345678901234567890,0,1609311600],"10":"7","2":true,"o":{}}"#,
        ),
        (
            "json-numbers-as-strings",
            r#"{"userid":"tester1","subject":"会议 R&D <a/b>='1'","n":[1.0,1e+21,12345678901234567890,"0","1609311600"],"x":null,"10":"7","2":true,"o":{"e":[]}}"#,
        ),
        (
            "json-strings-as-numbers",
            r#"{"userid":"tester1","subject":"会议 R&D <a/b>='1'","n":[1.0,1e+21,12345678901234567890,0,1609311600],"x":null,"10":7,"2":true,"o":{"e":[]}}"#,
        ),
        (
            "body-python-str",
            r#"{'userid': 'tester1', 'subject': "会议 R&D <a/b>='1'", 'n': [1.0, 1e+21, 12345678901234567890, 0, 1609311600], 'x': None, '10': '7', '2': True, 'o': {'e': []}}"#,
        ),
        (
            "body-java-to-string",
            "{userid=tester1, subject=会议 R&D <a/b>='1', n=[1.0, 1.0E21, 12345678901234567890, 0, 1609311600], x=null, 10=7, 2=true, o={e=[]}}",
        ),
        (
            "body-go-print",
            "map[10:7 2:true n:[1 1e+21 12345678901234567890 0 1609311600] o:map[e:[]] subject:会议 R&D <a/b>='1' userid:tester1 x:<nil>]",
        ),
        (
            "body-ruby-to-s",
            r#"{"userid"=>"tester1", "subject"=>"会议 R&D <a/b>='1'", "n"=>[1.0, 1.0e+21, 12345678901234567890, 0, 1609311600], "x"=>nil, "10"=>"7", "2"=>true, "o"=>{"e"=>[]}}"#,
        ),
        (
            "body-form-sorted",
            r#"10=7&2=true&n=[1.0,1e21,12345678901234567890,-0,1609311600]&o={"e":[]}&subject=会议 R&D <a/b>='1'&userid=tester1&x=null"#,
        ),
        (
            "body-spaces-removed",
            r#"{"userid":"tester1","subject":"会议R&D<a/b>='1'","n":[1.0,1e21,12345678901234567890,-0,1609311600],"x":null,"10":"7","2":true,"o":{"e":[]}}"#,
        ),
    ];
    for (id, expected) in cases {
        assert_eq!(post(id, body), expected, "{id}");
    }
}

#[test]
fn text_is_rewritten() {
    let cases = [
        (
            "json-pretty-4",
            r#"{"a":[1,{}],"b":[]}"#,
            "{\n    \"a\": [\n        1,\n        {}\n    ],\n    \"b\": []\n}",
        ),
        ("json-unicode-escaped-upper", r#"{"a": "会😀"}"#, r#"{"a": "\u4F1A\uD83D\uDE00"}"#),
        ("json-string-unwrapped", r#""{\"a\":\"\u4f1a\"}""#, r#"{"a":"会"}"#),
        ("json-go", r#"["\u2028\u0041\b"]"#, r#"["\u2028A\b"]"#),
        ("json-javascript", r#"["\ud83d","\ud83d\ude00"]"#, r#"["\ud83d","😀"]"#),
        (
            "json-php",
            "[1e16,1e17,0.0001,0.00001,12.50,-0.0]",
            "[10000000000000000,1.0e+17,0.0001,1.0e-5,12.5,-0]",
        ),
        (
            "json-javascript",
            "[1e20,1e21,1e-6,1e-7,-0.0,1e999]",
            "[100000000000000000000,1e+21,0.000001,1e-7,0,null]",
        ),
        (
            "json-python",
            "[1e15,1e16,0.0001,0.00001,1e999]",
            "[1000000000000000.0, 1e+16, 0.0001, 1e-05, Infinity]",
        ),
        ("json-gson-doubles", "[0.001,0.0001,9999999,10000000]", "[0.001,1.0E-4,9999999.0,1.0E7]"),
        (
            "json-empty-members-lost",
            r#"{"a":0,"b":"","c":false,"d":[],"e":{},"f":0.0,"g":" "}"#,
            r#"{"g":" "}"#,
        ),
        ("body-object-object", "{}", "[object Object]"),
        ("body-object-object", "[1]", "[1]"),
        ("body-php-array", "[1]", "Array"),
        (
            "body-python-str",
            r#"["it's","\"","'\"","\n\u3000\ue000"]"#,
            r#"["it's", '"', '\'"', '\n\u3000\ue000']"#,
        ),
        ("body-ruby-to-s", r##"["#{a} #b","\u001b\u007f"]"##, r#"["\#{a} #b", "\e\u007F"]"#),
        ("body-go-print", "[100000.5,1e20,1609311600.0]", "[100000.5 1e+20 1.6093116e+09]"),
        ("body-quotes-escaped", "{\"a\":\n\"\\\\\"}", r#"{\"a\":\n\"\\\\\"}"#),
        ("body-line-breaks-removed", "{\r\n\t\"a\": 1\n}", "{\"a\": 1}"),
        ("body-crlf-added", "{}", "{}\r\n"),
        ("body-crlf-lost", "{}\r\n", "{}"),
        ("body-crlf-lost", "{}\n", "{}\n"),
        ("body-nul-cut", "ab\0c", "ab"),
        ("body-truncated-to-chars", "{\"a\":\"会\"}", "{\"a\":\"会"),
        ("body-truncated-to-chars", "abc", "abc"),
        ("body-upper-case", "{\"a\":\"é会\"}", "{\"A\":\"É会\"}"),
        ("body-lower-case", "{\"A\":\"É会\"}", "{\"a\":\"é会\"}"),
        ("body-url-encoded", "{\"a\":\"~*' 会\"}", "%7B%22a%22%3A%22~%2A%27%20%E4%BC%9A%22%7D"),
        (
            "body-encode-uri-component",
            "{\"a\":\"~*' 会\"}",
            "%7B%22a%22%3A%22~*'%20%E4%BC%9A%22%7D",
        ),
        ("body-form-as-json", "userid=%E4%BC%9A+1&n=2&n=3&x=&y", r#"{"userid":"会 1","n":"3"}"#),
        ("body-form-as-json", r#"{"a":"b=c"}"#, r#"{"a":"b=c"}"#),
        ("body-md5-hex", "", "d41d8cd98f00b204e9800998ecf8427e"),
        ("body-md5-base64", "", "1B2M2Y8AsgTpgAmY7PhCfg=="),
        ("body-sha256-base64", "", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
        ("body-space", "", " "),
        ("body-false", "", "false"),
        ("body-go-nil", "", "<nil>"),
        ("body-objective-c-null", "", "(null)"),
        ("body-null-quoted", "", "\"null\""),
        ("body-null-upper-case", "", "NULL"),
        ("body-null-upper-case", "{}", "{}"),
    ];
    for (id, body, expected) in cases {
        assert_eq!(post(id, body), expected, "{id} of {body:?}");
    }
}

#[test]
fn the_query_stands_in_for_a_body_that_is_not_there() {
    let request = Request::new("GET", "/v1/meetings?userid=a%20b&instanceid=1");
    assert_eq!(applied("body-query-string", &request), "userid=a%20b&instanceid=1");
    assert_eq!(applied("body-query-as-json", &request), r#"{"userid":"a b","instanceid":"1"}"#);
    for id in ["body-query-string", "body-query-as-json"] {
        assert_eq!(applied(id, &request.clone().body("{}")), "{}");
        assert_eq!(applied(id, &Request::new("GET", "/v1/meetings")), "");
        assert_eq!(applied(id, &Request::new("GET", "/v1/meetings?")), "");
    }
}

#[test]
fn an_upload_has_no_body_to_change() {
    let upload = Request::new("POST", "/v1/uploads")
        .header("Content-Type", "multipart/form-data; boundary=x")
        .body("--x--");
    assert_eq!(BodyChoice::default().apply(&upload), b"");
    assert_eq!(BodyChoice::NewlineAdded.apply(&upload), b"\n");
    assert_eq!(BodyChoice::MultipartInFull.apply(&upload), b"--x--");
}

#[test]
fn every_choice_survives_any_body() {
    for input in nasty_inputs() {
        for choice in BodyChoice::ALL {
            choice.apply(&Request::new("POST", "/v1/meetings").body(&input));
            choice.apply(&Request::new("GET", &[b"/?", &input[..]].concat()));
        }
    }
}
