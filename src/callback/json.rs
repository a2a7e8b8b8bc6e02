//! The members of a JSON object that matter here, and nothing else of it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A value, told apart as far as it is needed.
#[derive(Debug, PartialEq)]
pub(super) enum Value<'j> {
    Text(Cow<'j, str>),
    /// A list of so many items.
    List(usize),
    Other,
}

/// A member of an object.
#[derive(Debug)]
pub(super) struct Member<'j> {
    /// The last value, which is the one that most parsers keep.
    pub(super) value: Value<'j>,
    /// Whether it stands there twice with different values.
    pub(super) is_contradicted: bool,
}

/// Why there are no members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JsonFault {
    /// It is no JSON from this byte on.
    Syntax { offset: usize },
    /// It is JSON, and no object.
    NotObject,
}

/// The named members of an object, in the order of the names.
pub(super) fn members<'j, const N: usize>(
    json: &'j [u8],
    names: [&str; N],
) -> Result<[Option<Member<'j>>; N], JsonFault> {
    let mut found = [const { None }; N];
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let parsed = Members { names: &names, found: &mut found }
        .deserialize(&mut deserializer)
        .and_then(|is_object| deserializer.end().map(|()| is_object));
    match parsed {
        Ok(true) => Ok(found),
        Ok(false) => Err(JsonFault::NotObject),
        Err(error) => Err(JsonFault::Syntax { offset: offset(json, error.line(), error.column()) }),
    }
}

/// The byte at a line and column, both counted from 1.
fn offset(json: &[u8], line: usize, column: usize) -> usize {
    let before: usize = json
        .split_inclusive(|&byte| byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    (before + column.saturating_sub(1)).min(json.len())
}

struct Members<'n, 'f, 'j> {
    names: &'n [&'n str],
    found: &'f mut [Option<Member<'j>>],
}

impl<'j> DeserializeSeed<'j> for Members<'_, '_, 'j> {
    /// Whether it is an object.
    type Value = bool;

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Takes every kind of value that is not wanted, and says so.
macro_rules! others {
    ($($method:ident: $type:ty),*; $value:expr) => {
        $(fn $method<E: Error>(self, _: $type) -> Result<Self::Value, E> { Ok($value) })*
        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> { Ok($value) }
    };
}

impl<'j> Visitor<'j> for Members<'_, '_, 'j> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    others!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str; false);

    fn visit_seq<A: SeqAccess<'j>>(self, mut items: A) -> Result<bool, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(false)
    }

    fn visit_map<A: MapAccess<'j>>(self, mut members: A) -> Result<bool, A::Error> {
        while let Some(Value::Text(name)) = members.next_key_seed(AnyValue)? {
            let Some(at) = self.names.iter().position(|wanted| *wanted == name) else {
                members.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = members.next_value_seed(AnyValue)?;
            let is_contradicted = self.found[at].as_ref().is_some_and(|first| {
                // Two lists of one length need not be the same.
                first.is_contradicted || first.value != value || !matches!(value, Value::Text(_))
            });
            self.found[at] = Some(Member { value, is_contradicted });
        }
        Ok(true)
    }
}

#[derive(Clone, Copy)]
struct AnyValue;

impl<'j> DeserializeSeed<'j> for AnyValue {
    type Value = Value<'j>;

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<Value<'j>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'j> Visitor<'j> for AnyValue {
    type Value = Value<'j>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    others!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64; Value::Other);

    fn visit_borrowed_str<E: Error>(self, text: &'j str) -> Result<Value<'j>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value<'j>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'j>>(self, mut items: A) -> Result<Value<'j>, A::Error> {
        let mut count = 0;
        while items.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(Value::List(count))
    }

    fn visit_map<A: MapAccess<'j>>(self, mut members: A) -> Result<Value<'j>, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Other)
    }
}
