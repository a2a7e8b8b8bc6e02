//! `tmsig page`

use std::path::{Path, PathBuf};

use tmsig::server::page;

use super::input::{read_bytes, write_whole};
use super::{Fault, Verdict, remark};

/// What this program was built with, if `TMSIG_WASM` named it then.
const BUILT_IN: Option<&[u8]> = include!(concat!(env!("OUT_DIR"), "/built_in_wasm.rs"));

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Where to write the page
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// The doctors as WebAssembly, as wasm/build makes them: tmsig.wasm.gz or tmsig.wasm [default:
    /// those this program was built with, if TMSIG_WASM named them then]
    #[arg(long, value_name = "FILE")]
    wasm: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  tmsig page --out doctor.html
  wasm/build && tmsig page --wasm wasm/target/tmsig.wasm.gz --out doctor.html

The file works from disk and from any static host. It sends nothing: its Content-Security-Policy
forbids every request, and the key stays in the tab.";

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        let given = self.wasm.as_deref().map(|path| read_bytes(Some(path), "")).transpose()?;
        let wasm = match &given {
            Some((name, bytes)) if !is_wasm(bytes) => {
                return Err(Fault::new(format_args!("{name}: neither WebAssembly nor gzip")));
            }
            Some((_, bytes)) => bytes,
            None => BUILT_IN.ok_or_else(|| {
                Fault::new(
                    "this program was built without WebAssembly; build it with wasm/build and give it by --wasm \
                     FILE, or set TMSIG_WASM to it when building this program",
                )
            })?,
        };
        write(&self.out, page::alone(wasm).as_bytes())?;
        remark(&format!("{}: open it in a browser", self.out.display()))?;
        Ok(Verdict::Good)
    }
}

/// WebAssembly, or gzip of something.
fn is_wasm(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\0asm") || bytes.starts_with(b"\x1f\x8b")
}

fn write(path: &Path, text: &[u8]) -> Result<(), Fault> {
    write_whole(path, text)
        .map_err(|error| Fault::new(format_args!("cannot write {}: {error}", path.display())))
}
