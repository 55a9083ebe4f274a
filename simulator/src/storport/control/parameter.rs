//! The parameters of control types: what a test or Storport wants to say, as the structures of the headers.

use std::mem::offset_of;
use std::ops::Range;

use miniport::ffi;

use super::block_of;
use crate::kernel::memory::block::Block;
use crate::storport::unit::Address;

/// What answers are filled with before the driver gets them: no text and no bus type.
const UNANSWERED: u8 = 0xFF;

/// A structure of Storport's, with what it points to.
pub(crate) struct Parameter {
    block: Block,
    beside: Vec<Block>,
    answer: Option<Expected>,
}

/// The answer that is wanted.
struct Expected {
    place: Range<usize>,
    /// It is a text, which ends with a zero.
    is_text: bool,
}

/// What a test asks of an adapter's driver (`HW_ADAPTER_CONTROL`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AdapterRequest {
    /// `ScsiPowerSettingNotification`: the setting's GUID as a number, and its value.
    PowerSetting(u128, Vec<u8>),
    /// `ScsiAdapterPoFxPowerRequired`
    PowerRequired(bool),
    /// `ScsiAdapterPoFxPowerActive`
    Active(bool),
    /// `ScsiAdapterPoFxPowerSetFState`
    FState(u32),
    /// `ScsiAdapterPoFxPowerControl`: code, input, and how many bytes of output there is room for.
    PowerControl(u128, Vec<u8>, usize),
    /// `ScsiAdapterSystemPowerHints`: `RAID_SYSTEM_POWER`, and the resume latency in milliseconds.
    SystemPowerHints(i32, u32),
    /// `ScsiAdapterPoFxMaxOperationalPower`
    MaxOperationalPower(u64),
    /// `ScsiAdapterPoFxSetPerfState`: whether it succeeded, and the driver's context.
    PerfState(bool, usize),
    /// `ScsiAdapterSerialNumber`
    SerialNumber,
    /// `ScsiAdapterQueryFruId`
    FruId,
    /// `ScsiAdapterSetEventLogging`: `STORPORT_ETW_EVENT_CHANNEL`, and whether it is on.
    EventLogging(i32, bool),
    /// `ScsiAdapterResetBusSynchronous`
    ResetBus(u32),
}

/// What a test asks of a unit's driver (`HW_UNIT_CONTROL`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnitRequest {
    /// `ScsiUnitUsage`: `SCSI_UC_DEVICE_USAGE_TYPE`, and whether it begins.
    Usage(i32, bool),
    /// `ScsiUnitStart`
    Start,
    /// `ScsiUnitPower`: `STOR_DEVICE_POWER_STATE` and `STOR_POWER_ACTION`.
    Power(i32, i32),
    /// `ScsiUnitPoFxPowerInfo`
    IdlePower(bool),
    /// `ScsiUnitPoFxPowerRequired`
    PowerRequired(bool),
    /// `ScsiUnitPoFxPowerActive`
    Active(bool),
    /// `ScsiUnitPoFxPowerSetFState`
    FState(u32),
    /// `ScsiUnitPoFxPowerControl`: code, input, and how many bytes of output there is room for.
    PowerControl(u128, Vec<u8>, usize),
    /// `ScsiUnitRemove`
    Remove,
    /// `ScsiUnitSurpriseRemoval`
    SurpriseRemoval,
    /// `ScsiUnitRichDescription`; `false`: in the first version of the structure, which has no address.
    RichDescription(bool),
    /// `ScsiUnitQueryBusType`
    BusType,
    /// `ScsiUnitQueryFruId`
    FruId,
}

/// `Size` of a structure.
fn size<T>() -> u32 {
    u32::try_from(size_of::<T>()).unwrap_or(u32::MAX)
}

#[expect(clippy::cast_possible_truncation, reason = "the parts of the number")]
fn guid(number: u128) -> ffi::GUID {
    ffi::GUID {
        Data1: (number >> 96) as u32,
        Data2: (number >> 80) as u16,
        Data3: (number >> 64) as u16,
        Data4: (number as u64).to_be_bytes(),
    }
}

fn bytes(bytes: &[u8]) -> Block {
    let block = Block::new(bytes.len(), 16, 0);
    // SAFETY: the block is as long as the bytes, and new.
    unsafe { block.as_ptr().copy_from(bytes.as_ptr(), bytes.len()) };
    block
}

/// The address of a unit, in a block of its own.
fn address(unit: Address) -> Block {
    block_of(ffi::STOR_ADDR_BTL8 {
        Type: ffi::STOR_ADDRESS_TYPE_BTL8,
        Port: 0,
        AddressLength: ffi::STOR_ADDR_BTL8_ADDRESS_LENGTH,
        Path: unit.path_id,
        Target: unit.target_id,
        Lun: unit.lun,
        Reserved: 0,
    })
}

/// A pointer for a structure to a block beside it.
fn to(block: Option<&Block>) -> ffi::PVOID {
    block.map_or(std::ptr::null_mut(), |block| block.as_ptr().cast())
}

/// The header of a structure of this size, for a unit, or for an adapter.
fn header<T>(unit: Option<&Block>) -> ffi::STOR_POWER_CONTROL_HEADER {
    ffi::STOR_POWER_CONTROL_HEADER {
        Version: 1,
        Size: size::<T>(),
        Address: to(unit).cast(),
    }
}

impl Parameter {
    fn of<T>(value: T) -> Self {
        Self {
            block: block_of(value),
            beside: Vec::new(),
            answer: None,
        }
    }

    fn with(mut self, beside: impl IntoIterator<Item = Block>) -> Self {
        self.beside.extend(beside);
        self
    }

    /// The driver is to write what lies there.
    fn asking(mut self, place: Range<usize>, is_text: bool) -> Self {
        // SAFETY: the place is in the structure.
        unsafe {
            self.block
                .as_ptr()
                .add(place.start)
                .write_bytes(UNANSWERED, place.len());
        };
        self.answer = Some(Expected { place, is_text });
        self
    }

    /// `SCSI_SUPPORTED_CONTROL_TYPE_LIST` for so many types.
    pub fn list(types: usize) -> Self {
        let header = size_of::<ffi::SCSI_SUPPORTED_CONTROL_TYPE_LIST>();
        let block = Block::new(header + types, 16, 0);
        // SAFETY: the list begins with MaxControlType and is aligned to 16.
        unsafe {
            block
                .as_ptr()
                .cast::<u32>()
                .write(u32::try_from(types).unwrap_or(0));
        };
        Self {
            block,
            beside: Vec::new(),
            answer: None,
        }
    }

    fn bytes_of(&self, block: &Block, place: Range<usize>) -> Vec<u8> {
        let _ = self;
        // SAFETY: the place is in the block, and the driver has returned.
        unsafe { std::slice::from_raw_parts(block.as_ptr().add(place.start), place.len()) }.to_vec()
    }

    /// The entries of the list.
    pub fn listed(&self) -> Vec<bool> {
        let header = size_of::<ffi::SCSI_SUPPORTED_CONTROL_TYPE_LIST>();
        let entries = self.bytes_of(&self.block, header..self.block.len());
        entries.into_iter().map(|entry| entry != 0).collect()
    }

    pub fn as_ptr(&self) -> ffi::PVOID {
        self.block.as_ptr().cast()
    }

    /// What the driver wrote: the answer, or the output of a private request.
    pub fn output(&self) -> Vec<u8> {
        if let Some(answer) = &self.answer {
            return self.bytes_of(&self.block, answer.place.clone());
        }
        let [.., output, returned] = self.beside.as_slice() else {
            return Vec::new();
        };
        // SAFETY: the last block beside is a length, where there are two.
        let length = unsafe { returned.as_ptr().cast::<usize>().read() };
        self.bytes_of(output, 0..length.min(output.len()))
    }

    pub fn written_outside(&self) -> Option<&'static str> {
        if self.block.check().is_err() {
            Some("the structure")
        } else if self.beside.iter().any(|block| block.check().is_err()) {
            Some("a buffer")
        } else {
            None
        }
    }

    /// What is wrong with the answer, if one was wanted.
    pub fn lacks(&self) -> Option<&'static str> {
        let answer = self.answer.as_ref()?;
        let written = self.bytes_of(&self.block, answer.place.clone());
        if written.iter().all(|&byte| byte == UNANSWERED) {
            Some("did not write the answer")
        } else if answer.is_text && !written.contains(&0) {
            Some("the text that it wrote has no zero behind it")
        } else {
            None
        }
    }

    /// `STOR_FRU_ID_DESCRIPTION`
    fn fru_id(unit: Option<Block>) -> Self {
        let start = offset_of!(ffi::STOR_FRU_ID_DESCRIPTION, FruId);
        Self::of(ffi::STOR_FRU_ID_DESCRIPTION {
            Version: ffi::STOR_FRU_ID_DESCRIPTION_STRUCTURE_VERSION_1,
            Size: size::<ffi::STOR_FRU_ID_DESCRIPTION>(),
            Address: to(unit.as_ref()).cast(),
            FruId: [0; 129],
        })
        .with(unit)
        .asking(start..start + 129, true)
    }

    /// `STOR_POFX_POWER_CONTROL`
    fn power_control(unit: Option<Block>, code: u128, input: &[u8], room: usize) -> Self {
        let (code, input) = (block_of(guid(code)), bytes(input));
        let (output, returned) = (Block::new(room, 16, 0), block_of(usize::MAX));
        Self::of(ffi::STOR_POFX_POWER_CONTROL {
            Header: header::<ffi::STOR_POFX_POWER_CONTROL>(unit.as_ref()),
            PowerControlCode: code.as_ptr().cast(),
            InBufferSize: input.len(),
            OutBufferSize: room,
            InBuffer: to(Some(&input)),
            OutBuffer: to(Some(&output)),
            BytesReturned: returned.as_ptr().cast(),
        })
        .with(unit)
        .with([code, input, output, returned])
    }

    /// `STOR_POFX_POWER_REQUIRED_CONTEXT`
    fn power_required(unit: Option<Block>, is_required: bool) -> Self {
        Self::of(ffi::STOR_POFX_POWER_REQUIRED_CONTEXT {
            Header: header::<ffi::STOR_POFX_POWER_REQUIRED_CONTEXT>(unit.as_ref()),
            PowerRequired: is_required.into(),
        })
        .with(unit)
    }

    /// `STOR_POFX_ACTIVE_CONTEXT`
    fn active(unit: Option<Block>, is_active: bool) -> Self {
        Self::of(ffi::STOR_POFX_ACTIVE_CONTEXT {
            Header: header::<ffi::STOR_POFX_ACTIVE_CONTEXT>(unit.as_ref()),
            ComponentIndex: 0,
            Active: is_active.into(),
        })
        .with(unit)
    }

    /// `STOR_POFX_FSTATE_CONTEXT`
    fn f_state(unit: Option<Block>, state: u32) -> Self {
        Self::of(ffi::STOR_POFX_FSTATE_CONTEXT {
            Header: header::<ffi::STOR_POFX_FSTATE_CONTEXT>(unit.as_ref()),
            ComponentIndex: 0,
            FState: state,
        })
        .with(unit)
    }

    /// `STOR_ADAPTER_CONTROL_POWER`
    pub fn adapter_power(
        state: ffi::STOR_DEVICE_POWER_STATE,
        action: ffi::STOR_POWER_ACTION,
    ) -> Self {
        Self::of(ffi::STOR_ADAPTER_CONTROL_POWER {
            Header: header::<ffi::STOR_ADAPTER_CONTROL_POWER>(None),
            PowerAction: action,
            PowerState: state,
        })
    }
}

impl AdapterRequest {
    /// The control type, and its parameter.
    pub(super) fn build(self) -> (i32, Option<Parameter>) {
        let (control, parameter) = match self {
            Self::PowerSetting(setting, value) => {
                let value = bytes(&value);
                let info = ffi::STOR_POWER_SETTING_INFO {
                    PowerSettingGuid: guid(setting),
                    Value: to(Some(&value)),
                    ValueLength: u32::try_from(value.len()).unwrap_or(0),
                };
                (
                    ffi::ScsiPowerSettingNotification,
                    Parameter::of(info).with([value]),
                )
            }
            Self::PowerRequired(is) => (
                ffi::ScsiAdapterPoFxPowerRequired,
                Parameter::power_required(None, is),
            ),
            Self::Active(is) => (ffi::ScsiAdapterPoFxPowerActive, Parameter::active(None, is)),
            Self::FState(state) => (
                ffi::ScsiAdapterPoFxPowerSetFState,
                Parameter::f_state(None, state),
            ),
            Self::PowerControl(code, input, room) => (
                ffi::ScsiAdapterPoFxPowerControl,
                Parameter::power_control(None, code, &input, room),
            ),
            Self::SystemPowerHints(power, latency) => {
                let hints = ffi::STOR_SYSTEM_POWER_HINTS {
                    Version: ffi::STOR_SYSTEM_POWER_HINTS_V1,
                    Size: size::<ffi::STOR_SYSTEM_POWER_HINTS>(),
                    SystemPower: power,
                    ResumeLatencyMSec: latency,
                };
                (ffi::ScsiAdapterSystemPowerHints, Parameter::of(hints))
            }
            Self::MaxOperationalPower(value) => {
                let limit = ffi::STOR_MAX_OPERATIONAL_POWER {
                    Version: 1,
                    Size: size::<ffi::STOR_MAX_OPERATIONAL_POWER>(),
                    Value: value,
                };
                (
                    ffi::ScsiAdapterPoFxMaxOperationalPower,
                    Parameter::of(limit),
                )
            }
            Self::PerfState(succeeded, context) => {
                let change = ffi::STOR_POFX_PERF_STATE_CONTEXT {
                    Version: 1,
                    Size: size::<ffi::STOR_POFX_PERF_STATE_CONTEXT>(),
                    ComponentIndex: 0,
                    Succeeded: succeeded.into(),
                    Context: std::ptr::without_provenance_mut(context),
                };
                (ffi::ScsiAdapterPoFxSetPerfState, Parameter::of(change))
            }
            Self::SerialNumber => {
                let number = ffi::STOR_SERIAL_NUMBER {
                    Version: 1,
                    Size: size::<ffi::STOR_SERIAL_NUMBER>(),
                    Unicode: 0,
                    SerialNumber: [0; 256],
                };
                let start = offset_of!(ffi::STOR_SERIAL_NUMBER, SerialNumber);
                (
                    ffi::ScsiAdapterSerialNumber,
                    Parameter::of(number).asking(start..start + 256, true),
                )
            }
            Self::FruId => (ffi::ScsiAdapterQueryFruId, Parameter::fru_id(None)),
            Self::EventLogging(channel, is_on) => {
                let logging = ffi::STOR_SET_EVENT_LOGGING {
                    Channel: channel,
                    Enabled: is_on.into(),
                };
                (ffi::ScsiAdapterSetEventLogging, Parameter::of(logging))
            }
            Self::ResetBus(path) => {
                let bus = ffi::STOR_RESET_BUS_SYNCHRONOUS_PARAMETER {
                    Version: size::<ffi::STOR_RESET_BUS_SYNCHRONOUS_PARAMETER>(),
                    Size: size::<ffi::STOR_RESET_BUS_SYNCHRONOUS_PARAMETER>(),
                    PathId: path,
                    Reserved: 0,
                };
                (ffi::ScsiAdapterResetBusSynchronous, Parameter::of(bus))
            }
        };
        (control, Some(parameter))
    }
}

impl UnitRequest {
    /// The control type, and its parameter for a unit.
    pub(super) fn build(self, unit: Address) -> (i32, Option<Parameter>) {
        let unit = address(unit);
        let (control, parameter) = match self {
            Self::Usage(usage, begins) => {
                let usage = ffi::STOR_UC_DEVICE_USAGE {
                    Address: unit.as_ptr().cast(),
                    UsageType: usage,
                    InUse: begins.into(),
                };
                (ffi::ScsiUnitUsage, Parameter::of(usage).with([unit]))
            }
            Self::Start => (ffi::ScsiUnitStart, Parameter::alone(unit)),
            Self::Remove => (ffi::ScsiUnitRemove, Parameter::alone(unit)),
            Self::SurpriseRemoval => (ffi::ScsiUnitSurpriseRemoval, Parameter::alone(unit)),
            Self::Power(state, action) => {
                let power = ffi::STOR_UNIT_CONTROL_POWER {
                    Address: unit.as_ptr().cast(),
                    PowerAction: action,
                    PowerState: state,
                };
                (ffi::ScsiUnitPower, Parameter::of(power).with([unit]))
            }
            Self::IdlePower(is_on) => {
                let info = ffi::STOR_POFX_UNIT_POWER_INFO {
                    Header: header::<ffi::STOR_POFX_UNIT_POWER_INFO>(Some(&unit)),
                    IdlePowerEnabled: is_on.into(),
                };
                (ffi::ScsiUnitPoFxPowerInfo, Parameter::of(info).with([unit]))
            }
            Self::PowerRequired(is) => (
                ffi::ScsiUnitPoFxPowerRequired,
                Parameter::power_required(Some(unit), is),
            ),
            Self::Active(is) => (
                ffi::ScsiUnitPoFxPowerActive,
                Parameter::active(Some(unit), is),
            ),
            Self::FState(state) => (
                ffi::ScsiUnitPoFxPowerSetFState,
                Parameter::f_state(Some(unit), state),
            ),
            Self::PowerControl(code, input, room) => (
                ffi::ScsiUnitPoFxPowerControl,
                Parameter::power_control(Some(unit), code, &input, room),
            ),
            Self::RichDescription(has_address) => (
                ffi::ScsiUnitRichDescription,
                Parameter::rich_description(unit, has_address),
            ),
            Self::BusType => {
                let query = ffi::STOR_UNIT_CONTROL_QUERY_BUS_TYPE {
                    Address: unit.as_ptr().cast(),
                    BusType: 0,
                };
                let start = offset_of!(ffi::STOR_UNIT_CONTROL_QUERY_BUS_TYPE, BusType);
                (
                    ffi::ScsiUnitQueryBusType,
                    Parameter::of(query)
                        .with([unit])
                        .asking(start..start + 4, false),
                )
            }
            Self::FruId => (ffi::ScsiUnitQueryFruId, Parameter::fru_id(Some(unit))),
        };
        (control, Some(parameter))
    }
}

impl Parameter {
    /// The address of a unit, which is all of the parameter.
    fn alone(unit: Block) -> Self {
        Self {
            block: unit,
            beside: Vec::new(),
            answer: None,
        }
    }

    /// `STOR_RICH_DEVICE_DESCRIPTION`, or its second version.
    fn rich_description(unit: Block, has_address: bool) -> Self {
        let answer = offset_of!(ffi::STOR_RICH_DEVICE_DESCRIPTION, VendorId)
            ..offset_of!(ffi::STOR_RICH_DEVICE_DESCRIPTION, FirmwareRevision) + 17;
        if has_address {
            return Self::of(ffi::STOR_RICH_DEVICE_DESCRIPTION_V2 {
                Version: ffi::STOR_RICH_DEVICE_DESCRIPTION_STRUCTURE_VERSION_V2,
                Size: size::<ffi::STOR_RICH_DEVICE_DESCRIPTION_V2>(),
                VendorId: [0; 17],
                ModelNumber: [0; 65],
                FirmwareRevision: [0; 17],
                Address: unit.as_ptr().cast(),
            })
            .with([unit])
            .asking(answer, true);
        }
        Self::of(ffi::STOR_RICH_DEVICE_DESCRIPTION {
            Version: ffi::STOR_RICH_DEVICE_DESCRIPTION_STRUCTURE_VERSION,
            Size: size::<ffi::STOR_RICH_DEVICE_DESCRIPTION>(),
            VendorId: [0; 17],
            ModelNumber: [0; 65],
            FirmwareRevision: [0; 17],
        })
        .asking(answer, true)
    }
}
