//! How long the suite takes on the embedded signer.

use criterion::{Criterion, criterion_group, criterion_main};
use tmsig::conformance::{Run, Selection, Subject};
use tmsig::vectors::Suite;

/// What `tmsig test` does, from reading the vectors to the report.
fn suite(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("suite");
    group.sample_size(20);
    group.bench_function("embedded", |bencher| {
        bencher.iter(|| {
            let suite = Suite::embedded();
            let selection = Selection::default().with_largest_accumulated(10_000);
            assert!(Run::new(&suite).select(selection).judge(&Subject::Embedded).conforms());
        });
    });
    group.finish();
}

criterion_group!(benches, suite);
criterion_main!(benches);
