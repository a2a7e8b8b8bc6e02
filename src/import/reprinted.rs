//! A JSON body that a program shows in another form than it was sent in.
//!
//! Consoles and log viewers indent bodies, and `HTTPie` sorts them. What was sent
//! had the length of Content-Length: the usual forms of just that length are
//! what it can have been.

use super::literal::{self, Node, Value};
use crate::json_text::{self, Escapes};

/// Members of which every order is tried: 5 040 of them.
const MOST_PERMUTED: usize = 7;

/// How a body may have been written.
#[derive(Clone, Copy)]
struct Style {
    comma: &'static [u8],
    colon: &'static [u8],
    escapes: Escapes,
}

/// The bodies of this length that show like this one, the likeliest first; of
/// any length without one.
pub(super) fn forms(shown: &[u8], length: Option<usize>) -> impl Iterator<Item = Vec<u8>> {
    let node = literal::read(shown, 0)
        .filter(|node| shown[node.end..].trim_ascii().is_empty())
        .filter(|node| matches!(node.value, Value::Map(_) | Value::List(_)));
    node.into_iter().flat_map(move |node| {
        let node = std::rc::Rc::new(node);
        styles().flat_map(move |style| {
            let mut written = Vec::new();
            write(&node, style, None, &mut written);
            let fits = length.is_none_or(|length| length == written.len());
            let orders = if fits { orders(&node, length.is_some()) } else { Vec::new() };
            let node = std::rc::Rc::clone(&node);
            orders.into_iter().map(move |order| {
                let mut body = Vec::with_capacity(written.len());
                write(&node, style, Some(&order), &mut body);
                body
            })
        })
    })
}

fn styles() -> impl Iterator<Item = Style> + Clone {
    let none = Escapes::default();
    let escapes = [
        none,
        Escapes { non_ascii: true, ..none },
        Escapes { slash: true, ..none },
        Escapes { slash: true, non_ascii: true, ..none },
        Escapes { html: true, quotes: true, ..none },
        Escapes { html: true, ..none },
    ];
    let spaces: [(&[u8], &[u8]); 3] = [(b",", b":"), (b", ", b": "), (b",", b": ")];
    spaces.into_iter().flat_map(move |(comma, colon)| {
        escapes.into_iter().map(move |escapes| Style { comma, colon, escapes })
    })
}

/// The orders of the outer members: as shown, then all others.
fn orders(node: &Node, with_permutations: bool) -> Vec<Vec<usize>> {
    let count = if let Value::Map(members) = &node.value { members.len() } else { 0 };
    let shown: Vec<usize> = (0..count).collect();
    let mut all = vec![shown.clone()];
    if with_permutations && (2..=MOST_PERMUTED).contains(&count) {
        let mut order = shown;
        while next_permutation(&mut order) {
            all.push(order.clone());
        }
    }
    all
}

fn next_permutation(order: &mut [usize]) -> bool {
    let Some(pivot) = (1..order.len()).rev().find(|&at| order[at - 1] < order[at]) else {
        return false;
    };
    let swapped = (pivot..order.len()).rev().find(|&at| order[at] > order[pivot - 1]);
    order.swap(pivot - 1, swapped.unwrap_or(pivot));
    order[pivot..].reverse();
    true
}

fn write(node: &Node, style: Style, order: Option<&[usize]>, out: &mut Vec<u8>) {
    match &node.value {
        Value::Word(word) => out.extend_from_slice(match &word[..] {
            b"True" => b"true",
            b"False" => b"false",
            b"None" | b"nil" | b"undefined" => b"null",
            word => word,
        }),
        Value::Text(text) => json_text::write(text, style.escapes, out),
        Value::List(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.extend_from_slice(style.comma);
                }
                write(item, style, None, out);
            }
            out.push(b']');
        }
        Value::Map(members) => {
            out.push(b'{');
            for index in 0..members.len() {
                let (name, value) = &members[order.map_or(index, |order| order[index])];
                if index > 0 {
                    out.extend_from_slice(style.comma);
                }
                json_text::write(name, style.escapes, out);
                out.extend_from_slice(style.colon);
                write(value, style, None, out);
            }
            out.push(b'}');
        }
    }
}
