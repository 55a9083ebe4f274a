//! The process of QEMU: it never outlives this one, however this one ends, and leaves no zombie.

use std::ffi::OsString;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::channel::Trouble;
use super::error::QemuError;

/// Starts QEMU and kills it when standard input ends, which is when the process that holds the other end drops it or dies.
/// Status 127 says that there is no such program.
const GUARD: &str = r#"
command -v "$1" >/dev/null 2>&1 || exit 127
exec 3<&0
"$@" </dev/null 3<&- &
qemu=$!
{ read -r end; kill -KILL "$qemu"; } <&3 >/dev/null 2>&1 &
guard=$!
wait "$qemu"
status=$?
kill "$guard" 2>/dev/null
wait "$guard" 2>/dev/null
exit "$status"
"#;

const NOT_FOUND: i32 = 127;

/// A running QEMU.
#[derive(Debug)]
pub(super) struct Process {
    program: String,
    child: Child,
    log: File,
    limit: Duration,
}

impl Process {
    /// Starts it. What it writes goes to the file `log`. `limit` is how long it has for an answer.
    pub fn start(
        program: &str,
        arguments: &[OsString],
        log: &Path,
        limit: Duration,
    ) -> Result<Self, QemuError> {
        let failed = |error| QemuError::host("start a process for QEMU", &error);
        let written = File::options()
            .create_new(true)
            .append(true)
            .read(true)
            .open(log)
            .map_err(failed)?;
        let child = Command::new("sh")
            .args(["-c", GUARD, "sh", program])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(written.try_clone().map_err(failed)?)
            .stderr(written.try_clone().map_err(failed)?)
            .spawn()
            .map_err(failed)?;
        Ok(Self {
            program: program.into(),
            child,
            log: written,
            limit,
        })
    }

    /// How long an answer may take.
    pub fn limit(&self) -> Duration {
        self.limit
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Turns the trouble of an exchange into an error that says what became of QEMU.
    pub fn explain(&mut self, trouble: Trouble, during: &str) -> QemuError {
        let during = during.trim().to_owned();
        match trouble {
            Trouble::Refused(description) => QemuError::Refused {
                command: during,
                description,
            },
            Trouble::Unexpected(answer) => QemuError::Unexpected { during, answer },
            Trouble::TimedOut => QemuError::TimedOut {
                during,
                limit: self.limit,
                stderr: self.stderr(),
            },
            Trouble::Closed => {
                // A socket closes a little before the process ends.
                let status = self.wait(Duration::from_secs(10));
                if status.and_then(|status| status.code()) == Some(NOT_FOUND) {
                    return QemuError::NotInstalled {
                        program: self.program.clone(),
                    };
                }
                let status =
                    status.map_or_else(|| "still running".into(), |status| status.to_string());
                QemuError::Exited {
                    during,
                    status,
                    stderr: self.stderr(),
                }
            }
        }
    }

    /// Waits for its end.
    pub fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        let end = Instant::now() + limit;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if Instant::now() < end => std::thread::sleep(Duration::from_millis(1)),
                _ => return None,
            }
        }
    }

    /// What it wrote so far.
    pub fn stderr(&mut self) -> String {
        let mut bytes = Vec::new();
        if self.log.seek(SeekFrom::Start(0)).is_ok() {
            let _ = (&self.log).take(0x1_0000).read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Ends it at once.
    pub fn kill(&mut self) {
        drop(self.child.stdin.take());
        if self.wait(Duration::from_secs(5)).is_none() {
            // The guard does not react: the shell goes, and with it the guard's reason to wait.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::qemu::directory::Directory;

    fn run(program: &str, arguments: &[&str]) -> (Process, Directory) {
        let directory = Directory::new().unwrap();
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        let process = Process::start(
            program,
            &arguments,
            &directory.file("log"),
            Duration::from_secs(60),
        )
        .unwrap();
        (process, directory)
    }

    #[test]
    fn a_missing_program_is_named_with_its_package() {
        let (mut process, _directory) = run("qemu-system-of-nobody", &[]);
        let error = process.explain(Trouble::Closed, "start");
        assert_eq!(
            error,
            QemuError::NotInstalled {
                program: "qemu-system-of-nobody".into()
            }
        );
        assert!(error.to_string().contains("apt install qemu-system-x86"));
    }

    #[test]
    fn the_words_of_a_program_that_ends_are_kept() {
        let (mut process, _directory) = run("sh", &["-c", "echo its last words >&2; exit 3"]);
        let error = process.explain(Trouble::Closed, "readl 0x0\n");
        let QemuError::Exited {
            during,
            status,
            stderr,
        } = error
        else {
            panic!("{error}")
        };
        assert_eq!(during, "readl 0x0");
        assert!(status.contains('3'), "{status}");
        assert_eq!(stderr, "its last words\n");
    }

    #[test]
    fn a_program_is_gone_with_its_value() {
        let (process, directory) = run("sh", &["-c", "echo $$ >&2; exec sleep 1000"]);
        let end = Instant::now() + Duration::from_secs(60);
        let id = loop {
            let text = std::fs::read_to_string(directory.file("log")).unwrap();
            if text.ends_with('\n') {
                break text.trim().to_owned();
            }
            assert!(Instant::now() < end);
        };
        let exists = || Path::new("/proc").join(&id).exists();
        assert!(exists() || !Path::new("/proc/self").exists());
        drop(process);
        assert!(!exists());
    }
}
