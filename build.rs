//! Embeds every file of `vectors/` that a user of the vectors needs. Nothing
//! is listed by hand: a file that is there is embedded, and what is embedded
//! is run.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=vectors");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("vectors");
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();

    let mut table = String::from("&[\n");
    for path in files {
        let name = path.strip_prefix(&root).map_err(io::Error::other)?;
        let name = name.to_string_lossy().replace('\\', "/");
        let path = path.to_str().ok_or_else(|| io::Error::other("the path is not UTF-8"))?;
        writeln!(table, "    ({name:?}, include_str!({path:?})),").map_err(io::Error::other)?;
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("embedded_vectors.rs"), table)?;
    fs::write(out.join("built_in_wasm.rs"), built_in_wasm()?)
}

/// The doctors as WebAssembly, where whoever builds has them.
fn built_in_wasm() -> io::Result<String> {
    println!("cargo::rerun-if-env-changed=TMSIG_WASM");
    let Some(path) = env::var_os("TMSIG_WASM").filter(|path| !path.is_empty()) else {
        return Ok("None".to_owned());
    };
    let path = fs::canonicalize(path)?;
    let path = path.to_str().ok_or_else(|| io::Error::other("the path is not UTF-8"))?;
    println!("cargo::rerun-if-changed={path}");
    Ok(format!("Some(include_bytes!({path:?}))"))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            // The generator of the field writes cases of its own and no vectors.
            if !path.ends_with("vectors/field") {
                collect(&path, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "json" || extension == "md")
            || path.file_name().is_some_and(|name| name == "LICENSE-CC0")
        {
            files.push(path);
        }
    }
    Ok(())
}
