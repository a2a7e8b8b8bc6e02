//! Objects and strings as programs print or write them: JavaScript, Python,
//! PHP, PowerShell, Java's `toString`, JSON that was cut out of something.
//!
//! The reader is lenient, as nobody pastes a whole program: what it does not
//! understand becomes a word. It never fails on a value it has begun, and is
//! linear in the length of the text.

/// A value, with the range of the text that it was read from.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A string, decoded.
    Text(Vec<u8>),
    /// A number, `true`, `null`, a call, as it stands there.
    Word(Vec<u8>),
    List(Vec<Node>),
    Map(Vec<(Vec<u8>, Node)>),
}

impl Node {
    /// The text of a string or a word.
    pub(super) fn text(&self) -> Option<&[u8]> {
        match &self.value {
            Value::Text(text) | Value::Word(text) => Some(text),
            Value::List(_) | Value::Map(_) => None,
        }
    }

    pub(super) fn string(&self) -> Option<&[u8]> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// The first value under a name, in any case.
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        let Value::Map(members) = &self.value else { return None };
        let found = members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name.as_bytes()));
        found.map(|(_, node)| node)
    }
}

/// Deeper than programs print, and not so deep that the stack ends.
const DEEPEST: usize = 60;

/// Reads the value at an offset.
pub(super) fn read(text: &[u8], start: usize) -> Option<Node> {
    let mut reader = Reader { text, at: start, is_power_shell: false };
    reader.value(0, b"")
}

/// Reads the string at an offset, with what is in front of its quote (`b`).
pub(super) fn string(text: &[u8], start: usize) -> Option<Node> {
    let mut reader = Reader { text, at: start, is_power_shell: false };
    reader.string()
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    /// Doubles quotes and escapes with a backtick.
    is_power_shell: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn rest(&self) -> &[u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// A value that ends before any of `stops`, if it is a bare word.
    fn value(&mut self, depth: usize, stops: &[u8]) -> Option<Node> {
        self.skip_space();
        let start = self.at;
        if depth > DEEPEST {
            return None;
        }
        let value = match self.peek()? {
            b'@' if self.rest().starts_with(b"@{") => {
                self.is_power_shell = true;
                self.at += 1;
                self.group(b'{', depth)
            }
            b'@' if self.rest().starts_with(b"@\"") => {
                self.at += 1;
                return self.string();
            }
            open @ (b'{' | b'[' | b'(') => self.group(open, depth),
            _ => {
                if let Some(node) = self.string() {
                    return Some(node);
                }
                self.word(depth, stops)?
            }
        };
        Some(Node { value, start, end: self.at })
    }

    /// `Object [AxiosHeaders] {`, `CaseInsensitiveDict({`, `new Headers({` are
    /// the group behind the words; else a bare word up to a stop.
    fn word(&mut self, depth: usize, stops: &[u8]) -> Option<Value> {
        let start = self.at;
        let mut at = self.at;
        while self
            .text
            .get(at)
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_.$ <>-".contains(byte))
        {
            at += 1;
        }
        if at > start && self.text[start].is_ascii_alphabetic() {
            let behind = &self.text[at..];
            // A name in brackets, of one word, and a brace behind it.
            let named = behind.strip_prefix(b"[").and_then(|name| {
                let end = name.iter().take(80).position(|&byte| byte == b']')?;
                let space = name[end + 1..].iter().take_while(|byte| **byte == b' ').count();
                name[end + 1 + space..].starts_with(b"{").then_some(end + 2 + space)
            });
            if let Some(named) = named {
                self.at = at + named;
                return Some(self.group(b'{', depth));
            }
            // A function's printed name, `[Function: x]`, is no list.
            if let Some(open @ (b'{' | b'(' | b'[')) = behind.first().copied() {
                self.at = at;
                return Some(self.group(open, depth));
            }
        }
        let mut end = start;
        while let Some(&byte) = self.text.get(end) {
            if b",\n\r}])".contains(&byte) || stops.contains(&byte) {
                break;
            }
            end += 1;
        }
        if end == start {
            return None;
        }
        self.at = end;
        Some(Value::Word(self.text[start..end].trim_ascii().to_vec()))
    }

    /// A list or a map; the opening bracket is next.
    fn group(&mut self, open: u8, depth: usize) -> Value {
        let close = match open {
            b'{' => b'}',
            b'[' => b']',
            _ => b')',
        };
        self.at += 1;
        let mut members: Vec<(Vec<u8>, Node)> = Vec::new();
        let mut items: Vec<Node> = Vec::new();
        loop {
            while self
                .peek()
                .is_some_and(|byte| byte.is_ascii_whitespace() || b",;".contains(&byte))
            {
                self.at += 1;
            }
            match self.peek() {
                None => break,
                Some(byte) if byte == close => {
                    self.at += 1;
                    break;
                }
                Some(byte) if b"}])".contains(&byte) => {
                    // Another group's end: this one was cut.
                    break;
                }
                Some(_) => {}
            }
            let before = self.at;
            if let Some(key) = self.key() {
                match self.value(depth + 1, if self.is_power_shell { b";" } else { b"" }) {
                    Some(node) => members.push((key, node)),
                    None => self.skip_one(before),
                }
                continue;
            }
            match self.value(depth + 1, b"") {
                Some(node) if self.at > before => items.push(node),
                _ => self.skip_one(before),
            }
        }
        match (members.is_empty(), items.len()) {
            (false, _) => Value::Map(members),
            // `new Headers({…})`: brackets around one group.
            (true, 1) if open == b'(' && !matches!(items[0].value, Value::Word(_)) => {
                items.swap_remove(0).value
            }
            (true, 0) if open == b'{' => Value::Map(members),
            (true, _) => Value::List(items),
        }
    }

    fn skip_one(&mut self, before: usize) {
        self.at = self.at.max(before + 1);
    }

    /// A name and its `:`, `=` or `=>`; the place stays if there is none.
    fn key(&mut self) -> Option<Vec<u8>> {
        let start = self.at;
        let name = if let Some(node) = self.string_alone() {
            node.string().unwrap_or_default().to_vec()
        } else {
            let mut end = self.at;
            // `[Name] => value` of PHP.
            let is_bracketed = self.text.get(end) == Some(&b'[');
            end += usize::from(is_bracketed);
            let from = end;
            while self
                .text
                .get(end)
                .is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-_.$".contains(byte))
            {
                end += 1;
            }
            let name = self.text[from..end].to_vec();
            if is_bracketed {
                if self.text.get(end) != Some(&b']') {
                    return None;
                }
                end += 1;
            }
            if name.is_empty() {
                return None;
            }
            self.at = end;
            name
        };
        self.skip_space();
        for sign in [&b"=>"[..], b":", b"="] {
            if self.rest().starts_with(sign) && !self.rest().starts_with(b"://") {
                self.at += sign.len();
                return Some(name);
            }
        }
        self.at = start;
        None
    }

    /// A string, and those that `+` or `.` joins to it.
    fn string(&mut self) -> Option<Node> {
        let mut node = self.string_alone()?;
        loop {
            let end = self.at;
            self.skip_space();
            // Python joins what follows on the next line.
            let is_adjacent = !self.is_power_shell
                && self.text[end..self.at].contains(&b'\n')
                && matches!(self.rest(), [b'\'' | b'"', ..] | [b'b', b'\'' | b'"', ..]);
            if !is_adjacent && !matches!(self.peek(), Some(b'+')) {
                self.at = end;
                return Some(node);
            }
            if !is_adjacent {
                self.at += 1;
                self.skip_space();
            }
            let Some(next) = self.string_alone() else {
                self.at = end;
                return Some(node);
            };
            if let (Value::Text(text), Value::Text(more)) = (&mut node.value, next.value) {
                text.extend(more);
            }
            node.end = self.at;
        }
    }

    fn string_alone(&mut self) -> Option<Node> {
        let start = self.at;
        let mut at = start + usize::from(self.rest().starts_with(b"@\""));
        while at < start + 2 && self.text.get(at).is_some_and(|byte| b"bBrRuUfF".contains(byte)) {
            at += 1;
        }
        let prefix = &self.text[start..at];
        let are_bytes = prefix.iter().any(|byte| b"bB".contains(byte));
        let is_raw = prefix.iter().any(|byte| b"rR".contains(byte));
        let quote = *self.text.get(at)?;
        if !b"\"'`".contains(&quote) {
            return None;
        }
        at += 1;
        let mut text = Vec::new();
        loop {
            let byte = *self.text.get(at)?;
            at += 1;
            if byte == quote {
                if self.is_power_shell && self.text.get(at) == Some(&quote) {
                    text.push(quote);
                    at += 1;
                    continue;
                }
                break;
            }
            let is_escape = if self.is_power_shell {
                byte == b'`' && quote == b'"'
            } else {
                byte == b'\\' && !is_raw
            };
            if is_escape {
                at = escape(self.text, at, are_bytes, &mut text);
            } else {
                text.push(byte);
            }
        }
        self.at = at;
        Some(Node { value: Value::Text(text), start, end: at })
    }
}

/// Decodes what stands behind a backslash; tells where it ends.
pub(super) fn escape(text: &[u8], at: usize, are_bytes: bool, out: &mut Vec<u8>) -> usize {
    let Some(&letter) = text.get(at) else { return at };
    let number = |from: usize, digits: usize| {
        let digits = text.get(from..from + digits)?;
        // A sign is none.
        let is_number = digits.iter().all(u8::is_ascii_hexdigit);
        let digits = str::from_utf8(digits).ok().filter(|_| is_number)?;
        u32::from_str_radix(digits, 16).ok()
    };
    let mut push = |code: u32| {
        let letter = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
    };
    match letter {
        b'n' => out.push(b'\n'),
        b'r' => out.push(b'\r'),
        b't' => out.push(b'\t'),
        b'b' => out.push(8),
        b'f' => out.push(12),
        b'v' => out.push(11),
        b'a' => out.push(7),
        b'0' => out.push(0),
        b'\n' => {}
        b'x' => match number(at + 1, 2) {
            Some(code) => {
                // Go and Python print bytes so; JavaScript prints letters.
                if are_bytes || code < 0x80 {
                    out.push(u8::try_from(code).unwrap_or_default());
                } else {
                    push(code);
                }
                return at + 3;
            }
            None => out.extend_from_slice(b"\\x"),
        },
        b'u' => match number(at + 1, 4) {
            Some(high @ 0xd800..0xdc00) if text.get(at + 5..at + 7) == Some(br"\u") => {
                if let Some(low @ 0xdc00..0xe000) = number(at + 7, 4) {
                    push(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00));
                    return at + 11;
                }
                push(high);
                return at + 5;
            }
            Some(code) => {
                push(code);
                return at + 5;
            }
            None => out.extend_from_slice(b"\\u"),
        },
        b'"' | b'\'' | b'`' | b'\\' | b'/' | b'$' => out.push(letter),
        _ => out.extend_from_slice(&[b'\\', letter]),
    }
    at + 1
}
