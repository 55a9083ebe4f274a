//! A directory for the sockets, the ROM and the memory of one QEMU, gone with its value.

use std::fs::DirBuilder;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// The directory. What is open in it stays usable after it is gone.
#[derive(Debug)]
pub(super) struct Directory {
    path: PathBuf,
}

impl Directory {
    /// A new one, only for this user: in memory where the machine has a file system for that.
    #[cfg(test)]
    pub fn new() -> std::io::Result<Self> {
        Self::with_room(0)
    }

    /// A new one, for this many bytes. A file in memory that does not find room when it is used ends the process, so only
    /// one that has plenty is taken.
    pub fn with_room(bytes: u64) -> std::io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let temporary = std::env::temp_dir();
        let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap_or_default();
        let shared = if has_room(&mounts, bytes) {
            Path::new(SHARED)
        } else {
            temporary.as_path()
        };
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        loop {
            // A path of a socket has little room (108 bytes), hence the short name.
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = format!("miniport-qemu-{}-{number}", std::process::id());
            let created = match builder.create(shared.join(&name)) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                    let path = temporary.join(&name);
                    builder.create(&path).map(|()| path)
                }
                created => created.map(|()| shared.join(&name)),
            };
            match created {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                created => return created.map(|path| Self { path }),
            }
        }
    }

    /// The path of a file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

/// A file system in memory.
const SHARED: &str = "/dev/shm";

/// Whether the list of mounted file systems says that [`SHARED`] has room for several times so many bytes. Without a size
/// there it is half of the machine's memory.
fn has_room(mounts: &str, bytes: u64) -> bool {
    let mut mounts = mounts
        .lines()
        .map(|line| line.split(' ').collect::<Vec<_>>());
    let Some(mount) = mounts.find(|mount| mount.get(1) == Some(&SHARED)) else {
        return false;
    };
    let mut options = mount.get(3).copied().unwrap_or_default().split(',');
    let size = options.find_map(|option| {
        option
            .strip_prefix("size=")?
            .strip_suffix('k')?
            .parse::<u64>()
            .ok()
    });
    size.is_none_or(|kilobytes| kilobytes / 4 >= bytes / 1024)
}

impl Drop for Directory {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.path) {
            eprintln!("cannot remove {}: {error}", self.path.display());
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_small_file_system_is_left_alone() {
        let small =
            "proc /proc proc rw 0 0\nshm /dev/shm tmpfs rw,nosuid,size=65536k,inode64 0 0\n";
        assert!(super::has_room(small, 16 << 20));
        assert!(!super::has_room(small, 17 << 20));
        assert!(super::has_room(
            "tmpfs /dev/shm tmpfs rw,nosuid 0 0",
            1 << 40
        ));
        assert!(!super::has_room("", 0));
    }

    #[test]
    fn directories_differ_and_leave_nothing() {
        let one = super::Directory::new().unwrap();
        let other = super::Directory::new().unwrap();
        assert_ne!(one.path, other.path);
        std::fs::write(one.file("file"), "content").unwrap();
        let path = one.path.clone();
        drop(one);
        assert!(!path.exists());
        assert!(other.path.exists());
    }
}
