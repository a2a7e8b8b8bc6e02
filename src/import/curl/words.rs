//! The words of a command line, as the shell it was made for splits it.

use super::super::ImportError;

/// Which shell reads the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shell {
    /// cmd.exe, and what the C runtime of Windows then makes of the line.
    Cmd,
    Posix,
    /// PowerShell.
    Pwsh,
}

/// One command: its words, each with where it begins.
pub(super) type Command = Vec<(usize, Vec<u8>)>;

impl Shell {
    /// By the first mark that only one of them uses: a caret before a quote or
    /// at the end of a line is of cmd.exe, a backtick at the end of a line of
    /// PowerShell, single quotes of a POSIX shell or, with `curl.exe`, of
    /// PowerShell.
    pub(super) fn detect(text: &[u8]) -> Self {
        let first = |marks: &[&[u8]]| {
            let at = |mark: &&[u8]| text.windows(mark.len()).position(|window| window == *mark);
            marks.iter().filter_map(at).min().unwrap_or(usize::MAX)
        };
        let caret = first(&[b" ^\"", b" ^\n", b" ^\r\n"]);
        let backtick = first(&[b" `\n", b" `\r\n"]);
        let backslash = first(&[b" \\\n", b" \\\r\n"]);
        let quote = first(&[b" '", b"$'"]);
        let is_windows = first(&[b"curl.exe "]) < usize::MAX;
        if backtick < backslash.min(caret) || is_windows && quote < caret && backslash == usize::MAX
        {
            Self::Pwsh
        } else if caret < quote.min(backslash) || is_windows && quote == usize::MAX {
            Self::Cmd
        } else {
            Self::Posix
        }
    }

    /// The commands of a text.
    pub(super) fn commands(self, text: &[u8]) -> Result<Vec<Command>, ImportError> {
        match self {
            Self::Posix => Reader::new(text).read(Reader::posix_word),
            Self::Pwsh => Reader::new(text).read(Reader::power_shell_word),
            Self::Cmd => Ok(super::cmd::commands(text)),
        }
    }
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    /// The word being read; `None` between words.
    word: Option<(usize, Vec<u8>)>,
    /// The next word names a file that input or output goes to.
    is_redirected: bool,
}

/// Whether a character ended a command.
type Ended = bool;

impl<'t> Reader<'t> {
    fn new(text: &'t [u8]) -> Self {
        Self { text, at: 0, word: None, is_redirected: false }
    }

    fn read(
        mut self,
        step: fn(&mut Self, u8) -> Result<Ended, ImportError>,
    ) -> Result<Vec<Command>, ImportError> {
        let mut commands = vec![Command::new()];
        while let Some(&byte) = self.text.get(self.at) {
            let ended = if byte.is_ascii_whitespace() {
                self.at += 1;
                self.end_word(&mut commands);
                byte == b'\n'
            } else if self.is_redirection(&mut commands) {
                false
            } else {
                step(&mut self, byte)?
            };
            if ended {
                self.end_word(&mut commands);
                commands.push(Command::new());
            }
        }
        self.end_word(&mut commands);
        commands.retain(|command| !command.is_empty());
        Ok(commands)
    }

    fn end_word(&mut self, commands: &mut [Command]) {
        if let (Some(word), Some(command)) = (self.word.take(), commands.last_mut())
            && !std::mem::take(&mut self.is_redirected)
        {
            command.push(word);
        }
    }

    /// Passes `> file`, `2>&1` and the like, which are no words of the command.
    fn is_redirection(&mut self, commands: &mut [Command]) -> bool {
        let rest = &self.text[self.at..];
        if !rest.starts_with(b">") && !rest.starts_with(b"<") && !rest.starts_with(b"&>") {
            return false;
        }
        let _number_of_stream = self.word.take_if(|(_, word)| word.iter().all(u8::is_ascii_digit));
        self.end_word(commands);
        while self.text.get(self.at).is_some_and(|byte| b"<>&|".contains(byte)) {
            self.at += 1;
        }
        self.is_redirected = true;
        true
    }

    fn word(&mut self) -> &mut Vec<u8> {
        &mut self.word.get_or_insert_with(|| (self.at, Vec::new())).1
    }

    fn push(&mut self, byte: u8) {
        self.word().push(byte);
        self.at += 1;
    }

    /// The text up to a closing quote, which is passed.
    fn quoted(&mut self, quote: u8) -> Result<&'t [u8], ImportError> {
        let start = self.at + 1;
        let length = self.text[start..].iter().position(|&byte| byte == quote);
        let length = length.ok_or_else(|| self.unclosed(self.at, quote))?;
        self.at = start + length + 1;
        Ok(&self.text[start..start + length])
    }

    fn unclosed(&self, at: usize, quote: u8) -> ImportError {
        let quote = char::from(quote);
        ImportError::at(self.text, at, format!("the quote {quote} that opens here is never closed"))
    }

    fn posix_word(&mut self, byte: u8) -> Result<Ended, ImportError> {
        let next = self.text.get(self.at + 1).copied();
        match byte {
            b'\\' => {
                self.at += 1;
                match next {
                    // A line goes on behind it.
                    Some(b'\n') => self.at += 1,
                    Some(b'\r') if self.text.get(self.at + 1) == Some(&b'\n') => self.at += 2,
                    Some(escaped) => self.push(escaped),
                    None => self.word().push(b'\\'),
                }
            }
            b'\'' => {
                self.word();
                let text = self.quoted(b'\'')?;
                self.word().extend_from_slice(text);
            }
            b'"' => self.posix_double_quoted()?,
            b'$' if next == Some(b'\'') => self.ansi_c_quoted()?,
            // Bash translates it; there is no translation.
            b'$' if next == Some(b'"') => self.at += 1,
            b'$' | b'`' => self.refuse_expansion(byte, next)?,
            b'#' if self.word.is_none() => {
                let rest = &self.text[self.at..];
                self.at += rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
            }
            b'|' | b';' | b'&' | b'(' | b')' => {
                self.at += 1;
                return Ok(true);
            }
            _ => {
                self.refuse_typographic_quote()?;
                self.push(byte);
            }
        }
        Ok(false)
    }

    fn posix_double_quoted(&mut self) -> Result<(), ImportError> {
        let opened = self.at;
        self.word();
        self.at += 1;
        loop {
            let next = self.text.get(self.at + 1).copied();
            match self.text.get(self.at).copied() {
                None => return Err(self.unclosed(opened, b'"')),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => match next {
                    Some(b'\n') => self.at += 2,
                    Some(escaped @ (b'"' | b'\\' | b'$' | b'`')) => {
                        self.at += 1;
                        self.push(escaped);
                    }
                    _ => self.push(b'\\'),
                },
                Some(byte @ (b'$' | b'`')) => self.refuse_expansion(byte, next)?,
                Some(byte) => self.push(byte),
            }
        }
    }

    /// `$VAR`, `${…}`, `$(…)` or a backtick: the shell puts something here that
    /// is not known.
    fn refuse_expansion(&mut self, byte: u8, next: Option<u8>) -> Result<(), ImportError> {
        let is_expanded = byte == b'`'
            || next
                .is_some_and(|next| next.is_ascii_alphanumeric() || b"_{(?@*#$!-".contains(&next));
        if !is_expanded {
            self.push(byte);
            return Ok(());
        }
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let name: Vec<u8> =
            self.text[self.at + 1..].iter().copied().take_while(is_name).take(40).collect();
        let what = match (byte, &name[..]) {
            (b'`', _) => "what stands between backticks".to_owned(),
            (_, []) => "what begins with $ here".to_owned(),
            (_, name) => format!("${}", String::from_utf8_lossy(name)),
        };
        Err(ImportError::at(
            self.text,
            self.at,
            format!("the shell replaces {what}; paste the line with the value in its place"),
        ))
    }

    /// Chats and word processors make curly quotes of straight ones.
    fn refuse_typographic_quote(&self) -> Result<(), ImportError> {
        let rest = &self.text[self.at..];
        let is_curly = self.word.is_none()
            && ["“", "”", "‘", "’"].iter().any(|quote| rest.starts_with(quote.as_bytes()));
        if is_curly {
            return Err(ImportError::at(
                self.text,
                self.at,
                "a typographic quote (“ ” ‘ ’) is no quote to a shell; write ' or \"",
            ));
        }
        Ok(())
    }

    /// `$'…'`.
    fn ansi_c_quoted(&mut self) -> Result<(), ImportError> {
        let opened = self.at;
        self.word();
        self.at += 2;
        loop {
            match self.text.get(self.at).copied() {
                None => return Err(self.unclosed(opened, b'\'')),
                Some(b'\'') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.ansi_c_escape(),
                Some(byte) => self.push(byte),
            }
        }
    }

    fn ansi_c_escape(&mut self) {
        let escaped = self.text.get(self.at + 1).copied();
        let start = self.at + 2;
        let take = |from: usize, most: usize, radix: u32| {
            let digits = self.text.get(from..).unwrap_or_default();
            let digits =
                digits.iter().take(most).take_while(|&&byte| char::from(byte).is_digit(radix));
            let digits: String = digits.map(|&byte| char::from(byte)).collect();
            let value = u32::from_str_radix(&digits, radix).ok();
            (value, from + digits.len())
        };
        let plain = |byte: u8| (vec![byte], start);
        let of_byte = |(value, end): (Option<u32>, usize)| {
            value.map(|value| (vec![value.to_le_bytes()[0]], end))
        };
        let of_char = |(value, end): (Option<u32>, usize)| {
            value.and_then(char::from_u32).map(|c| (c.to_string().into_bytes(), end))
        };
        let found = match escaped {
            Some(b'n') => Some(plain(b'\n')),
            Some(b't') => Some(plain(b'\t')),
            Some(b'r') => Some(plain(b'\r')),
            Some(b'a') => Some(plain(0x07)),
            Some(b'b') => Some(plain(0x08)),
            Some(b'e' | b'E') => Some(plain(0x1b)),
            Some(b'f') => Some(plain(0x0c)),
            Some(b'v') => Some(plain(0x0b)),
            Some(byte @ (b'\\' | b'\'' | b'"' | b'?')) => Some(plain(byte)),
            Some(b'0'..=b'7') => of_byte(take(start - 1, 3, 8)),
            Some(b'x') => of_byte(take(start, 2, 16)),
            Some(b'u') => of_char(take(start, 4, 16)),
            Some(b'U') => of_char(take(start, 8, 16)),
            Some(b'c') => self.text.get(start).map(|byte| (vec![byte & 0x1f], start + 1)),
            _ => None,
        };
        match found {
            // What is no escape stays as it is.
            None => self.push(b'\\'),
            Some((bytes, end)) => {
                self.word().extend_from_slice(&bytes);
                self.at = end;
            }
        }
    }

    fn power_shell_word(&mut self, byte: u8) -> Result<Ended, ImportError> {
        let next = self.text.get(self.at + 1).copied();
        match byte {
            b'`' => {
                self.at += 1;
                match next {
                    Some(b'\n') => self.at += 1,
                    Some(b'\r') => self.at += 2,
                    Some(escaped) => self.push(escaped),
                    None => {}
                }
            }
            b'\'' | b'"' => {
                self.word();
                loop {
                    let text = self.quoted(byte)?;
                    // A doubled quote is one.
                    let goes_on = self.text.get(self.at) == Some(&byte);
                    self.word().extend_from_slice(text);
                    if !goes_on {
                        break;
                    }
                    self.word().push(byte);
                }
                // Before version 7.3, quotes had to be escaped for the program.
                let word = self.word();
                *word = unescaped_quotes(word);
            }
            b'|' | b';' | b'&' => {
                self.at += 1;
                return Ok(true);
            }
            _ => self.push(byte),
        }
        Ok(false)
    }
}

fn unescaped_quotes(word: &[u8]) -> Vec<u8> {
    let mut bare = Vec::with_capacity(word.len());
    let mut rest = word;
    while let [first, after @ ..] = rest {
        rest = after;
        if !(*first == b'\\' && after.first() == Some(&b'"')) {
            bare.push(*first);
        }
    }
    bare
}
