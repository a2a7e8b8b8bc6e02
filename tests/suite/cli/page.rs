//! `tmsig page`: the doctors in one file.

use std::fs;

use data_encoding::BASE64;

use super::command::Tmsig;

/// The head of every WebAssembly module, version 1.
const EMPTY_MODULE: &[u8] = b"\0asm\x01\0\0\0";

#[test]
fn the_file_has_the_module_and_may_ask_nobody() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("module.wasm"), EMPTY_MODULE).unwrap();
    let arguments = ["page", "--wasm", "module.wasm", "--out", "doctor.html"];
    let ran = Tmsig::new(arguments).in_folder(folder.path()).run().exits(0);
    assert!(ran.stderr.contains("doctor.html"), "{}", ran.stderr);
    let page = fs::read_to_string(folder.path().join("doctor.html")).unwrap();
    assert!(page.contains(&BASE64.encode(EMPTY_MODULE)));
    assert!(page.contains("default-src 'none'") && !page.contains("connect-src"));
}

#[test]
fn what_is_no_module_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("module.wasm"), "<html>not found</html>").unwrap();
    let arguments = ["page", "--wasm", "module.wasm", "--out", "doctor.html"];
    let ran = Tmsig::new(arguments).in_folder(folder.path()).run().exits(2);
    ran.complains(&["module.wasm", "neither WebAssembly nor gzip"]);
    assert!(!folder.path().join("doctor.html").exists());
}
