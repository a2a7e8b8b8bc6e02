//! The same loop as in the other languages, over [`Signer::sign`].

use std::hint::black_box;
use std::time::{Duration, Instant};
use std::{env, fs};

use tmsig::{Credentials, Request, Signer, header};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [fields_path, body_path] = [1, 2].map(|index| env::args().nth(index).unwrap_or_default());
    let text = fs::read_to_string(fields_path)?;
    let fields: Vec<_> = text.split('\n').collect();
    let body = fs::read(body_path)?;
    let [secret_id, secret_key, method, uri, nonce, timestamp, content_type] = *fields else {
        return Err("seven lines".into());
    };
    let signer = Signer::new(Credentials::new(secret_id, secret_key));
    // As a program has it: the request is made for every signature.
    let sign = || {
        let request = Request::new(method, uri)
            .nonce(nonce)
            .timestamp(timestamp)
            .header(header::CONTENT_TYPE, content_type)
            .body(&body);
        signer.sign(black_box(&request))
    };
    let (mut count, mut best, mut rounds) = (1_u32, Duration::MAX.as_secs_f64(), 0);
    while rounds < 12 {
        let start = Instant::now();
        for _ in 0..count {
            black_box(sign())?;
        }
        let elapsed = start.elapsed().as_secs_f64();
        if elapsed < 0.1 {
            count *= 2;
            continue;
        }
        rounds += 1;
        best = best.min(elapsed / f64::from(count));
    }
    println!("{} {} tmsig (Rust)", sign()?, best * 1e9);
    Ok(())
}
