//! What an editor sees of drivers, through rust-analyzer: no error where there is none; and where a handler is not right yet, the author
//! is helped all the same.

mod client;

use std::fs;
use std::path::{Path, PathBuf};

use client::Editor;
use miniport_sim::testing::{not_tested, run_tool};

/// A driver, as `text` of a file that is a crate with the runtime.
const DRIVER: &str = include_str!("driver.rs");

/// The sources of the standard library: of rustup's `rust-src`, or of Debian's `rust-web-src`.
fn library() -> Option<PathBuf> {
    let sysroot = run_tool("rustc", &["--print", "sysroot"])?;
    let sysroot = String::from_utf8(sysroot.stdout).expect("a path");
    [sysroot.trim(), "/usr"]
        .into_iter()
        .map(|root| Path::new(root).join("lib/rustlib/src/rust/library"))
        .find(|folder| folder.exists())
}

/// The server, and the file that it takes [`DRIVER`] for. None if it is not installed.
fn editor() -> Option<(Editor, PathBuf)> {
    let program = "rust-analyzer";
    let version = run_tool(program, &["--version"])?;
    if !version.status.success() {
        not_tested(format_args!("`{program} --version` fails"));
        return None;
    }
    let Some(library) = library() else {
        not_tested("the sources of the standard library are not installed");
        return None;
    };
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.parent().expect("a workspace");
    let editor = Editor::start(program, root, &library);
    Some((editor, here.join("src/lib.rs")))
}

/// Every source file below a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// One test, because the server reads the workspace for a while.
#[test]
fn an_editor_understands_drivers() {
    let Some((mut editor, file)) = editor() else {
        return;
    };
    right_drivers_have_no_errors(&mut editor);
    editor.open(&file, DRIVER);
    the_macros_errors_are_the_only_ones(&mut editor, &file);
    a_broken_handler_is_completed(&mut editor, &file);
    a_handler_is_renamed_with_its_type(&mut editor, &file);
}

fn right_drivers_have_no_errors(editor: &mut Editor) {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let examples = examples.canonicalize().expect("it exists");
    let mut files = Vec::new();
    for example in ["edu", "nvme", "ramdisk"] {
        sources(&examples.join(example).join("src"), &mut files);
    }
    assert!(files.len() > 50, "only {} files", files.len());
    for file in files {
        let text = fs::read_to_string(&file).expect("it can be read");
        editor.open(&file, &text);
        let errors = editor.errors(&file);
        assert!(errors.is_empty(), "{}: {errors:#?}", file.display());
        editor.close(&file);
    }
}

/// The line of `text`, counted from 1.
fn line_of(text: &str) -> u64 {
    let before = &DRIVER[..DRIVER.find(text).expect("it is there")];
    before.matches('\n').count() as u64 + 1
}

fn the_macros_errors_are_the_only_ones(editor: &mut Editor, file: &Path) {
    let mut errors = editor.errors(file);
    errors.sort();
    let signature = line_of("fn rescan");
    let expected = [
        (signature, "cannot borrow"),
        (signature, "answers nothing"),
        (signature, "it is a `&mut` reference"),
        (line_of("adapter.\n"), "expected field name"),
    ];
    assert_eq!(errors.len(), expected.len(), "{errors:#?}");
    for (line, words) in expected {
        let said = |(at, message): &(u64, String)| *at == line && message.contains(words);
        assert!(errors.iter().any(said), "{words}: {errors:#?}");
    }
}

fn a_broken_handler_is_completed(editor: &mut Editor, file: &Path) {
    let names = editor.completions(file, DRIVER, "    adapter.");
    for field in ["waiting", "complete"] {
        assert!(names.iter().any(|name| name == field), "{names:?}");
    }
    let said = editor.hover(file, DRIVER, "let kept");
    let ty = "&Locked<StartIoLock, Option<Srb<Adapter>>>";
    assert!(said.contains(ty), "{said}");
}

fn a_handler_is_renamed_with_its_type(editor: &mut Editor, file: &Path) {
    let expected = DRIVER
        .replace("Dpc<complete>", "Dpc<finish>")
        .replace("fn complete", "fn finish");
    for word in ["fn complete", "Dpc<complete"] {
        let renamed = editor.renamed(file, DRIVER, word, "finish");
        assert!(renamed == expected, "{word}: {renamed}");
    }
}
