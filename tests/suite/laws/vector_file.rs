use tmsig::Request;
use tmsig::vectors::Suite;

/// Strangers' vector files: loaded or refused with a reason, and what is loaded
/// survives Request JSON.
pub fn vector_file(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    // A topic file has to bear the name of its topic.
    let topic = text.split("\"topic\"").nth(1).and_then(|rest| rest.split('"').nth(1));
    let name = format!("{}.json", topic.unwrap_or("topic"));
    let suite = match Suite::load([(&*name, &*text)]) {
        Ok(suite) => suite,
        Err(error) => {
            assert!(error.to_string().starts_with(&name) && !error.reason.is_empty());
            return;
        }
    };
    for vector in suite.vectors() {
        let json = serde_json::to_string(&vector.request).expect("a request is JSON");
        assert_eq!(Request::from_json(&json).as_ref(), Ok(&vector.request));
        if let Some(stages) = &vector.stages {
            assert_eq!(stages.signature.hex_digest(), *stages.hex_digest.as_bytes());
        }
        for flag in &vector.flags {
            assert!(suite.flags().contains_key(flag));
        }
    }
    for file in suite.accumulated() {
        let generated = file.generate(input.len() as u64);
        let credentials = &file.credentials[generated.account];
        assert!(generated.request(credentials).body_bytes().len() <= 64 * input.len());
    }
}
