//! A client of a language server (LSP 3.17), as small as the tests of `main.rs` need it: one answer after the other.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// A language server that has read a workspace.
#[derive(Debug)]
pub(crate) struct Editor {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    requests: u64,
}

impl Editor {
    /// Starts the server and waits until it has read the workspace in `root`. `library` is where the sources of the standard library are:
    /// a server that is not told so has rustup install them, and then every message of the compiler looks different.
    pub(crate) fn start(program: &str, root: &Path, library: &Path) -> Self {
        let mut server = Command::new(program)
            .current_dir(root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let (input, output) = (server.stdin.take(), server.stdout.take());
        let mut editor = Self {
            server,
            input: input.expect("a pipe"),
            output: BufReader::new(output.expect("a pipe")),
            requests: 0,
        };
        // What the server runs to get at the macros, which are all that it needs.
        let build = [
            "cargo",
            "check",
            "--quiet",
            "--package",
            "miniport",
            "--message-format=json",
        ];
        editor.ask(
            "initialize",
            &json!({
                "processId": std::process::id(),
                "rootUri": uri(root),
                "capabilities": {
                    "experimental": { "serverStatusNotification": true },
                    "textDocument": { "diagnostic": {}, "hover": { "contentFormat": ["markdown"] } },
                },
                "initializationOptions": {
                    "checkOnSave": false,
                    "cachePriming": { "enable": false },
                    "cargo": { "sysrootSrc": library, "buildScripts": { "overrideCommand": build } },
                },
            }),
        );
        editor.tell("initialized", &json!({}));
        loop {
            let message = editor.receive();
            if message["method"] == "experimental/serverStatus"
                && message["params"]["quiescent"] == true
            {
                assert_eq!(message["params"]["health"], "ok", "{message}");
                return editor;
            }
        }
    }

    /// Shows `text` to the server as what the author has in the file.
    pub(crate) fn open(&mut self, file: &Path, text: &str) {
        self.tell(
            "textDocument/didOpen",
            &json!({ "textDocument": { "uri": uri(file), "languageId": "rust", "version": 1, "text": text } }),
        );
    }

    /// Takes the text back.
    pub(crate) fn close(&mut self, file: &Path) {
        let document = json!({ "textDocument": { "uri": uri(file) } });
        self.tell("textDocument/didClose", &document);
    }

    /// The errors that the server finds by itself in a file: line, counted from 1, and message.
    pub(crate) fn errors(&mut self, file: &Path) -> Vec<(u64, String)> {
        const ERROR: u64 = 1;
        let document = json!({ "textDocument": { "uri": uri(file) } });
        let found = self.ask("textDocument/diagnostic", &document);
        let items = found["items"].as_array().expect("a list");
        let errors = items.iter().filter(|item| item["severity"] == ERROR);
        errors
            .map(|error| {
                let line = error["range"]["start"]["line"].as_u64().expect("a line");
                let message = error["message"].as_str().expect("a message");
                (line + 1, message.to_owned())
            })
            .collect()
    }

    /// The names that the server offers behind `before`, the first time that it is in `text`.
    pub(crate) fn completions(&mut self, file: &Path, text: &str, before: &str) -> Vec<String> {
        let place = position(text, text.find(before).expect("it is there") + before.len());
        let question = json!({ "textDocument": { "uri": uri(file) }, "position": place });
        let found = self.ask("textDocument/completion", &question);
        let items = found["items"].as_array().or(found.as_array());
        let labels = items.expect("a list").iter();
        labels
            .map(|item| item["label"].as_str().expect("a label").to_owned())
            .collect()
    }

    /// What the server says of the last character of `word`, the first time that it is in `text`.
    pub(crate) fn hover(&mut self, file: &Path, text: &str, word: &str) -> String {
        let end = text.find(word).expect("it is there") + word.len() - 1;
        let question =
            json!({ "textDocument": { "uri": uri(file) }, "position": position(text, end) });
        let found = self.ask("textDocument/hover", &question);
        found["contents"]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// `text` after the last character of `word` was in a name that is called `new` now.
    pub(crate) fn renamed(&mut self, file: &Path, text: &str, word: &str, new: &str) -> String {
        let end = text.find(word).expect("it is there") + word.len() - 1;
        let question = json!({
            "textDocument": { "uri": uri(file) },
            "position": position(text, end),
            "newName": new,
        });
        let found = self.ask("textDocument/rename", &question);
        let edits = &found["documentChanges"][0]["edits"];
        let edits = if edits.is_null() {
            &found["changes"][uri(file)]
        } else {
            edits
        };
        let edits = edits.as_array().unwrap_or_else(|| panic!("{found}"));
        let mut edits: Vec<_> = edits
            .iter()
            .map(|edit| {
                let range = &edit["range"];
                let [start, end] = ["start", "end"].map(|end| offset(text, &range[end]));
                (start..end, edit["newText"].as_str().expect("a text"))
            })
            .collect();
        edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        let mut text = text.to_owned();
        for (range, new) in edits {
            text.replace_range(range, new);
        }
        text
    }

    fn tell(&mut self, method: &str, parameters: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": parameters }));
    }

    fn ask(&mut self, method: &str, parameters: &Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": parameters }));
        loop {
            let mut message = self.receive();
            if message["id"] == id && message["method"].is_null() {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].take();
            }
        }
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len())
            .and_then(|()| self.input.flush())
            .expect("the server listens");
    }

    /// The next message; a question of the server's is answered at once, by nothing.
    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            let read = self.output.read_line(&mut line).expect("a line");
            assert!(read > 0, "the server has ended");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.parse().expect("a number");
            }
        }
        let mut text = vec![0; length];
        self.output.read_exact(&mut text).expect("the message");
        let message: Value = serde_json::from_slice(&text).expect("JSON");
        if !message["id"].is_null() && !message["method"].is_null() {
            self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }));
        }
        message
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // It ends as well where it does not understand.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// Line and character of a place in `text`, which is ASCII there.
fn position(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let character = offset - before.rfind('\n').map_or(0, |end| end + 1);
    json!({ "line": line, "character": character })
}

/// The place of a line and character.
fn offset(text: &str, position: &Value) -> usize {
    let number = |name: &str| {
        let number = position[name].as_u64().expect("a number");
        usize::try_from(number).expect("a small one")
    };
    let lines = text.split_inclusive('\n').take(number("line"));
    lines.map(str::len).sum::<usize>() + number("character")
}
