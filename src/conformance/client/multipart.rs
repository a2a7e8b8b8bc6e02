//! Reading an upload as it arrived.

/// A part as it arrived.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) name: Vec<u8>,
    pub(super) filename: Option<Vec<u8>>,
    pub(super) content_type: Option<String>,
    pub(super) content: Vec<u8>,
}

/// The parts of a `multipart/form-data` body (RFC 7578).
///
/// # Errors
///
/// Says how the body is not one.
pub(super) fn parse(content_type: &str, body: &[u8]) -> Result<Vec<Part>, String> {
    let boundary = parameter(content_type, "boundary")
        .filter(|boundary| !boundary.is_empty())
        .ok_or("the Content-Type has no boundary")?;
    let delimiter = [b"--", &boundary[..]].concat();
    let mut rest = body
        .strip_prefix(&delimiter[..])
        .ok_or("the body does not begin with the boundary of its Content-Type")?;
    let between = [b"\r\n", &delimiter[..]].concat();
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        rest = rest.strip_prefix(b"\r\n").ok_or("a boundary is not followed by a line break")?;
        let end = find(rest, &between).ok_or("the last boundary is missing")?;
        parts.push(part(&rest[..end])?);
        rest = &rest[end + between.len()..];
    }
    Ok(parts)
}

fn part(bytes: &[u8]) -> Result<Part, String> {
    let (head, content) = match find(bytes, b"\r\n\r\n") {
        Some(end) => (&bytes[..end], &bytes[end + 4..]),
        None => return Err("a part has no empty line after its headers".to_owned()),
    };
    let head = String::from_utf8_lossy(head).into_owned();
    let header = |wanted: &str| {
        head.split("\r\n").find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.trim().eq_ignore_ascii_case(wanted).then(|| value.trim().to_owned())
        })
    };
    let disposition = header("Content-Disposition").ok_or("a part has no Content-Disposition")?;
    let name = parameter(&disposition, "name").ok_or("a part has no name")?;
    let filename = parameter(&disposition, "filename*")
        .map(|value| extended(&value))
        .or_else(|| parameter(&disposition, "filename"));
    Ok(Part { name, filename, content_type: header("Content-Type"), content: content.to_vec() })
}

/// The value of a parameter, quoted or not.
fn parameter(value: &str, wanted: &str) -> Option<Vec<u8>> {
    let mut rest = value.split_once(';')?.1;
    loop {
        let (name, after) = rest.split_once('=')?;
        let (text, following) = match after.strip_prefix('"') {
            Some(quoted) => {
                let (text, end) = unquoted(quoted);
                (text, quoted[end..].split_once(';').map(|(_, rest)| rest))
            }
            None => match after.split_once(';') {
                Some((text, rest)) => (text.trim().to_owned(), Some(rest)),
                None => (after.trim().to_owned(), None),
            },
        };
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(text.into_bytes());
        }
        rest = following?;
    }
}

/// The text up to the closing quote, and where that ends. Browsers and most
/// libraries write `%22`, others `\"`.
fn unquoted(quoted: &str) -> (String, usize) {
    let mut text = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (decoded(&text), at + 1),
            '\\' if quoted[at + 1..].starts_with(['"', '\\']) => {
                text.extend(characters.next().map(|(_, character)| character));
            }
            _ => text.push(character),
        }
    }
    (decoded(&text), quoted.len())
}

fn decoded(text: &str) -> String {
    text.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

/// RFC 8187: `UTF-8''%E5%91%A8.txt`.
fn extended(value: &[u8]) -> Vec<u8> {
    let mut pieces = value.splitn(3, |&byte| byte == b'\'');
    match (pieces.next(), pieces.next(), pieces.next()) {
        (Some(_), Some(_), Some(text)) => crate::recipe::bytes_decoded(text),
        _ => value.to_vec(),
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::parse;

    /// What browsers write for the characters that would end the quoted text.
    #[test]
    fn names_are_decoded_as_browsers_encode_them() {
        let body = b"--b\r\nContent-Disposition: form-data; name=\"a%22b\"; \
                     filename=\"c%0D%0Ad%25.txt\"\r\n\r\nx\r\n--b--\r\n";
        let parts = parse("multipart/form-data; boundary=b", body).unwrap();
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].name, b"a\"b");
        assert_eq!(parts[0].filename.as_deref(), Some(&b"c\r\nd%25.txt"[..]));
        assert_eq!(parts[0].content, b"x");
    }
}
