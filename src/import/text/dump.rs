//! Texts that show bytes by their numbers, or coloured for a terminal: undone
//! before they are read.

/// The text that a dump shows; `None` if it is none.
pub(in crate::import) fn undone(input: &[u8]) -> Option<Vec<u8>> {
    decimal(input).or_else(|| hexadecimal(input)).or_else(|| rows(input)).or_else(|| colours(input))
}

/// Without the colours of a terminal.
fn colours(input: &[u8]) -> Option<Vec<u8>> {
    if !input.windows(2).any(|pair| pair == b"\x1b[") {
        return None;
    }
    let mut out = Vec::with_capacity(input.len());
    let mut rest = input;
    while let [first, after @ ..] = rest {
        rest = after;
        if *first == 0x1b
            && let [b'[', codes @ ..] = after
        {
            let length = codes.iter().take_while(|byte| !byte.is_ascii_alphabetic()).count();
            rest = codes.get(length + 1..).unwrap_or_default();
        } else {
            out.push(*first);
        }
    }
    Some(out)
}

/// `[80 79 83 84 32 …]`, as Go and Python print bytes.
fn decimal(input: &[u8]) -> Option<Vec<u8>> {
    let inner = input.trim_ascii().strip_prefix(b"[")?.strip_suffix(b"]")?;
    let mut bytes = Vec::new();
    for number in inner.split(|byte| b" ,".contains(byte)).filter(|number| !number.is_empty()) {
        bytes.push(str::from_utf8(number).ok()?.parse::<u8>().ok()?);
    }
    (bytes.len() > 40).then_some(bytes)
}

/// Lines of hexadecimal digits alone.
fn hexadecimal(input: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for line in input.split(|&byte| byte == b'\n') {
        let line = line.trim_ascii();
        if line.len() < 8 || !line.iter().all(u8::is_ascii_hexdigit) {
            continue;
        }
        let (pairs, odd) = line.as_chunks::<2>();
        if !odd.is_empty() {
            return None;
        }
        bytes.extend(pairs.iter().filter_map(|pair| byte_of(*pair)));
    }
    (bytes.len() > 40 && super::is_like(&bytes)).then_some(bytes)
}

fn byte_of(pair: [u8; 2]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(pair[0])? << 4 | digit(pair[1])?).ok()
}

/// Rows of an offset, up to sixteen bytes in hexadecimal, and the same as text:
/// `curl --trace`, tshark, tcpdump -X, Netty.
fn rows(input: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut count = 0;
    for line in input.split(|&byte| byte == b'\n') {
        match row(line) {
            Some((offset, bytes)) => {
                // A packet of its own begins with its headers.
                if offset == 0 && !out.is_empty() && !out.ends_with(b"\n") {
                    let is_text = bytes.first().is_some_and(u8::is_ascii_graphic);
                    let is_packet = matches!(bytes.first(), Some(0x45 | 0x60))
                        && bytes.len() > 12
                        && bytes[1] < 0x20;
                    if is_packet || !is_text {
                        out.push(b'\n');
                    }
                }
                out.extend(bytes);
                count += 1;
            }
            None if count == 0 => {}
            None => {}
        }
    }
    if count < 4 || !super::is_like(&out) {
        return None;
    }
    // From the request line on.
    let methods = [&b"GET /"[..], b"POST /", b"PUT /", b"DELETE /", b"PATCH /"];
    let start = methods.iter().filter_map(|method| super::lines::find(&out, method)).min()?;
    Some(out.split_off(start))
}

fn row(line: &[u8]) -> Option<(usize, Vec<u8>)> {
    let text = line.trim_ascii();
    let text = text.strip_prefix(b"|").unwrap_or(text);
    let text = text.strip_prefix(b"0x").unwrap_or(text);
    let digits = text.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    if !(4..=8).contains(&digits) {
        return None;
    }
    let offset = usize::from_str_radix(str::from_utf8(&text[..digits]).ok()?, 16).ok()?;
    if offset % 16 != 0 {
        return None;
    }
    let rest = text[digits..].strip_prefix(b":").unwrap_or(&text[digits..]);
    let rest = rest.strip_prefix(b"|").unwrap_or(rest);
    let mut bytes = Vec::new();
    let mut blanks = 0;
    let mut at = 0;
    while bytes.len() < 16 && at < rest.len() {
        if rest[at] == b' ' {
            blanks += 1;
            at += 1;
            // The column of text follows.
            if blanks > 3 && !bytes.is_empty() {
                break;
            }
        } else {
            let pair = rest.get(at..at + 2)?;
            let Some(byte) = byte_of([pair[0], pair[1]]) else { break };
            // A word of the text column.
            let next = rest.get(at + 2);
            let is_group =
                next.is_none_or(|byte| *byte == b' ' || *byte == b'|' || byte.is_ascii_hexdigit());
            if !is_group {
                break;
            }
            bytes.push(byte);
            blanks = 0;
            at += 2;
        }
    }
    (!bytes.is_empty()).then_some((offset, bytes))
}
