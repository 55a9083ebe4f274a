//! Disks behind devices: an image, how it fails, how slow it is.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// How an image holds the blocks of a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The blocks and nothing else.
    Raw,
    /// QEMU's format, which holds only the blocks that were written.
    Qcow2,
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Qcow2 => "qcow2",
        }
    }
}

/// A disk. Its name is what a device says after `drive=`.
#[derive(Debug, Clone)]
pub struct Drive {
    name: String,
    path: PathBuf,
    format: Format,
    read_only: bool,
    faults: Vec<Fault>,
    requests_a_second: Option<u64>,
}

impl Drive {
    /// The image at `path`, which exists.
    pub fn new(name: impl Into<String>, path: impl AsRef<Path>, format: Format) -> Self {
        Self {
            name: name.into(),
            path: path.as_ref().to_owned(),
            format,
            read_only: false,
            faults: Vec::new(),
            requests_a_second: None,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Nothing can be written.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Some requests fail, from the beginning. [`Qemu::inject`](super::Qemu::inject) does it later.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Lets through only so many requests a second of real time; the others wait. Only with
    /// [`Timing::Real`](super::Timing::Real): otherwise QEMU is told to finish every request at once.
    #[must_use]
    pub fn requests_a_second(mut self, count: u64) -> Self {
        self.requests_a_second = Some(count);
        self
    }

    /// QEMU's arguments for it.
    pub(super) fn arguments(&self) -> Vec<OsString> {
        let mut arguments = Vec::new();
        let file = json!({ "driver": "file", "filename": self.path.to_string_lossy() });
        let mut node =
            json!({ "driver": self.format.name(), "read-only": self.read_only, "file": file });
        if let Some(count) = self.requests_a_second {
            let group = format!("{}-limit", self.name);
            let object = json!({ "qom-type": "throttle-group", "id": group, "limits": { "iops-total": count } });
            arguments.extend(["-object".into(), object.to_string().into()]);
            node = json!({ "driver": "throttle", "throttle-group": group, "file": node });
        }
        if !self.faults.is_empty() {
            node = faulty(&self.faults, &node);
        }
        node["node-name"] = json!(self.name);
        arguments.extend(["-blockdev".into(), node.to_string().into()]);
        arguments
    }
}

/// A node of QEMU's `blkdebug` driver above `image`.
pub(super) fn faulty(faults: &[Fault], image: &Value) -> Value {
    let rules: Vec<Value> = faults.iter().map(Fault::rule).collect();
    json!({ "driver": "blkdebug", "image": image, "inject-error": rules })
}

/// What a request does to a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// It reads.
    Read,
    /// It writes.
    Write,
    /// It writes zeroes.
    WriteZeroes,
    /// It gives blocks back.
    Discard,
    /// It makes what was written durable.
    Flush,
}

impl Operation {
    fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::WriteZeroes => "write-zeroes",
            Self::Discard => "discard",
            Self::Flush => "flush",
        }
    }
}

/// Requests that fail: a rule of QEMU's `blkdebug` driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    operation: Operation,
    sector: Option<u64>,
    errno: i32,
    once: bool,
}

impl Fault {
    /// Every such request fails with an I/O error.
    #[must_use]
    pub fn every(operation: Operation) -> Self {
        const EIO: i32 = 5;
        Self {
            operation,
            sector: None,
            errno: EIO,
            once: false,
        }
    }

    /// Only a request that touches this sector of 512 bytes.
    #[must_use]
    pub fn at_sector(mut self, sector: u64) -> Self {
        self.sector = Some(sector);
        self
    }

    /// With this error number of Linux instead.
    #[must_use]
    pub fn errno(mut self, errno: i32) -> Self {
        self.errno = errno;
        self
    }

    /// Only the first such request.
    #[must_use]
    pub fn once(mut self) -> Self {
        self.once = true;
        self
    }

    fn rule(&self) -> Value {
        let mut rule = json!({
            "event": "none", // not bound to what the image format does
            "iotype": self.operation.name(),
            "errno": self.errno,
            "once": self.once,
        });
        if let Some(sector) = self.sector {
            rule["sector"] = json!(sector);
        }
        rule
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_drive_is_one_node() {
        let arguments = Drive::new("d0", "/images/a,b.qcow2", Format::Qcow2)
            .read_only()
            .arguments();
        assert_eq!(arguments[0], "-blockdev");
        let node: Value = serde_json::from_str(arguments[1].to_str().unwrap()).unwrap();
        let file = json!({ "driver": "file", "filename": "/images/a,b.qcow2" });
        assert_eq!(
            node,
            json!({ "driver": "qcow2", "node-name": "d0", "read-only": true, "file": file })
        );
    }

    #[test]
    fn faults_lie_above_the_limit_above_the_image() {
        let fault = Fault::every(Operation::Write).at_sector(8).once();
        let arguments = Drive::new("d0", "i", Format::Raw)
            .fault(fault)
            .requests_a_second(1)
            .arguments();
        assert_eq!(arguments.len(), 4);
        let node: Value = serde_json::from_str(arguments[3].to_str().unwrap()).unwrap();
        assert_eq!(node["node-name"], "d0");
        assert_eq!(node["driver"], "blkdebug");
        assert_eq!(node["inject-error"][0]["iotype"], "write");
        assert_eq!(node["inject-error"][0]["sector"], 8);
        assert_eq!(node["image"]["driver"], "throttle");
        assert_eq!(node["image"]["file"]["driver"], "raw");
    }
}
