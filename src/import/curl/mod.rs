//! A curl command line: what curl sends for it.
//!
//! Measured on curl 7.88: it removes dot segments from the path, drops the
//! fragment, percent-encodes bytes beyond ASCII in the path, and leaves
//! everything else of a URL as it is; it refuses a URL with a space.

mod cmd;
mod options;
mod url;
mod words;

use super::remark::Remark;
use super::{Answer, Captured, Form, ImportError, Imported, ReadFile, line_of};
use crate::request::{Request, header};
use options::Arity;
use words::Shell;

/// Whether a text begins like a curl line, maybe behind a prompt.
pub(super) fn is_like(text: &[u8]) -> bool {
    let line = text.split(|&byte| byte == b'\n').find(|line| {
        let line = line.trim_ascii();
        !line.is_empty() && !line.starts_with(b"#")
    });
    let mut words = line.unwrap_or_default().split(u8::is_ascii_whitespace);
    words.by_ref().take(6).any(is_curl)
}

/// Whether curl is the first word, but for a prompt.
pub(super) fn begins(text: &[u8]) -> bool {
    let mut words = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    words.by_ref().take(2).any(is_curl)
}

fn is_curl(word: &[u8]) -> bool {
    let name = word.rsplit(|byte| b"/\\".contains(byte)).next().unwrap_or_default();
    name == b"curl" || name.eq_ignore_ascii_case(b"curl.exe")
}

pub(super) fn read(input: &[u8], read_file: &mut ReadFile<'_>) -> Result<Imported, ImportError> {
    let prompted = without_prompts(input);
    let input = prompted.as_deref().unwrap_or(input);
    let mut imported = Imported::default();
    for command in Shell::detect(input).commands(input)? {
        // In front of it: a prompt, sudo, NAME=value.
        let Some(at) = command.iter().take(6).position(|(_, word)| is_curl(word)) else { continue };
        read_command(input, &command[at..], read_file, &mut imported)?;
    }
    if imported.requests.is_empty() {
        return Err(ImportError::new("", "there is no curl command in it"));
    }
    Ok(imported)
}

/// The lines of a terminal without the prompts: `$ ` before the first, `> `
/// before those that go on.
fn without_prompts(input: &[u8]) -> Option<Vec<u8>> {
    let mut lines = input.split_inclusive(|&byte| byte == b'\n');
    let first = lines.next()?;
    let is_prompted =
        [&b"$ "[..], b"# ", b"% ", b"> "].iter().any(|prompt| first.starts_with(prompt));
    if !is_prompted || !lines.clone().any(|line| line.starts_with(b"> ")) {
        return None;
    }
    let bare = lines.map(|line| line.strip_prefix(b"> ").unwrap_or(line));
    Some(std::iter::once(&first[2..]).chain(bare).collect::<Vec<_>>().concat())
}

/// The curl commands that stand in a text of other things: behind a prompt, in
/// a ticket, in a sentence.
pub(super) fn in_prose(input: &[u8], read_file: &mut ReadFile<'_>) -> Option<Imported> {
    let mut imported = Imported::default();
    let mut from = 0;
    while let Some(at) = super::text::lines::find(&input[from..], b"curl") {
        let at = from + at;
        from = at + 4;
        let is_word =
            at == 0 || !(input[at - 1].is_ascii_alphanumeric() || b"-_/.".contains(&input[at - 1]));
        let rest = input[at..].strip_prefix(b"curl").unwrap_or_default();
        let rest = rest.strip_prefix(b".exe").unwrap_or(rest);
        if !is_word || !matches!(rest.first(), Some(b' ' | b'\t' | b'\\' | b'^' | b'`')) {
            continue;
        }
        let command = command_at(input, at);
        let Ok(read) = read(&command, read_file) else { continue };
        let is_signed = |captured: &Captured| {
            captured
                .request
                .headers()
                .any(|(name, _)| name.to_ascii_lowercase().starts_with("x-tc-"))
        };
        let line = line_of(input, at) - 1;
        let behind = &input[(at + command.len()).min(input.len())..];
        let error_code = super::text::answer::error_code(&behind[..behind.len().min(16 << 10)]);
        imported.remarks.extend(read.remarks);
        imported.requests.extend(read.requests.into_iter().filter(is_signed).map(
            |mut captured| {
                captured.line += line;
                if error_code.is_some() {
                    captured.answer = Some(Answer { status: None, error_code });
                    captured.remarks.push(Remark::Answered { status: None, error_code });
                }
                captured
            },
        ));
        from = (at + command.len()).min(input.len());
    }
    (!imported.requests.is_empty()).then_some(imported)
}

/// The command up to the end of its line, its quotes and its continued lines;
/// without what a ticket puts in front of every line.
fn command_at(input: &[u8], start: usize) -> Vec<u8> {
    let line_start = input[..start].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let quoted = input[line_start..start].trim_ascii_start().starts_with(b">");
    let is_ticked = start > 0 && input[start - 1] == b'`';
    let mut command = Vec::new();
    let mut open: Option<u8> = None;
    for line in input[start..].split_inclusive(|&byte| byte == b'\n') {
        let line = if quoted && !command.is_empty() {
            let bare = line.trim_ascii_start();
            bare.strip_prefix(b"> ").or_else(|| bare.strip_prefix(b">")).unwrap_or(line)
        } else {
            line
        };
        let mut escaped = false;
        let mut end = line.len();
        for (at, &byte) in line.iter().enumerate() {
            // The sentence goes on behind the command.
            let is_sentence = ["，", "。", "；", "）", "、"]
                .iter()
                .any(|mark| line[at..].starts_with(mark.as_bytes()));
            if open.is_none() && is_sentence {
                end = at;
                break;
            }
            match (open, byte) {
                _ if escaped => escaped = false,
                (Some(b'"') | None, b'\\') => escaped = true,
                (Some(quote), _) if byte == quote => open = None,
                (None, b'\'' | b'"') => open = Some(byte),
                // The tick that ends code in a sentence.
                (None, b'`') if is_ticked => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        command.extend_from_slice(&line[..end]);
        let bare = line[..end].trim_ascii_end();
        let is_continued = matches!(bare.last(), Some(b'\\' | b'^' | b'`'));
        if end < line.len() || (open.is_none() && !is_continued) {
            break;
        }
    }
    command
}

fn read_command(
    input: &[u8],
    command: &[(usize, Vec<u8>)],
    read_file: &mut ReadFile<'_>,
    imported: &mut Imported,
) -> Result<(), ImportError> {
    let (start, _) = command[0];
    let mut transfer = Transfer::default();
    let mut words = command[1..].iter().peekable();
    let mut are_options_over = false;
    while let Some((at, word)) = words.next() {
        let mut value = |name: &str| {
            words.next().map(|(_, value)| value.as_slice()).ok_or_else(|| {
                ImportError::at(
                    input,
                    *at,
                    format!("{name} is the last word; its value is missing"),
                )
            })
        };
        let at_error = |error: ImportError| ImportError::at(input, *at, error.to_string());
        match &word[..] {
            b"--" if !are_options_over => are_options_over = true,
            [b'-', b'-', name @ ..] if !are_options_over => {
                let name = String::from_utf8_lossy(name);
                match options::long(&name) {
                    Arity::Value(name) => {
                        let value = value(&format!("--{name}"))?;
                        transfer.set(name, value, read_file).map_err(at_error)?;
                    }
                    Arity::NoValue("next") => {
                        std::mem::take(&mut transfer).finish(input, start, imported)?;
                    }
                    Arity::NoValue(name) => transfer.flag(name),
                    Arity::Unknown => return Err(unknown(input, *at, &format!("--{name}"))),
                }
            }
            [b'-', letters @ ..] if !are_options_over && !letters.is_empty() => {
                let mut letters = letters;
                while let [letter, rest @ ..] = letters {
                    letters = rest;
                    match options::short(*letter) {
                        Arity::Value(name) => {
                            let shown = format!("-{}", char::from(*letter));
                            let value = if rest.is_empty() { value(&shown)? } else { rest };
                            transfer.set(name, value, read_file).map_err(at_error)?;
                            break;
                        }
                        Arity::NoValue("next") => {
                            std::mem::take(&mut transfer).finish(input, start, imported)?;
                        }
                        Arity::NoValue(name) => transfer.flag(name),
                        Arity::Unknown => {
                            return Err(unknown(input, *at, &format!("-{}", char::from(*letter))));
                        }
                    }
                }
            }
            url => transfer.urls.push(url.to_vec()),
        }
    }
    transfer.finish(input, start, imported)
}

fn unknown(input: &[u8], at: usize, option: &str) -> ImportError {
    let short: String = option.chars().take(40).collect();
    ImportError::at(
        input,
        at,
        format!(
            "{short:?} is no option of curl, so it cannot be told whether a value follows; leave it out"
        ),
    )
}

/// Every URL gets a copy of the data, so that many of them would take much
/// memory for a short line.
const MOST_URLS: usize = 50;

/// What the options come to; all URLs of one `--next` section share it.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of curl")]
struct Transfer {
    urls: Vec<Vec<u8>>,
    method: Option<Vec<u8>>,
    headers: Vec<(String, Option<Vec<u8>>)>,
    data: Option<Vec<u8>>,
    is_json: bool,
    form: Vec<Vec<u8>>,
    upload: Option<(Vec<u8>, Vec<u8>)>,
    url_queries: Vec<Vec<u8>>,
    request_target: Option<Vec<u8>>,
    is_get: bool,
    is_head: bool,
    is_path_as_is: bool,
    is_glob_off: bool,
}

impl Transfer {
    fn flag(&mut self, name: &str) {
        match name {
            "get" => self.is_get = true,
            "head" => self.is_head = true,
            "path-as-is" => self.is_path_as_is = true,
            "globoff" => self.is_glob_off = true,
            _ => {}
        }
    }

    fn set(
        &mut self,
        name: &str,
        value: &[u8],
        read_file: &mut ReadFile<'_>,
    ) -> Result<(), ImportError> {
        let mut file = |name: &[u8]| file(name, read_file);
        match name {
            "url" => self.urls.push(value.to_vec()),
            "request" => self.method = Some(value.to_vec()),
            "request-target" => self.request_target = Some(value.to_vec()),
            "header" => match value {
                [b'@', name @ ..] => {
                    for line in file(name)?.split(|&byte| byte == b'\n') {
                        self.header(line.trim_ascii());
                    }
                }
                _ => self.header(value),
            },
            "data" | "data-ascii" => {
                let data = match value {
                    [b'@', name @ ..] => {
                        let text = file(name)?;
                        text.into_iter().filter(|byte| !b"\r\n\0".contains(byte)).collect()
                    }
                    _ => value.to_vec(),
                };
                self.data(&data);
            }
            "data-raw" => self.data(value),
            "data-binary" => match value {
                [b'@', name @ ..] => {
                    let data = file(name)?;
                    self.data(&data);
                }
                _ => self.data(value),
            },
            "data-urlencode" => {
                let data = url::data_url_encoded(value, &mut file)?;
                self.data(&data);
            }
            "json" => {
                let data = match value {
                    [b'@', name @ ..] => file(name)?,
                    _ => value.to_vec(),
                };
                self.is_json = true;
                self.data.get_or_insert_default().extend_from_slice(&data);
            }
            "form" | "form-string" => self.form.push(value.to_vec()),
            "upload-file" => self.upload = Some((value.to_vec(), file(value)?)),
            "url-query" => {
                let query = match value {
                    [b'+', query @ ..] => query.to_vec(),
                    _ => url::data_url_encoded(value, &mut file)?,
                };
                self.url_queries.push(query);
            }
            "config" => {
                let reason =
                    "-K names a file of more options, which is not read; paste them on the line";
                return Err(ImportError::new("", reason));
            }
            // The rest says how to send, not what.
            _ => {}
        }
        Ok(())
    }

    fn data(&mut self, data: &[u8]) {
        match &mut self.data {
            Some(before) => {
                before.push(b'&');
                before.extend_from_slice(data);
            }
            None => self.data = Some(data.to_vec()),
        }
    }

    /// `Name: value`; `Name;` for one without a value; `Name:` takes a header of
    /// curl's own away.
    fn header(&mut self, line: &[u8]) {
        let end = line.iter().position(|byte| b":;".contains(byte)).unwrap_or(line.len());
        let name = String::from_utf8_lossy(&line[..end]).trim().to_owned();
        let value = match line.get(end) {
            Some(b':') => {
                Some(line[end + 1..].trim_ascii().to_vec()).filter(|value| !value.is_empty())
            }
            Some(_) if line[end + 1..].trim_ascii().is_empty() => Some(Vec::new()),
            _ => return,
        };
        if !name.is_empty() {
            self.headers.push((name, value));
        }
    }

    fn finish(
        self,
        input: &[u8],
        start: usize,
        imported: &mut Imported,
    ) -> Result<(), ImportError> {
        let at_start = |reason: &str| ImportError::at(input, start, reason);
        if self.urls.is_empty() {
            return Err(at_start("there is no URL among the words of this curl command"));
        }
        if self.urls.len() > MOST_URLS {
            return Err(at_start("there are more than 50 URLs in this curl command"));
        }
        for url in &self.urls {
            let request =
                self.request(url, &mut imported.remarks).map_err(|error| at_start(&error))?;
            let line = line_of(input, start);
            imported.requests.push(Captured::exact(request, Form::Curl, line));
        }
        Ok(())
    }

    fn request(&self, url: &[u8], remarks: &mut Vec<Remark>) -> Result<Request<'static>, String> {
        let mut query = self.url_queries.clone();
        let mut data = self.data.clone();
        if self.is_get {
            query.extend(data.take());
        }
        let mut target = url::target(url, &query, self.is_path_as_is, self.is_glob_off, remarks)?;
        if let Some(request_target) = &self.request_target {
            target.uri.clone_from(request_target);
        }
        let mut headers: Vec<(String, Vec<u8>)> = Vec::new();
        if let Some(host) = target.host {
            headers.push(("Host".to_owned(), host.into_bytes()));
        }
        let mut body = data.unwrap_or_default();
        let mut method: &[u8] = b"GET";
        let mut content_type: Option<&[u8]> = None;
        if !self.form.is_empty() {
            method = b"POST";
            content_type = Some(b"multipart/form-data; boundary=------------------------tmsig");
            remarks.push(Remark::said(
                "-F: the body is left out, as its boundary is not known before it is sent; what is signed for multipart/form-data is empty",
                "-F：请求体略去，因为 boundary 在发送前未知；multipart/form-data 参与签名的请求体为空",
            ));
        } else if let Some((name, contents)) = &self.upload {
            method = b"PUT";
            body.clone_from(contents);
            if target.uri.ends_with(b"/") {
                let name = name.rsplit(|byte| b"/\\".contains(byte)).next().unwrap_or_default();
                target.uri.extend_from_slice(name);
            }
        } else if self.data.is_some() && !self.is_get {
            method = b"POST";
            content_type = Some(if self.is_json {
                b"application/json"
            } else {
                b"application/x-www-form-urlencoded"
            });
        } else if self.is_head {
            method = b"HEAD";
        }
        let is_set =
            |wanted: &str| self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted));
        if let Some(content_type) = content_type.filter(|_| !is_set(header::CONTENT_TYPE)) {
            headers.push((header::CONTENT_TYPE.to_owned(), content_type.to_vec()));
            if !self.is_json && self.form.is_empty() {
                remarks.push(Remark::said(
                    "curl sends Content-Type: application/x-www-form-urlencoded with -d; give -H 'Content-Type: application/json'",
                    "curl 的 -d 默认发送 Content-Type: application/x-www-form-urlencoded；请加 -H 'Content-Type: application/json'",
                ));
            }
        }
        for (name, value) in &self.headers {
            if name.eq_ignore_ascii_case("Host") {
                headers.retain(|(known, _)| !known.eq_ignore_ascii_case("Host"));
            }
            if let Some(value) = value {
                headers.push((name.clone(), value.clone()));
            }
        }
        let method = self.method.clone().unwrap_or_else(|| method.to_vec());
        Ok(Request::from_owned(method, target.uri, headers, body))
    }
}

fn file(name: &[u8], read_file: &mut ReadFile<'_>) -> Result<Vec<u8>, ImportError> {
    let name = String::from_utf8_lossy(name);
    if name == "-" {
        return Err(ImportError::new(
            "",
            "curl reads standard input here (@-); write the data into the line or a file",
        ));
    }
    read_file(&name).map_err(|error| {
        ImportError::new("", format!("cannot read {name:?}, which the line names: {error}"))
    })
}
