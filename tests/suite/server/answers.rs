//! The vendor's words: codes, statuses and bodies.

use serde_json::json;
use tmsig::Credentials;
use tmsig::server::{Config, Server};

use super::exchange::Call;
use super::{KEY, call, now, patient, start};

/// The bodies of `docs/spec.md`, "Errors", word for word.
const SIGNATURE: &str = r#"{"error_info":{"error_code":200003,"message":"Signature failed"}}"#;
const EXPIRED: &str = r#"{"error_info":{"error_code":190300,"message":"Timestamp expired"}}"#;
const REPLAYED: &str = r#"{"error_info":{"error_code":190301,"message":"Replayed request"}}"#;
const UNKNOWN: &str = r#"{"error_info":{"error_code":190303,"new_error_code":200190303,"message":"Unknown credentials"}}"#;
const PARAMETERS: &str =
    r#"{"error_info":{"error_code":190004,"message":"Bad request parameters"}}"#;

#[test]
fn every_refusal_has_the_documented_code_status_and_body() {
    let server = start();
    let good = || call("GET", "/v1/users/list?page=1", "");
    let replayed = good();
    replayed.send(server.address()).is(200);
    let at = |timestamp: u64| Call { timestamp: timestamp.to_string(), ..good() };

    for (what, call, status, body, mistake) in [
        (
            "another URI signed",
            good().signing_uri("/v1/users/list"),
            500,
            SIGNATURE,
            "query-left-out",
        ),
        ("too old", at(now() - 310), 400, EXPIRED, "timestamp-skew"),
        ("too new", at(now() + 310), 400, EXPIRED, "timestamp-skew"),
        ("milliseconds", at(now() * 1000), 400, EXPIRED, "timestamp-in-milliseconds"),
        (
            "no number",
            Call { timestamp: "now".to_owned(), ..good() },
            400,
            PARAMETERS,
            "timestamp-not-decimal",
        ),
        ("sent twice", replayed, 400, REPLAYED, "stamp-repeated"),
        (
            "unknown SecretId",
            good().without("X-TC-Key").header("X-TC-Key", "AKIDother"),
            400,
            UNKNOWN,
            "key-other",
        ),
        ("wrong AppId", good().without("AppId").header("AppId", "1"), 400, UNKNOWN, "app-id-other"),
        ("wrong SdkId", good().without("SdkId").header("SdkId", "1"), 400, UNKNOWN, "sdk-id-other"),
        ("no SdkId", good().without("SdkId"), 400, UNKNOWN, "sdk-id-missing"),
        ("no AppId", good().without("AppId"), 400, PARAMETERS, "app-id-missing"),
        ("no X-TC-Key", good().without("X-TC-Key"), 400, PARAMETERS, "key-missing"),
        ("no JSON", call("POST", "/v1/meetings", "subject=1"), 400, PARAMETERS, "bad-parameters"),
    ] {
        let answer = call.send(server.address());
        assert_eq!((answer.status, &*answer.body), (status, body), "{what}: {answer:#?}");
        assert_eq!(answer.header("X-Tmsig-Mistake"), Some(mistake), "{what}");
    }
}

#[test]
fn an_account_without_sdk_id_must_not_be_sent_one() {
    let account = Credentials::new("AKIDexample", KEY).with_app_id("200000001");
    let server = Server::start(Config { accounts: vec![account], ..patient() }).unwrap();
    call("GET", "/v1/users/list", "").without("SdkId").send(server.address()).is(200);
    for sdk_id in ["12345", ""] {
        let answer = call("GET", "/v1/users/list", "").without("SdkId").header("SdkId", sdk_id);
        let answer = answer.send(server.address()).is(400);
        assert_eq!(answer.json()["error_info"]["error_code"], 190_303);
        assert_eq!(answer.header("X-Tmsig-Mistake"), Some("sdk-id-not-assigned"));
    }
}

#[test]
fn an_app_id_must_be_sent_even_if_the_server_knows_none() {
    let server =
        Server::start(Config { accounts: vec![Credentials::new("AKIDexample", KEY)], ..patient() })
            .unwrap();
    call("GET", "/v1/users/list", "").send(server.address()).is(200);
    call("GET", "/v1/users/list", "").without("AppId").send(server.address()).is(400);
}

#[test]
fn several_accounts_are_told_apart() {
    let other = Credentials::new("AKIDother", "the key of the other account").with_app_id("2");
    let server =
        Server::start(Config { accounts: vec![other, super::account()], ..patient() }).unwrap();
    call("GET", "/v1/users/list", "").send(server.address()).is(200);
    // The key of one, the SecretId of the other.
    let mixed = call("GET", "/v1/users/list", "")
        .without("X-TC-Key")
        .without("AppId")
        .without("SdkId")
        .header("X-TC-Key", "AKIDother")
        .header("AppId", "2");
    let answer = mixed.send(server.address()).is(500);
    assert_eq!(answer.header("X-Tmsig-Mistake"), Some("key-of-other-account"), "{answer:#?}");
}

#[test]
fn a_meeting_lives_from_creation_to_cancellation() {
    let server = start();
    let send = |method: &str, uri: &str, body: &str| {
        call(method, uri, body).send(server.address()).is(200).json()
    };
    let created = send(
        "POST",
        "/v1/meetings",
        r#"{"userid":"张三","subject":"周会","type":0,"start_time":"1600000000"}"#,
    );
    assert_eq!(created["meeting_number"], 1);
    let meeting = &created["meeting_info_list"][0];
    assert_eq!(meeting["subject"], "周会");
    assert_eq!(meeting["hosts"], json!([{ "userid": "张三" }]));
    assert_eq!(meeting["start_time"], "1600000000");
    let (id, code) =
        (meeting["meeting_id"].as_str().unwrap(), meeting["meeting_code"].as_str().unwrap());
    assert_eq!((id.len(), code.len()), (19, 9));

    let found = send("GET", &format!("/v1/meetings/{id}?userid=x&instanceid=1"), "");
    assert_eq!(found["meeting_info_list"][0]["subject"], "周会");
    let listed =
        send("GET", &format!("/v1/meetings?meeting_code={code}&userid=x&instanceid=1"), "");
    assert_eq!(listed["meeting_info_list"][0]["meeting_id"], id);
    let changed = send("PUT", &format!("/v1/meetings/{id}"), r#"{"subject":"改期"}"#);
    assert_eq!(changed["meeting_info_list"][0]["meeting_code"], code);
    let found = send("GET", &format!("/v1/meetings/{id}"), "");
    assert_eq!(found["meeting_info_list"][0]["subject"], "改期");
    let people = send("GET", &format!("/v1/meetings/{id}/participants"), "");
    assert_eq!(people["subject"], "改期");
    assert_eq!(
        send("POST", &format!("/v1/meetings/{id}/cancel"), "{\"reason_code\":1}"),
        json!({})
    );
    let listed = send("GET", &format!("/v1/meetings?meeting_code={code}"), "");
    assert_eq!(listed["meeting_number"], 0);
}

#[test]
fn users_records_and_everything_else() {
    let server = start();
    let send = |method: &str, uri: &str, body: &str| {
        call(method, uri, body).send(server.address()).is(200).json()
    };
    assert_eq!(send("GET", "/v1/users/list?page=1", "")["users"][0]["userid"], "tester1");
    assert_eq!(send("GET", "/v1/users/tester2", "")["userid"], "tester2");
    assert_eq!(send("DELETE", "/v1/users/tester2", ""), json!({}));
    assert_eq!(
        send("GET", "/v1/records?page=1", "")["record_meetings"][0]["record_files"][0]["record_file_id"],
        "1"
    );
    let echo = send("PATCH", "/v2/what?ever", "会\n");
    assert_eq!(echo["method"], "PATCH");
    assert_eq!(echo["uri"], "/v2/what?ever");
    assert_eq!(echo["body"], "会\n");
    assert_eq!(echo["headers"]["X-TC-Key"], "AKIDexample");
    let outside = call("GET", "/other", "").send(server.address()).is(404);
    assert!(outside.body.contains("/v1"), "{outside:#?}");
}
