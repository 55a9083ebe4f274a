//! Programs of the machine that tests use where they are installed, and the files for them.

use std::fmt::Display;
use std::io::{ErrorKind, Write};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, io};

use super::pattern;

/// Says that something is not tested here, past the test harness, which keeps what a test that passes says.
///
/// # Panics
///
/// If the environment has `MINIPORT_REQUIRE_ALL`: then everything is to be tested.
#[track_caller]
pub fn not_tested(why: impl Display) {
    let thread = std::thread::current();
    let message = format!(
        "\nNOT TESTED: {}: {why}\n",
        thread.name().unwrap_or("a test")
    );
    assert!(
        env::var_os("MINIPORT_REQUIRE_ALL").is_none(),
        "{message}MINIPORT_REQUIRE_ALL is set"
    );
    io::stderr().write_all(message.as_bytes()).unwrap();
}

/// Runs a tool. `None`, after [`not_tested`], if it is not installed.
#[track_caller]
pub fn run_tool(program: &str, arguments: &[&str]) -> Option<Output> {
    // Debian keeps some tools where a user's PATH may not lead.
    let usual = env::var("PATH").unwrap_or_default();
    let path = if cfg!(unix) {
        usual + ":/usr/sbin:/sbin"
    } else {
        usual
    };
    match Command::new(program)
        .args(arguments)
        .env("PATH", path)
        .output()
    {
        Ok(output) => Some(output),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            not_tested(format_args!("`{program}` is not installed"));
            None
        }
        Err(error) => panic!("{program}: {error}"),
    }
}

/// A fresh folder of a test. It goes with its value, unless the test fails.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Makes one in `env!("CARGO_TARGET_TMPDIR")` or the like.
    #[track_caller]
    #[must_use]
    pub fn new(within: impl AsRef<Path>, name: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{name}-{}-{number}", std::process::id());
        let path = within.as_ref().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Deref for Folder {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}

/// An ext4 image of `size` bytes in a folder, with folders and files in it. `None` if `mke2fs` is not installed.
#[track_caller]
#[must_use]
pub fn ext4_image(folder: &Path, size: u64) -> Option<PathBuf> {
    let files = folder.join("files");
    fs::create_dir_all(files.join("some/folders")).unwrap();
    fs::write(files.join("hello.txt"), "hello\n").unwrap();
    fs::write(files.join("empty"), "").unwrap();
    for index in 0..20 {
        let bytes = pattern(9_999 * index, index as u64);
        fs::write(files.join(format!("some/folders/file {index}")), bytes).unwrap();
    }
    let image = folder.join("ext4.img");
    let (files, kibibytes) = (files.to_str().unwrap(), format!("{}K", size / 1024));
    let arguments = [
        "-q",
        "-t",
        "ext4",
        "-d",
        files,
        image.to_str().unwrap(),
        &kibibytes,
    ];
    let output = run_tool("mke2fs", &arguments)?;
    assert!(output.status.success(), "mke2fs: {output:?}");
    Some(image)
}
