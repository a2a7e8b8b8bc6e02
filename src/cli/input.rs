//! Reading what the user points at.

use std::fs;
use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};

use tmsig::{Request, RequestJsonError, import};

use super::{Fault, remark};

/// A text from a file or from stdin, with the name errors call it by.
pub(super) struct Input {
    pub(super) name: String,
    pub(super) text: String,
}

/// One Request JSON
#[derive(clap::Args)]
pub(super) struct RequestFile {
    /// Request JSON: {"method":…,"uri":…,"headers":{…},"body":…}; standard input if left out or -
    #[arg(value_name = "FILE")]
    path: Option<PathBuf>,
}

impl RequestFile {
    pub(super) fn read(&self) -> Result<Request<'static>, Fault> {
        let Input { name, text } = read(self.path.as_deref())?;
        Request::from_json(&text).map_err(|error| not_a_request(&name, &error))
    }
}

/// The fault of a text that should be a request.
pub(super) fn not_a_request(name: &str, error: &RequestJsonError) -> Fault {
    Fault::new(format_args!(
        "{name}: not a Request JSON: {error}\n  wanted: \
         {{\"method\":\"POST\",\"uri\":\"/v1/meetings\",\"headers\":{{\"X-TC-Nonce\":\"…\",\
         \"X-TC-Timestamp\":\"…\"}},\"body\":\"text as sent\"}}"
    ))
}

/// Reads a text file, or standard input if there is none or it is `-`.
pub(super) fn read(path: Option<&Path>) -> Result<Input, Fault> {
    let (name, bytes) = read_bytes(path, "a Request JSON")?;
    text(name, &bytes)
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
