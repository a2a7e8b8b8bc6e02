//! Event callbacks: opening one beside the bare hash and cipher of the same
//! bytes, and beside code as people write it.

use std::hint::black_box;

use aes::Aes256;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cbc::Decryptor;
use cbc::cipher::{BlockModeDecrypt as _, InnerIvInit as _, KeyInit as _, KeyIvInit as _};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sha1::{Digest as _, Sha1};
use tmsig::callback::{Callback, Delivery};

const TOKEN: &str = "tmsigTestToken00000000002";
const KEY: &str = "scC9uvsO7a5M8JIhAfs0StpKgUYIDywF1sQpzjPd6N4";

fn callback(criterion: &mut Criterion) {
    let callback = Callback::new(TOKEN, Some(KEY)).expect("they are of the form");
    let start = r#"{"event":"meeting.end","trace_id":"1","payload":[{"subject":""#;
    let event = format!("{start}{}\"}}]}}", "x".repeat(1024 - start.len() - 4));
    let request = callback.seal_event("/callback", "1735689600123", "73910264", &event);
    let delivery = Delivery::read(&request).expect("it is sealed right");
    let (timestamp, nonce, data) = (delivery.timestamp, delivery.nonce, &*delivery.data);
    let key: [u8; 32] =
        STANDARD.decode(format!("{KEY}=")).expect("it is base64").try_into().expect("32 bytes");
    let ciphertext = STANDARD.decode(data).expect("it is base64");
    let aes = Aes256::new(&key.into());
    let iv: [u8; 16] = *key.first_chunk().expect("32 bytes");

    let mut group = criterion.benchmark_group("callback");
    group.throughput(Throughput::Bytes(event.len() as u64));
    group.bench_function("verify and decrypt 1 KiB", |bencher| {
        bencher.iter(|| {
            callback.verify(black_box(&delivery)).expect("it is sealed right");
            callback.decrypt(delivery.kind, data).expect("it is sealed right")
        });
    });
    group.bench_function("open 1 KiB", |bencher| {
        bencher.iter(|| callback.open(black_box(&request)).expect("it is sealed right"));
    });
    group.bench_function("bare SHA-1 and AES of the same bytes", |bencher| {
        bencher.iter(|| {
            let mut sha_1 = Sha1::new();
            for part in [timestamp, nonce, data, TOKEN] {
                sha_1.update(black_box(part));
            }
            let mut bytes = black_box(&ciphertext).clone();
            let (blocks, _none_left) = aes::Block::slice_as_chunks_mut(&mut bytes);
            Decryptor::inner_iv_init(&aes, &iv.into()).decrypt_blocks(blocks);
            (sha_1.finalize(), bytes)
        });
    });
    group.bench_function("as people write it", |bencher| {
        bencher.iter(|| {
            let mut parts =
                [TOKEN.to_owned(), timestamp.to_owned(), nonce.to_owned(), data.to_owned()];
            parts.sort();
            let digest = Sha1::digest(parts.concat());
            let signature: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(signature, delivery.signature);
            let key = STANDARD.decode(format!("{KEY}=")).expect("it is base64");
            let mut bytes = STANDARD.decode(black_box(data)).expect("it is base64");
            let (blocks, _none_left) = aes::Block::slice_as_chunks_mut(&mut bytes);
            Decryptor::<Aes256>::new_from_slices(&key, &key[..16])
                .expect("lengths are right")
                .decrypt_blocks(blocks);
            let padding = usize::from(bytes[bytes.len() - 1]);
            bytes.truncate(bytes.len() - padding);
            String::from_utf8(bytes).expect("it is UTF-8")
        });
    });
    group.finish();
}

criterion_group!(benches, callback);
criterion_main!(benches);
