//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

/// What a driver is started on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Device {
    /// Nothing: the root enumerates it.
    None,
    /// An NVM Express controller with a disk of so many MiB.
    Nvme(u64),
    /// QEMU's educational device, in this process.
    Edu,
    /// One of QEMU's own, as its `-device` takes it.
    Qemu(String),
}

/// The command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arguments {
    /// The driver.
    pub driver: PathBuf,
    /// What it is started on.
    pub device: Device,
    /// What belongs to a device of QEMU, as its `-device` takes it.
    pub attached: Vec<String>,
    /// The argument string.
    pub argument: String,
    /// What is copied through it.
    pub image: Option<PathBuf>,
    /// The machine's seed.
    pub seed: u64,
    /// The machine's processors.
    pub processors: usize,
    /// How often the machine preempts.
    pub preemption: u8,
    /// Through how many instructions it steps.
    pub single_steps: u64,
    /// Whether routines may be missing.
    pub incomplete: bool,
    /// Whether all is shown.
    pub trace: bool,
}

impl Arguments {
    /// Reads them; `None` if help is wanted.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Self>, String> {
        let mut given = arguments.into_iter();
        let mut driver = None;
        let mut parsed = Self {
            driver: PathBuf::new(),
            device: Device::None,
            attached: Vec::new(),
            argument: String::new(),
            image: None,
            seed: 1,
            processors: 2,
            preemption: 20,
            single_steps: 0,
            incomplete: false,
            trace: false,
        };
        while let Some(argument) = given.next() {
            let text = argument.to_string_lossy().into_owned();
            let mut value = || given.next().ok_or(format!("{text} wants a value"));
            match &*text {
                "--help" | "-h" => return Ok(None),
                "--trace" => parsed.trace = true,
                "--incomplete" => parsed.incomplete = true,
                "--image" => parsed.image = Some(value()?.into()),
                "--device" => parsed.device = device(&value()?.to_string_lossy())?,
                "--attach" => parsed
                    .attached
                    .push(value()?.to_string_lossy().into_owned()),
                "--argument" => parsed.argument = value()?.to_string_lossy().into_owned(),
                "--seed" => parsed.seed = number(&text, &value()?)?,
                "--processors" => parsed.processors = number(&text, &value()?)?,
                "--preemption" => parsed.preemption = number(&text, &value()?)?,
                "--single-steps" => parsed.single_steps = number(&text, &value()?)?,
                _ if text.starts_with('-') => return Err(format!("there is no option {text}")),
                _ if driver.is_some() => return Err(format!("{text} is one file too many")),
                _ => driver = Some(argument),
            }
        }
        parsed.driver = driver.ok_or("which driver? FILE.sys is missing")?.into();
        if !parsed.attached.is_empty() && !matches!(parsed.device, Device::Qemu(_)) {
            return Err("--attach wants a device of QEMU: --device qemu:SPEC".to_owned());
        }
        Ok(Some(parsed))
    }
}

fn number<T: FromStr>(option: &str, value: &OsString) -> Result<T, String> {
    let text = value.to_string_lossy();
    let number = text.parse().ok();
    number.ok_or(format!(
        "{option} wants a number, and {text} is none that it takes"
    ))
}

fn device(text: &str) -> Result<Device, String> {
    if let Some(specification) = text.strip_prefix("qemu:") {
        return Ok(Device::Qemu(specification.to_owned()));
    }
    match text.split_once('=').unwrap_or((text, "")) {
        ("none", "") => Ok(Device::None),
        ("edu", "") => Ok(Device::Edu),
        ("nvme", "") => Ok(Device::Nvme(64)),
        ("nvme", size) => match size.parse() {
            Ok(size @ 1..=4096) => Ok(Device::Nvme(size)),
            _ => Err(format!("a disk has 1 to 4096 MiB, not {size}")),
        },
        _ => Err(format!(
            "there is no device {text}; there are none, nvme, edu and qemu:SPEC"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{Arguments, Device};

    fn parse(line: &str) -> Result<Option<Arguments>, String> {
        Arguments::parse(line.split_whitespace().map(Into::into))
    }

    #[test]
    fn options_come_in_any_order() {
        let parsed = parse("--seed 7 a.sys --device nvme=8 --trace --image b.img --preemption 99");
        let parsed = parsed.expect("right").expect("no help");
        assert_eq!(parsed.driver.to_str(), Some("a.sys"));
        assert_eq!((parsed.seed, parsed.device), (7, Device::Nvme(8)));
        assert_eq!((parsed.processors, parsed.preemption), (2, 99));
        assert!(parsed.trace && parsed.image.is_some());
        assert_eq!(parse("a.sys --help"), Ok(None));
        let parsed = parse("a.sys --device qemu:ahci,id=a --attach ide-hd,bus=a.0,drive=disk");
        let parsed = parsed.expect("right").expect("no help");
        assert_eq!(parsed.device, Device::Qemu("ahci,id=a".into()));
        assert_eq!(parsed.attached, ["ide-hd,bus=a.0,drive=disk"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, said) in [
            ("", "FILE.sys is missing"),
            ("a.sys b.sys", "b.sys is one file too many"),
            ("a.sys --sed 1", "no option --sed"),
            ("a.sys --seed", "--seed wants a value"),
            ("a.sys --seed x", "--seed wants a number"),
            ("a.sys --device disk", "no device disk"),
            ("a.sys --device nvme=0", "not 0"),
            (
                "a.sys --device nvme --attach scsi-hd",
                "wants a device of QEMU",
            ),
        ] {
            let error = parse(line).expect_err(line);
            assert!(error.contains(said), "{line}: {error}");
        }
    }
}
