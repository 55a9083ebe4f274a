//! Requests as WMI sends them, and again with more room where that is asked for.

use std::fmt;
use std::mem::offset_of;
use std::rc::Rc;

use miniport::ffi;

use super::check::{self, Asked, Wrong};
use super::node::{self, Fields, OF_INSTANCE, OF_ITEM, OF_METHOD};
use super::registered::WmiBlock;
use crate::storport::adapter::AdapterState;
use crate::storport::error::IoError;
use crate::storport::port::Storport;
use crate::storport::request::table::{Direction, Function, WmiPath};
use crate::storport::unit::Address;
use crate::verifier::Rule;

/// Why a tool has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WmiError {
    /// The request did not come back.
    Io(IoError),
    /// The driver wrote FALSE to `WmiDataProvider`.
    NoProvider,
    /// No such block is registered, or its data are not expensive.
    NotFound,
    /// The driver refused: `SrbStatus`.
    Refused(u8),
    /// The answer is not what its page says, which is a finding.
    Malformed,
}

impl fmt::Display for WmiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::NoProvider => f.write_str("the driver is no provider (WmiDataProvider)"),
            Self::NotFound => f.write_str("no such block is registered"),
            Self::Refused(status) => write!(f, "the driver refused: SRB status {status:#04x}"),
            Self::Malformed => f.write_str("the answer is malformed"),
        }
    }
}

impl std::error::Error for WmiError {}

/// The adapter, or a unit of it.
pub(crate) type Target = Option<Address>;

const AGAIN: &str = "a buffer of the size that was asked for is too small";
/// How much room a request has that has plenty.
const PLENTY: usize = 4096;
/// No tool gives more: a driver that asks for it has counted wrong.
const MOST: usize = 1 << 24;

impl Storport<'_> {
    /// Asks for registration (`IRP_MN_REGINFO_EX` with `WMIREGISTER`), and keeps what came.
    pub fn register_wmi(&self, adapter: &Rc<AdapterState>, target: Target) -> Result<(), WmiError> {
        if !adapter.wmi.is_provider.get() {
            return Err(WmiError::NoProvider);
        }
        let mut room = self.first_room(4);
        for _ in 0..2 {
            let mut buffer = vec![node::UNWRITTEN; room];
            let path = WmiPath::Word(ffi::WMIREGISTER);
            let sent = (ffi::IRP_MN_REGINFO_EX, path);
            let (status, came) = self.exchange(adapter, target, sent, &mut buffer)?;
            match status {
                ffi::SRB_STATUS_SUCCESS => {
                    let (blocks, name) = check::registration(came)
                        .map_err(|wrong| self.malformed(adapter, "a registration", &wrong))?;
                    if let Some(name) = name {
                        let mut names = adapter.wmi.mof_resources.borrow_mut();
                        if !names.contains(&name) {
                            names.push(name);
                        }
                    }
                    adapter.wmi.replace(target, blocks);
                    return Ok(());
                }
                ffi::SRB_STATUS_DATA_OVERRUN if came.len() >= 4 => {
                    let needed = node::word(came, 0) as usize;
                    if needed <= room || needed > MOST {
                        let wrong = format!("{needed} bytes are needed of {room}");
                        return Err(self.malformed(adapter, "a registration", &wrong));
                    }
                    room = needed;
                }
                refused => return Err(WmiError::Refused(refused)),
            }
        }
        Err(self.malformed(adapter, "a registration", &AGAIN.to_owned()))
    }

    /// All instances of a block.
    pub fn query_all_wmi(
        &self,
        adapter: &Rc<AdapterState>,
        target: Target,
        guid: &ffi::GUID,
    ) -> Result<Vec<Vec<u8>>, WmiError> {
        let make = |room| node::header(guid, ffi::WNODE_FLAG_ALL_DATA, 48, room);
        let minor = ffi::IRP_MN_QUERY_ALL_DATA;
        self.ask_wmi(adapter, target, (minor, guid), make, |asked| {
            asked.all(&Self::block(adapter, target, guid, 0)?)
        })
    }

    /// One instance.
    pub fn query_wmi(
        &self,
        adapter: &Rc<AdapterState>,
        target: Target,
        guid: &ffi::GUID,
        index: u32,
    ) -> Result<Vec<u8>, WmiError> {
        let names = self.kernel.below(64);
        let make = |room| node::of_instance(OF_INSTANCE, guid, (index, 0), &[], (names, room));
        let minor = ffi::IRP_MN_QUERY_SINGLE_INSTANCE;
        self.ask_wmi(adapter, target, (minor, guid), make, |asked| {
            Self::block(adapter, target, guid, index)?;
            asked.data(OF_INSTANCE)
        })
    }

    /// Changes one instance, or with `Some` an item of it.
    pub fn set_wmi(
        &self,
        adapter: &Rc<AdapterState>,
        target: Target,
        guid: &ffi::GUID,
        (index, item): (u32, Option<u32>),
        data: &[u8],
    ) -> Result<(), WmiError> {
        let (fields, minor): (Fields, u8) = match item {
            None => (OF_INSTANCE, ffi::IRP_MN_CHANGE_SINGLE_INSTANCE),
            Some(_) => (OF_ITEM, ffi::IRP_MN_CHANGE_SINGLE_ITEM),
        };
        let names = self.kernel.below(64);
        let number = (index, item.unwrap_or(0));
        let mut buffer = node::of_instance(fields, guid, number, data, (names, 0));
        let sent = (minor, WmiPath::Block(*guid));
        match self.exchange(adapter, target, sent, &mut buffer)? {
            (ffi::SRB_STATUS_SUCCESS, _) => Self::block(adapter, target, guid, index)
                .map(drop)
                .map_err(|wrong| self.malformed(adapter, "a change", &wrong)),
            (refused, _) => Err(WmiError::Refused(refused)),
        }
    }

    /// Runs a method. WMI queries its instance first.
    pub fn execute_wmi(
        &self,
        adapter: &Rc<AdapterState>,
        target: Target,
        guid: &ffi::GUID,
        (index, method): (u32, u32),
        input: &[u8],
    ) -> Result<Vec<u8>, WmiError> {
        self.query_wmi(adapter, target, guid, index)?;
        let names = self.kernel.below(64);
        let make = |room| node::of_instance(OF_METHOD, guid, (index, method), input, (names, room));
        let minor = ffi::IRP_MN_EXECUTE_METHOD;
        self.ask_wmi(adapter, target, (minor, guid), make, |asked| {
            asked.data(OF_METHOD)
        })
    }

    /// Tools want the events of a block, or its data, or do not any more. Sent where that is new.
    pub fn want_wmi(
        &self,
        adapter: &Rc<AdapterState>,
        target: Target,
        guid: &ffi::GUID,
        events: bool,
        wanted: bool,
    ) -> Result<(), WmiError> {
        let block = adapter.wmi.find(target, guid).ok_or(WmiError::NotFound)?;
        if !events && !block.expensive {
            return Err(WmiError::NotFound);
        }
        let state = &block.state;
        let is_wanted = if events {
            &state.events
        } else {
            &state.collection
        };
        if is_wanted.get() == wanted {
            return Ok(());
        }
        let minor = match (events, wanted) {
            (true, true) => ffi::IRP_MN_ENABLE_EVENTS,
            (true, false) => ffi::IRP_MN_DISABLE_EVENTS,
            (false, true) => ffi::IRP_MN_ENABLE_COLLECTION,
            (false, false) => ffi::IRP_MN_DISABLE_COLLECTION,
        };
        // The driver may tell of an event as soon as it hears of this.
        if events && wanted {
            state.events.set(true);
            state.were_events.set(true);
        }
        let mut buffer = node::header(guid, 0, 48, 0);
        let sent = (minor, WmiPath::Block(*guid));
        let (status, _) = self.exchange(adapter, target, sent, &mut buffer)?;
        is_wanted.set(wanted == (status == ffi::SRB_STATUS_SUCCESS));
        if status == ffi::SRB_STATUS_SUCCESS {
            Ok(())
        } else {
            Err(WmiError::Refused(status))
        }
    }

    /// The block, if it is registered with this instance and can be asked. The driver is asked in any case: it looks itself.
    fn block(
        adapter: &AdapterState,
        target: Target,
        guid: &ffi::GUID,
        index: u32,
    ) -> Result<WmiBlock, Wrong> {
        adapter
            .wmi
            .find(target, guid)
            .filter(|block| !block.event_only && index < block.instances)
            .ok_or_else(|| format!("instance {index} of {guid:x?} is not registered"))
    }

    /// How much room a request gets at first: so many bytes, which may be too few, or plenty.
    fn first_room(&self, least: usize) -> usize {
        if self.kernel.chance(2) {
            least + self.kernel.below(64)
        } else {
            PLENTY
        }
    }

    /// Asks, and once more with as much room as the driver says that it needs.
    fn ask_wmi<R>(
        &self,
        adapter: &Rc<AdapterState>,
        target: Target,
        (minor, guid): (u8, &ffi::GUID),
        make: impl Fn(usize) -> Vec<u8>,
        answer: impl Fn(&Asked<'_>) -> Result<R, Wrong>,
    ) -> Result<R, WmiError> {
        let what = "an answer";
        let mut room = self.first_room(0);
        for _ in 0..2 {
            let sent = make(room);
            room = sent.len();
            let mut buffer = sent.clone();
            let path = WmiPath::Block(*guid);
            let (status, came) = self.exchange(adapter, target, (minor, path), &mut buffer)?;
            let asked = Asked { sent: &sent, came };
            match status {
                // There was not even room to say how much is needed.
                ffi::SRB_STATUS_DATA_OVERRUN if room < size_of::<ffi::WNODE_TOO_SMALL>() => {
                    room = PLENTY;
                }
                ffi::SRB_STATUS_SUCCESS => {
                    let Some(needed) = asked.needed() else {
                        return answer(&asked)
                            .map_err(|wrong| self.malformed(adapter, what, &wrong));
                    };
                    asked
                        .header()
                        .map_err(|wrong| self.malformed(adapter, what, &wrong))?;
                    if needed <= room || needed > MOST {
                        let wrong = format!("SizeNeeded is {needed} of {room} bytes");
                        return Err(self.malformed(adapter, what, &wrong));
                    }
                    room = needed;
                }
                refused => return Err(WmiError::Refused(refused)),
            }
        }
        Err(self.malformed(adapter, what, &AGAIN.to_owned()))
    }

    /// Sends a request and waits for it: its status, and what its buffer has then.
    fn exchange<'b>(
        &self,
        adapter: &Rc<AdapterState>,
        target: Target,
        (minor, path): (u8, WmiPath),
        buffer: &'b mut [u8],
    ) -> Result<(u8, &'b [u8]), WmiError> {
        let function = Function::Wmi {
            minor,
            adapter: target.is_none(),
            path,
        };
        let address = target.unwrap_or_default();
        let completion = self
            .execute(adapter, address, function, Direction::Both, buffer)
            .map_err(WmiError::Io)?;
        let length = (completion.transferred as usize).min(buffer.len());
        Ok((completion.srb_status, &buffer[..length]))
    }

    fn malformed(&self, adapter: &AdapterState, what: &str, wrong: &Wrong) -> WmiError {
        self.broke(adapter, Rule::WmiAnswer, format!("{what} of WMI: {wrong}"));
        WmiError::Malformed
    }
}

/// Where the flags of a header are.
pub(super) const FLAGS: usize = offset_of!(ffi::WNODE_HEADER, Flags);
