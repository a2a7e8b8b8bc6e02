//! Reading what the user points at.

use std::fs;
use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use tmsig::doctor::{Language, is_signed_right};
use tmsig::import::{self, Captured, Doubt, Imported, Remark};
use tmsig::{Credentials, Request, Text};

use super::{Fault, remark};

/// A text from a file or from stdin, with the name errors call it by.
pub(super) struct Input {
    pub(super) name: String,
    pub(super) text: String,
}

/// Requests, in any of the forms people have them in
#[derive(clap::Args)]
pub(super) struct RequestSource {
    /// Request as it was sent, or several: a curl line, raw HTTP, a log, what a program printed, a HAR, a
    /// Postman collection, Request JSON or JSON Lines; standard input if left out or -
    #[arg(value_name = "FILE")]
    path: Option<PathBuf>,

    /// What FILE is
    #[arg(long, value_enum, default_value_t = InputFormat::Auto)]
    input_format: InputFormat,
}

impl RequestSource {
    /// The file, if it is one.
    pub(super) fn path(&self) -> Option<&Path> {
        self.path.as_deref().filter(|path| path.as_os_str() != "-")
    }

    /// The requests as they were sent. Where the text allows several readings,
    /// the signature of one of these accounts tells which is right; what leaves
    /// open what was sent is judged only if its signature is explained.
    pub(super) fn requests(
        &self,
        accounts: &[Credentials],
        language: Language,
        is_explained: impl Fn(&Request<'_>) -> bool,
        body: Option<&[u8]>,
    ) -> Result<Vec<Request<'static>>, Fault> {
        let (name, bytes) = read_bytes(self.path.as_deref(), "a request")?;
        if is_callback(&bytes) {
            return Err(Fault::new(format_args!("{name}: {}", language.of(IS_CALLBACK))));
        }
        let is_right = |request: &Request<'_>| {
            accounts.iter().any(|account| is_signed_right(request, account))
        };
        let settle = |bytes: &[u8]| {
            let imported = self.input_format.read(&name, bytes, language)?;
            let settled = imported.requests.into_iter().map(|captured| {
                let captured = match body {
                    Some(body) => captured.with_body(body),
                    None => captured,
                };
                captured.settle(is_right)
            });
            Ok((imported.remarks, settled.collect::<Vec<_>>()))
        };
        let mut read = settle(&bytes);
        // Notepad saves Chinese in GBK. A body may have been sent in it as well:
        // the signature tells.
        let is_utf_16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
        if str::from_utf8(&bytes).is_err() && !is_utf_16 {
            let has_right = |read: &Result<(_, Vec<Result<Captured, _>>), Fault>| {
                read.as_ref().is_ok_and(|(_, settled)| {
                    settled.iter().flatten().any(|captured| is_right(&captured.request))
                })
            };
            let (text, _, is_broken) = encoding_rs::GB18030.decode(&bytes);
            if !is_broken && !has_right(&read) {
                let mut as_gbk = settle(text.as_bytes());
                if has_right(&as_gbk) {
                    if let Ok((remarks, _)) = &mut as_gbk {
                        remarks.push(Remark::ReadAsGbk);
                    }
                    read = as_gbk;
                }
            }
        }
        let (remarks, settled) = read?;
        for text in &remarks {
            remark(&format!("{name}: {}", text.to_text(language)))?;
        }
        let mut requests = Vec::new();
        let mut uncertain = Vec::new();
        let count = settled.len();
        for captured in settled {
            match captured {
                Ok(captured) if captured.is_uncertain && !is_right(&captured.request) => {
                    for text in &captured.remarks {
                        remark(&format!("{name}: {}", text.to_text(language)))?;
                    }
                    uncertain.push(captured);
                }
                Ok(captured) => {
                    for text in &captured.remarks {
                        remark(&format!("{name}: {}", text.to_text(language)))?;
                    }
                    requests.push(captured.request);
                }
                Err(doubt) if count == 1 => {
                    return Err(Fault::new(format_args!("{name}: {}", doubt.to_text(language))));
                }
                Err(doubt) => remark(&format!("{name}: {}", doubt.to_text(language)))?,
            }
        }
        for captured in uncertain {
            let doubt = Doubt::Uncertain { form: captured.form };
            if !is_explained(&captured.request) {
                let doubt = doubt.to_text(language);
                if count == 1 {
                    return Err(Fault::new(format_args!("{name}: {doubt}")));
                }
                remark(&format!("{name}: {doubt}"))?;
                continue;
            }
            requests.push(captured.request);
        }
        if requests.is_empty() {
            return Err(Fault::new(format_args!("{name}: no request in it can be judged")));
        }
        Ok(requests)
    }

    /// The one callback of the vendor: a request in any format, or the four
    /// values in a text that is none.
    pub(super) fn callback(&self, language: Language) -> Result<Request<'static>, Fault> {
        let (name, bytes) = read_bytes(self.path.as_deref(), "a callback")?;
        match self.input_format.read(&name, &bytes, language) {
            Ok(imported) => Self::only_request(&name, imported, language),
            Err(fault) => {
                let text = import::to_utf_8(&bytes).map_err(Fault::new)?;
                let text = String::from_utf8_lossy(&text);
                tmsig::callback::doctor::callback_in(&text).ok_or(fault)
            }
        }
    }

    /// The one request, which need not be signed.
    pub(super) fn request(&self, language: Language) -> Result<Request<'static>, Fault> {
        let (name, bytes) = read_bytes(self.path.as_deref(), "a request")?;
        let imported = self.input_format.read(&name, &bytes, language)?;
        Self::only_request(&name, imported, language)
    }

    fn only_request(
        name: &str,
        imported: Imported,
        language: Language,
    ) -> Result<Request<'static>, Fault> {
        for text in &imported.remarks {
            remark(&format!("{name}: {}", text.to_text(language)))?;
        }
        let [captured] = <[_; 1]>::try_from(imported.requests).map_err(|many| {
            Fault::new(format_args!("{name}: wanted one request, and it has {}", many.len()))
        })?;
        Ok(captured.likeliest())
    }
}

const IS_CALLBACK: Text = Text {
    en: "this is an event callback, which the vendor signs; `tmsig callback doctor` examines it",
    zh: "这是腾讯会议发来的事件回调；请用 `tmsig callback doctor` 诊断",
};

/// Whether it shows an event callback of the vendor and no call of its API.
fn is_callback(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    !text.to_ascii_lowercase().contains("x-tc-")
        && tmsig::callback::doctor::callback_in(&text).is_some()
}

/// The requests of a file, each in its likeliest reading.
pub(super) fn requests_of(path: &Path, language: Language) -> Result<Vec<Request<'static>>, Fault> {
    let (name, bytes) = read_bytes(Some(path), "")?;
    let imported = InputFormat::Auto.read(&name, &bytes, language)?;
    Ok(imported.requests.into_iter().map(Captured::likeliest).collect())
}

/// The format of the input
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum InputFormat {
    /// Told from the bytes
    Auto,
    /// A curl command line, or several: POSIX shells, cmd.exe, PowerShell
    Curl,
    /// HTTP/1.1 as on the wire, or as a browser or proxy shows it
    Http,
    /// An HTTP Archive, one entry, or its request
    Har,
    /// One Request JSON, or a list of them
    Json,
    /// One Request JSON a line
    Jsonl,
    /// Anything else that shows a request: a log, a console, an object, code
    Text,
}

impl InputFormat {
    fn format(self) -> Option<import::InputFormat> {
        match self {
            Self::Auto => None,
            Self::Curl => Some(import::InputFormat::Curl),
            Self::Http => Some(import::InputFormat::Http),
            Self::Har => Some(import::InputFormat::Har),
            Self::Json => Some(import::InputFormat::Json),
            Self::Jsonl => Some(import::InputFormat::JsonLines),
            Self::Text => Some(import::InputFormat::Text),
        }
    }

    fn read(self, name: &str, bytes: &[u8], language: Language) -> Result<Imported, Fault> {
        import::read(bytes, self.format(), &mut read_named)
            .map_err(|error| Fault::new(format_args!("{name}: {}", error.to_text(language))))
    }
}

pub(super) fn read_file(path: &Path) -> Result<Input, Fault> {
    let (name, bytes) = read_bytes(Some(path), "")?;
    text(name, &bytes)
}

/// Reads a file that a pasted line names. The line may come from anybody: no
/// device is read, nor more than a body can have.
pub(super) fn read_named(name: &str) -> io::Result<Vec<u8>> {
    const LONGEST: u64 = 64 << 20;
    let metadata = fs::metadata(name)?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is no plain file"));
    }
    let mut bytes = Vec::new();
    fs::File::open(name)?.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(io::Error::other("it is longer than 64 MiB"));
    }
    Ok(bytes)
}

/// Writes a file whole or not at all: what was there stays if the disk is full.
pub(super) fn write_whole(path: &Path, text: &[u8]) -> io::Result<()> {
    // Where a link points to, as the link would be replaced otherwise.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    // A pipe or a terminal takes what it takes.
    if fs::metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
        return fs::write(path, text);
    }
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut options = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let before = fs::metadata(&path).map(|metadata| metadata.permissions());
        // As a file is made otherwise: the umask takes from it.
        options.permissions(before.unwrap_or_else(|_| fs::Permissions::from_mode(0o666)));
    }
    let mut file = options.prefix(".tmsig-").tempfile_in(folder)?;
    file.write_all(text)?;
    file.persist(path)?;
    Ok(())
}

/// Reads a file, or standard input if there is none or it is `-`, and tells the
/// name that errors call it by.
pub(super) fn read_bytes(path: Option<&Path>, wanted: &str) -> Result<(String, Vec<u8>), Fault> {
    if let Some(path) = path.filter(|path| *path != Path::new("-")) {
        let name = path.display().to_string();
        return match fs::read(path) {
            Ok(bytes) => Ok((name, bytes)),
            Err(error) => Err(Fault::new(format_args!("cannot read {name}: {error}"))),
        };
    }
    if io::stdin().is_terminal() {
        remark(&format!("reading {wanted} from the terminal; end it with Ctrl-D"))?;
    }
    let mut bytes = Vec::new();
    io::stdin()
        .read_to_end(&mut bytes)
        .map_err(|error| Fault::new(format_args!("cannot read standard input: {error}")))?;
    Ok(("standard input".to_owned(), bytes))
}

fn text(name: String, bytes: &[u8]) -> Result<Input, Fault> {
    let bytes = import::to_utf_8(bytes)
        .map_err(|error| Fault::new(format_args!("{name}: {error}")))?
        .into_owned();
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Input { name, text }),
        Err(error) => Err(Fault::new(format_args!(
            "{name}: not UTF-8 from byte {} on",
            error.utf8_error().valid_up_to()
        ))),
    }
}
