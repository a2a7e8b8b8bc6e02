//! The vendor's error codes, explained.

use serde_json::Value;
use tmsig::{ErrorCode, KnownCode};

use crate::cli::Tmsig;

#[test]
fn every_code_is_told_in_both_languages() {
    let is_chinese = |character: char| ('\u{4e00}'..='\u{9fff}').contains(&character);
    for code in KnownCode::all() {
        for text in [code.meaning, code.check] {
            assert_eq!(text.en.is_empty(), text.zh.is_empty(), "{code:?}");
            assert!(!text.en.chars().any(is_chinese), "{code:?}");
        }
        assert!(!code.meaning.en.is_empty() && !code.source.is_empty(), "{code:?}");
        assert!(KnownCode::find(code.code.into()).contains(&code), "{code:?}");
        if let Some(new_code) = code.new_code {
            assert!(KnownCode::find(new_code.into()).contains(&code), "{code:?}");
            assert_eq!(new_code % 1_000_000, code.code, "{code:?}");
        }
    }
    // What the stand-in answers is explained.
    for code in ErrorCode::ALL {
        assert!(!KnownCode::find(code.code().into()).is_empty(), "{code}");
    }
}

#[test]
fn the_command_explains_a_code() {
    let ran = Tmsig::new(["explain", "--lang=en", "190301"]).run().exits(0);
    assert!(ran.stdout.starts_with("190301  the request was replayed"), "{ran:?}");
    let ran = Tmsig::new(["explain", "--lang=zh", "200190303"]).run().exits(0);
    assert!(ran.stdout.starts_with("190303 (200190303)  密钥信息无效"), "{ran:?}");
    // A pair that was never seen, by its pattern.
    let ran = Tmsig::new(["explain", "--lang=en", "200200003"]).run().exits(0);
    assert!(ran.stdout.starts_with("200003  Signature failed"), "{ran:?}");
    let ran = Tmsig::new(["explain", "--format=json"]).run().exits(0);
    let all: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(all.len(), KnownCode::all().len());
    Tmsig::new(["explain", "123456"]).run().complains(&["123456", "tmsig explain"]);
    Tmsig::new(["explain", "nonsense"]).run().exits(2);
}
