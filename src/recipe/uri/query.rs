//! Queries taken apart and put together again.

use super::percent;

/// The parameters in another order.
pub(super) fn reordered(query: &[u8], order: impl Fn(&mut Vec<&[u8]>)) -> Vec<u8> {
    let mut parameters: Vec<&[u8]> = parameters(query).collect();
    order(&mut parameters);
    parameters.join(&b'&')
}

/// Without the parameters that `is_kept` turns down.
pub(super) fn filtered(query: &[u8], is_kept: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    reordered(query, |parameters| parameters.retain(|parameter| is_kept(parameter)))
}

/// The parameters, separated by `&`.
pub(super) fn parameters(query: &[u8]) -> impl Iterator<Item = &[u8]> {
    query.split(|&byte| byte == b'&')
}

/// Name and value of a parameter; the value is empty if there is none.
pub(super) fn name_and_value(parameter: &[u8]) -> (&[u8], &[u8]) {
    match parameter.iter().position(|&byte| byte == b'=') {
        Some(at) => (&parameter[..at], &parameter[at + 1..]),
        None => (parameter, &[]),
    }
}

/// Parsed as a form and written again; every name then has its `=`.
pub(super) fn written_again(
    query: &[u8],
    is_sorted: bool,
    write: impl Fn(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let mut pairs: Vec<_> = parameters(query)
        .filter(|parameter| !parameter.is_empty())
        .map(|parameter| {
            let (name, value) = name_and_value(parameter);
            (percent::form_decoded(name), percent::form_decoded(value))
        })
        .collect();
    if is_sorted {
        pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
    }
    let parameters: Vec<_> =
        pairs.iter().map(|(name, value)| [write(name), write(value)].join(&b'=')).collect();
    parameters.join(&b'&')
}

/// As a form writes it: a space is `+`.
pub(super) fn form_encoded(text: &[u8]) -> Vec<u8> {
    let mut encoded = percent::encoded(text, |byte| byte == b' ' || percent::is_unreserved(byte));
    for byte in &mut encoded {
        if *byte == b' ' {
            *byte = b'+';
        }
    }
    encoded
}

/// Every `from` replaced, without looking at what was put in.
pub(crate) fn replaced(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, after)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(from) {
            replaced.extend_from_slice(to);
            rest = after;
        } else {
            replaced.push(first);
            rest = after;
        }
    }
    replaced
}
