//! The job itself: an image goes in through the driver, comes back out, and is compared.

use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use miniport_sim::{AdapterOptions, Disk, IoError, LogEntry, Machine, Pending, Report, SrbForm};

use crate::image::{Image, ImageError};

/// Bytes of a request.
const PIECE: u32 = 256 << 10;

/// How to copy.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Bytes of a block of the disk.
    pub block_size: u32,
    /// Requests in flight at a time.
    pub queue_depth: usize,
    /// Processors of the machine.
    pub processors: usize,
    /// The form of the requests.
    pub form: SrbForm,
    /// The seed of the machine.
    pub seed: u64,
    /// Where to write what came back.
    pub output: Option<PathBuf>,
    /// The image of the driver; the driver that is linked, without.
    pub driver: Option<PathBuf>,
}

/// How it went.
#[derive(Debug)]
pub struct Outcome {
    /// Bytes of the image.
    pub size: u64,
    /// Where the first byte is that came back different, and how many there are.
    pub difference: Option<(u64, u64)>,
    /// What ran.
    pub report: Report,
    /// What the driver printed.
    pub log: Vec<LogEntry>,
}

impl Outcome {
    /// Every byte came back, and no rule was broken.
    pub fn is_good(&self) -> bool {
        self.difference.is_none() && self.report.is_clean()
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.difference {
            None => write!(f, "{} bytes came back as they were", self.size)?,
            Some((first, count)) => {
                write!(
                    f,
                    "DIFFERENT: {count} of {} bytes, the first at offset {first}",
                    self.size
                )?;
            }
        }
        if self.report.is_clean() {
            return write!(f, "; no rule was broken");
        }
        write!(f, "; {} rules were broken:", self.report.violations.len())?;
        for violation in &self.report.violations {
            write!(f, "\n{violation}")?;
        }
        Ok(())
    }
}

/// Why an image could not be copied.
#[derive(Debug)]
pub enum CopyError {
    /// The driver did not start.
    Load(Box<dyn Error>, Vec<LogEntry>),
    /// The adapter has not the one disk that it should have.
    NoDisk,
    /// A request failed.
    Request(&'static str, u64, IoError, Box<Report>),
    /// The image could not be read.
    Image(ImageError),
    /// What came back could not be written.
    Output(PathBuf, io::Error),
}

impl fmt::Display for CopyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Load(_, log) => {
                write!(f, "the driver did not start")?;
                log.iter().try_for_each(|line| write!(f, "\n    {line}"))
            }
            Self::NoDisk => f.write_str("the adapter shows no disk of the image's size"),
            Self::Request(what, offset, _, report) => {
                write!(f, "{what} at offset {offset} failed")?;
                if report.is_clean() {
                    Ok(())
                } else {
                    write!(f, "\n{report}")
                }
            }
            Self::Image(error) => error.fmt(f),
            Self::Output(path, _) => write!(f, "{} cannot be written", path.display()),
        }
    }
}

impl Error for CopyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Load(error, _) => Some(&**error),
            Self::Request(_, _, error, _) => Some(error),
            Self::Image(error) => error.source(),
            Self::Output(_, error) => Some(error),
            Self::NoDisk => None,
        }
    }
}

impl From<ImageError> for CopyError {
    fn from(error: ImageError) -> Self {
        Self::Image(error)
    }
}

/// Copies `image` in and out. `progress` hears of every piece: how many bytes, and what was done with them.
pub fn copy(
    plan: &Plan,
    image: &mut Image,
    progress: impl FnMut(u64, &'static str),
) -> Result<Outcome, CopyError> {
    let machine = Machine::builder(plan.seed)
        .processors(plan.processors)
        .measure_host_time()
        .build();
    let driver = match &plan.driver {
        Some(path) => machine
            .load_image(path)
            .map_err(|error| CopyError::Load(error.into(), machine.log()))?,
        None => machine
            .load(ramdisk::DriverEntry)
            .map_err(|error| CopyError::Load(error.into(), machine.log()))?,
    };
    let options = AdapterOptions::new()
        .argument(format!("lun={},{}", image.size(), plan.block_size))
        .srb_form(plan.form);
    let adapter = machine
        .add_adapter(&driver, options)
        .map_err(|error| CopyError::Load(error.into(), machine.log()))?;
    let [disk] = &adapter.disks()[..] else {
        return Err(CopyError::NoDisk);
    };
    if disk.size() != image.size() {
        return Err(CopyError::NoDisk);
    }
    let mut job = Job {
        plan,
        machine: &machine,
        disk,
        progress,
    };
    job.copy_in(image)?;
    let difference = job.copy_out(image)?;
    let log = machine.log();
    Ok(Outcome {
        size: image.size(),
        difference,
        report: machine.shutdown(),
        log,
    })
}

struct Job<'a, P> {
    plan: &'a Plan,
    machine: &'a Machine,
    disk: &'a Disk,
    progress: P,
}

/// The pieces of an image: offset and length.
fn pieces(size: u64) -> impl Iterator<Item = (u64, usize)> {
    let length = move |offset| u32::try_from(size - offset).map_or(PIECE, |rest| rest.min(PIECE));
    (0..size)
        .step_by(PIECE as usize)
        .map(move |offset| (offset, length(offset) as usize))
}

impl<P: FnMut(u64, &'static str)> Job<'_, P> {
    /// Writes the image to the disk, some requests at a time, and flushes.
    fn copy_in(&mut self, image: &mut Image) -> Result<(), CopyError> {
        let mut data = vec![0; PIECE as usize];
        let mut flying = VecDeque::new();
        for (offset, length) in pieces(image.size()) {
            image.read_at(offset, &mut data[..length])?;
            let request = self.disk.submit_write(self.lba(offset), &data[..length]);
            flying.push_back((
                offset,
                length,
                request.map_err(|error| self.failed("writing", offset, error))?,
            ));
            if flying.len() >= self.plan.queue_depth {
                self.finish_write(&mut flying)?;
            }
        }
        while !flying.is_empty() {
            self.finish_write(&mut flying)?;
        }
        self.disk
            .flush()
            .map_err(|error| self.failed("flushing", 0, error))
    }

    fn finish_write(
        &mut self,
        flying: &mut VecDeque<(u64, usize, Pending)>,
    ) -> Result<(), CopyError> {
        if let Some((offset, length, request)) = flying.pop_front() {
            self.finish("writing", offset, length, request)?;
        }
        Ok(())
    }

    /// Reads the disk, some requests at a time, and compares with the image.
    fn copy_out(&mut self, image: &mut Image) -> Result<Option<(u64, u64)>, CopyError> {
        let mut output = match &self.plan.output {
            Some(path) => Some((
                path,
                File::create(path).map_err(|error| CopyError::Output(path.clone(), error))?,
            )),
            None => None,
        };
        let mut expected = vec![0; PIECE as usize];
        let mut difference = None;
        let mut flying = VecDeque::new();
        let mut pieces = pieces(image.size());
        loop {
            while flying.len() < self.plan.queue_depth {
                let Some((offset, length)) = pieces.next() else {
                    break;
                };
                let request = self.disk.submit_read(self.lba(offset), length);
                flying.push_back((
                    offset,
                    length,
                    request.map_err(|error| self.failed("reading", offset, error))?,
                ));
            }
            let Some((offset, length, request)) = flying.pop_front() else {
                return Ok(difference);
            };
            let data = self.finish("reading", offset, length, request)?;
            if let Some((path, file)) = &mut output {
                file.write_all(&data)
                    .map_err(|error| CopyError::Output(path.clone(), error))?;
            }
            image.read_at(offset, &mut expected[..length])?;
            let different = (0_u64..)
                .zip(data.iter().zip(&expected))
                .filter(|(_, (got, sent))| got != sent);
            for (at, _) in different {
                difference.get_or_insert((offset + at, 0)).1 += 1;
            }
        }
    }

    fn finish(
        &mut self,
        what: &'static str,
        offset: u64,
        length: usize,
        request: Pending,
    ) -> Result<Vec<u8>, CopyError> {
        let (completion, data) = request
            .wait()
            .map_err(|error| self.failed(what, offset, error))?;
        if !completion.is_success() {
            return Err(self.failed(what, offset, IoError::Failed(completion)));
        }
        let expected = u32::try_from(length).unwrap_or(u32::MAX);
        if completion.transferred != expected {
            let transferred = completion.transferred;
            return Err(self.failed(
                what,
                offset,
                IoError::Short {
                    expected,
                    transferred,
                },
            ));
        }
        (self.progress)(expected.into(), what);
        Ok(data)
    }

    fn lba(&self, offset: u64) -> u64 {
        offset / u64::from(self.plan.block_size)
    }

    fn failed(&self, what: &'static str, offset: u64, error: IoError) -> CopyError {
        CopyError::Request(what, offset, error, Box::new(self.machine.report()))
    }
}
