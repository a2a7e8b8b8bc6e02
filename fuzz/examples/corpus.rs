//! What belongs to the fuzz targets besides the code: `corpus seeds DIR` writes
//! their seeds, `corpus options DIR` the
//! dictionary and libFuzzer's options of each, `corpus run
//! TARGET FILE…` tries inputs without a fuzzer, `corpus show TARGET FILE`
//! shows one as Request JSON.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use tmsig_fuzz::laws::{self, Law};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["seeds", folder] => {
            laws::ALL.iter().try_for_each(|law| write_seeds(law, Path::new(folder)))
        }
        ["options", folder] => {
            laws::ALL.iter().try_for_each(|law| write_options(law, Path::new(folder)))
        }
        ["run", target, ref files @ ..] => {
            law(target).and_then(|law| files.iter().try_for_each(|file| run(law, Path::new(file))))
        }
        ["show", target, file] => law(target).and_then(|law| {
            println!("{}", law.shown(&fs::read(file)?));
            Ok(())
        }),
        _ => Err(io::Error::other(
            "wanted: seeds DIR, options DIR, run TARGET FILE…, or show TARGET FILE",
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("corpus: {error}");
            ExitCode::from(2)
        }
    }
}

fn law(name: &str) -> io::Result<&'static Law> {
    let named = laws::ALL.iter().find(|law| law.name == name);
    named.ok_or_else(|| io::Error::other(format!("there is no target {name}")))
}

/// A file, or every file of a folder.
fn run(law: &Law, path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return fs::read_dir(path)?.try_for_each(|entry| run(law, &entry?.path()));
    }
    (law.assert)(&fs::read(path)?);
    Ok(())
}

/// One file each, named by its number, but those that are too long for the
/// target.
fn write_seeds(law: &Law, folder: &Path) -> io::Result<()> {
    let folder: PathBuf = folder.join(law.name);
    fs::create_dir_all(&folder)?;
    let seeds = (law.seeds)().into_iter().enumerate();
    for (index, seed) in seeds.filter(|(_, seed)| seed.len() <= law.max_len) {
        fs::write(folder.join(format!("seed-{index:04}")), seed)?;
    }
    Ok(())
}

/// Freed memory is kept back for 16 MiB and not 256, which are all touched; and
/// frames that have returned are not kept back at all: pointers to either can
/// only come from `src/hmac/lanes.rs`, the one module that is not safe code,
/// which holds none. Together they cost a third of the time.
const ASAN: &str = "[asan]\nquarantine_size_mb = 16\ndetect_stack_use_after_return = 0\n";

/// The dictionary, and the options as ClusterFuzz reads them.
fn write_options(law: &Law, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let dictionaries = Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries");
    fs::copy(
        dictionaries.join(format!("{}.dict", law.dictionary)),
        folder.join(format!("{}.dict", law.name)),
    )?;
    // What its threads allocate beside an input looks like a leak, and is
    // searched for at length.
    let leaks = if law.name == "server_request" { "detect_leaks = 0\n" } else { "" };
    let text = format!(
        "[libfuzzer]\ndict = {}.dict\nmax_len = {}\nlen_control = {}\ntimeout = {}\nrss_limit_mb = 1024\nmalloc_limit_mb = {}\n{leaks}\n{ASAN}",
        law.name, law.max_len, law.len_control, law.timeout, law.malloc_limit_mb
    );
    fs::write(folder.join(format!("{}.options", law.name)), text)
}
