//! Arguments that a routine cannot work with: each is seen, by what the report says of it.

use std::cell::Cell;
use std::ptr::{null, null_mut};
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{Machine, Rule};

use super::{in_dpc, in_work, once};
use crate::raw::misdeed::{Event, dpc, run_on};

/// The rule, what the report says, and the call. The adapter is alive, and the request is the event's.
type Row = (Rule, &'static str, fn(&Event<'_>));

/// The address of some place that is nothing to Storport.
fn somewhere(event: &Event<'_>) -> PVOID {
    (&raw mut event.extension().count).cast()
}

/// Unit 0 of target 0 on bus 0.
pub fn unit() -> STOR_ADDR_BTL8 {
    STOR_ADDR_BTL8 {
        Type: STOR_ADDRESS_TYPE_BTL8,
        Port: 0,
        AddressLength: STOR_ADDR_BTL8_ADDRESS_LENGTH,
        Path: 0,
        Target: 0,
        Lun: 0,
        Reserved: 0,
    }
}

unsafe extern "system" fn expired(_: PVOID, _: PVOID) {}

const IN_START_IO: &[Row] = &[
    (
        Rule::BadParameter,
        "the head of the list is NULL",
        |event| unsafe {
            StorPortInitializeSListHead(event.device, null_mut());
        },
    ),
    (
        Rule::BadParameter,
        "STOR_SLIST_HEADER is not aligned",
        |event| unsafe {
            let head = somewhere(event).map_addr(|place| place | 8);
            StorPortInitializeSListHead(event.device, head.cast());
        },
    ),
    (
        Rule::BadParameter,
        "is no request that the driver has",
        |event| unsafe {
            notify_io_target_request_service_time(event.device, 1, somewhere(event).cast());
        },
    ),
    (
        Rule::BadParameter,
        "StorPortStateChangeDetected without an address",
        |event| unsafe {
            StorPortStateChangeDetected(event.device, 1, null_mut(), 0, None, null_mut());
        },
    ),
    (
        Rule::BadParameter,
        "StorPortStateChangeDetected of entities 0x0",
        |event| unsafe {
            let mut unit = unit();
            StorPortStateChangeDetected(
                event.device,
                0,
                (&raw mut unit).cast(),
                0,
                None,
                null_mut(),
            );
        },
    ),
    (Rule::BadParameter, "the event is NULL", |event| unsafe {
        StorPortLogTelemetry(event.device, null_mut(), null_mut());
    }),
    (
        Rule::BadParameter,
        "StorPortGetStartIoPerfParams: the parameters are NULL",
        |event| unsafe {
            StorPortGetStartIoPerfParams(event.device, event.srb, null_mut());
        },
    ),
    (
        Rule::BadParameter,
        "StorPortGetRequestInfo: the result is NULL",
        |event| unsafe {
            StorPortGetRequestInfo(event.device, event.srb, null_mut());
        },
    ),
    (
        Rule::ForeignRequest,
        "is no request of this adapter",
        |event| unsafe {
            let mut info: STOR_REQUEST_INFO = std::mem::zeroed();
            StorPortGetRequestInfo(event.device, somewhere(event).cast(), &raw mut info);
        },
    ),
    (Rule::CompletedPending, "", |event| unsafe {
        StorPortCompleteRequest(event.device, 0, 0, 0, SRB_STATUS_PENDING);
    }),
    (
        Rule::BadParameter,
        "the operation is NULL",
        |event| unsafe {
            let mut unit = unit();
            let mut allowed = 0;
            StorPortIsDeviceOperationAllowed(
                event.device,
                (&raw mut unit).cast(),
                null(),
                &raw mut allowed,
            );
        },
    ),
    (
        Rule::BadParameter,
        "component 1 with flags 0x0",
        |event| unsafe {
            StorPortPoFxActivateComponent(event.device, null_mut(), null_mut(), 1, 0);
        },
    ),
    (
        Rule::BadParameter,
        "StorPortPoFxPowerControl: the code is NULL",
        |event| unsafe {
            StorPortPoFxPowerControl(
                event.device,
                null_mut(),
                null(),
                null_mut(),
                0,
                null_mut(),
                0,
                null_mut(),
            );
        },
    ),
    (
        Rule::BadParameter,
        "without a STOR_LOCK_HANDLE",
        |event| unsafe {
            StorPortAcquireSpinLock(event.device, StartIoLock, null_mut(), null_mut());
        },
    ),
    (Rule::BadParameter, "is no spin lock", |event| unsafe {
        let mut handle = super::handle();
        StorPortAcquireSpinLock(event.device, 77, null_mut(), &raw mut handle);
    }),
    (
        Rule::BadParameter,
        "StorPortLogSystemEvent without details",
        |event| unsafe {
            let mut size = 0;
            StorPortLogSystemEvent(event.device, null_mut(), &raw mut size);
        },
    ),
    (
        Rule::BadParameter,
        "StorPortLogSystemEvent: flags, size or association",
        |event| unsafe {
            let mut details: STOR_LOG_EVENT_DETAILS = std::mem::zeroed();
            details.InterfaceRevision = STOR_CURRENT_LOG_INTERFACE_REVISION;
            details.Flags = 1;
            let mut size = 0;
            StorPortLogSystemEvent(event.device, &raw mut details, &raw mut size);
        },
    ),
    (
        Rule::BadParameter,
        "RequestTimerCall without a routine",
        |event| unsafe {
            notify_request_timer_call(event.device, None, 1);
        },
    ),
    (
        Rule::ForeignHandle,
        "a timer is requested that does not exist",
        |event| unsafe {
            StorPortRequestTimer(
                event.device,
                somewhere(event),
                Some(expired),
                null_mut(),
                1,
                0,
            );
        },
    ),
    (
        Rule::BadParameter,
        "StorPortRequestTimer without a routine",
        |event| unsafe {
            let timer = &raw mut event.extension().timer;
            assert_eq!(
                StorPortInitializeTimer(event.device, timer),
                STOR_STATUS_SUCCESS
            );
            StorPortRequestTimer(event.device, timer.read(), None, null_mut(), 1, 0);
            StorPortFreeTimer(event.device, timer.read());
        },
    ),
    (
        Rule::Overrun,
        "an opaque timer was written",
        |event| unsafe {
            let timer = &raw mut event.extension().timer;
            assert_eq!(
                StorPortInitializeTimer(event.device, timer),
                STOR_STATUS_SUCCESS
            );
            timer.read().cast::<u64>().write(7);
            StorPortFreeTimer(event.device, timer.read());
        },
    ),
    (
        Rule::BadParameter,
        "StorPortAllocateMdl without a buffer",
        |event| unsafe {
            let mut mdl = null_mut();
            StorPortAllocateMdl(event.device, null_mut(), 8, &raw mut mdl);
        },
    ),
    (
        Rule::BadParameter,
        "no MDL of StorPortAllocateMdl",
        |event| unsafe {
            StorPortBuildMdlForNonPagedPool(event.device, somewhere(event));
        },
    ),
    (
        Rule::BadParameter,
        "StorPortGetProcessorIndexFromNumber: the number is NULL",
        |event| unsafe {
            let mut index = 0;
            StorPortGetProcessorIndexFromNumber(event.device, null_mut(), &raw mut index);
        },
    ),
    (
        Rule::BadParameter,
        "StorPortMoveMemory with NULL",
        |event| unsafe {
            StorPortMoveMemory(null_mut(), somewhere(event), 4);
        },
    ),
    (
        Rule::BadParameter,
        "StorPortQueueWorkItem without a routine",
        |event| unsafe {
            let worker = &raw mut event.extension().worker;
            assert_eq!(
                StorPortInitializeWorker(event.device, worker),
                STOR_STATUS_SUCCESS
            );
            StorPortQueueWorkItem(event.device, None, worker.read(), null_mut());
            StorPortFreeWorker(event.device, worker.read());
        },
    ),
    (
        Rule::ForeignHandle,
        "a worker is freed that does not exist",
        |event| unsafe {
            StorPortFreeWorker(event.device, somewhere(event));
        },
    ),
    (
        Rule::Overrun,
        "an opaque worker was written",
        |event| unsafe {
            let worker = &raw mut event.extension().worker;
            assert_eq!(
                StorPortInitializeWorker(event.device, worker),
                STOR_STATUS_SUCCESS
            );
            worker.read().cast::<u64>().write(7);
            StorPortFreeWorker(event.device, worker.read());
        },
    ),
    (
        Rule::DpcNotInitialised,
        "a DPC is cancelled that was not initialised",
        |event| unsafe {
            let mut cancelled = 0;
            StorPortCancelDpc(
                event.device,
                &raw mut event.extension().dpc,
                &raw mut cancelled,
            );
        },
    ),
    (
        Rule::BadParameter,
        "StorPortSynchronizeAccess without a routine",
        |event| unsafe {
            StorPortSynchronizeAccess(event.device, None, null_mut());
        },
    ),
];

const IN_WORK: &[Row] = &[
    (
        Rule::BadParameter,
        "StorPortSetFeatureList without a list",
        |event| unsafe {
            StorPortSetFeatureList(event.device, 1, null_mut());
        },
    ),
    (
        Rule::BadParameter,
        "StorPortMarkDeviceFailedEx: the fault is not as its page says",
        |event| unsafe {
            let mut unit = unit();
            StorPortMarkDeviceFailedEx(
                event.device,
                (&raw mut unit).cast(),
                0,
                0,
                null_mut(),
                1,
                null_mut(),
                0,
                null_mut(),
            );
        },
    ),
    (
        Rule::BadParameter,
        "there is no such configuration",
        |event| unsafe {
            let mut enabled = 0;
            StorPortQueryConfiguration(event.device, 0x7777, &raw mut enabled);
        },
    ),
    (
        Rule::BadParameter,
        "StorPortInitializePoFxPower: the device is NULL",
        |event| unsafe {
            let mut cold = 0;
            StorPortInitializePoFxPower(event.device, null_mut(), null_mut(), &raw mut cold);
        },
    ),
    (
        Rule::BadParameter,
        "StorPortInitializePoFxPower: the device is not described",
        |event| unsafe {
            let mut device: STOR_POFX_DEVICE = std::mem::zeroed();
            let mut cold = 0;
            StorPortInitializePoFxPower(event.device, null_mut(), &raw mut device, &raw mut cold);
        },
    ),
    (
        Rule::BadParameter,
        "StorPortPoFxSetIdleTimeout is for the adapter",
        |event| unsafe {
            let mut unit = unit();
            StorPortPoFxSetIdleTimeout(event.device, (&raw mut unit).cast(), 1);
        },
    ),
    (
        Rule::BadParameter,
        "the identifiers are NULL",
        |event| unsafe {
            StorPortSetPowerSettingNotificationGuids(event.device, 1, null_mut());
        },
    ),
    (
        Rule::BadParameter,
        "the name of a registry value is NULL",
        |event| unsafe {
            let mut length = 4;
            StorPortRegistryRead(
                event.device,
                null_mut(),
                1,
                MINIPORT_REG_DWORD,
                somewhere(event).cast(),
                &raw mut length,
            );
        },
    ),
    (
        Rule::BadParameter,
        "StorPortAllocateRegistryBuffer: the length is NULL",
        |event| unsafe {
            StorPortAllocateRegistryBuffer(event.device, null_mut());
        },
    ),
    (
        Rule::BadParameter,
        "the length of a registry buffer is NULL",
        |event| unsafe {
            let name = c"Value".as_ptr().cast_mut().cast();
            StorPortRegistryRead(
                event.device,
                name,
                1,
                MINIPORT_REG_DWORD,
                somewhere(event).cast(),
                null_mut(),
            );
        },
    ),
    (
        Rule::BadParameter,
        "the data of a registry value are NULL",
        |event| unsafe {
            let name = c"Value".as_ptr().cast_mut().cast();
            StorPortRegistryWrite(event.device, name, 1, MINIPORT_REG_DWORD, null_mut(), 4);
        },
    ),
    (
        Rule::BadParameter,
        "StorPortRegistryReadAdapterKey: ValueData is NULL",
        |event| unsafe {
            let name = c"Value".as_ptr().cast_mut().cast();
            let mut length = 0;
            StorPortRegistryReadAdapterKey(
                event.device,
                null_mut(),
                name,
                MINIPORT_REG_DWORD,
                null_mut(),
                &raw mut length,
            );
        },
    ),
    (
        Rule::BadParameter,
        "NotificationCallback is NULL",
        |event| unsafe {
            StorPortEnableRegistryKeyNotification(event.device, None);
        },
    ),
    (
        Rule::BadParameter,
        "StorPortCaptureLiveDump: the structure is NULL",
        |event| unsafe {
            StorPortCaptureLiveDump(event.device, null_mut(), null_mut());
        },
    ),
    (
        Rule::BadParameter,
        "StorPortCaptureLiveDump: the structure is not as its page says",
        |event| unsafe {
            let mut capture: STORPORT_CAPTURE_LIVEDUMP = std::mem::zeroed();
            StorPortCaptureLiveDump(event.device, null_mut(), &raw mut capture);
        },
    ),
    (
        Rule::BadParameter,
        "StorPortInitializeHighResolutionTimer without a routine",
        |event| unsafe {
            let mut timer = null_mut();
            StorPortInitializeHighResolutionTimer(event.device, None, null_mut(), &raw mut timer);
        },
    ),
    (
        Rule::BadParameter,
        "processors are asked for relation",
        |event| unsafe {
            let mut length = 0;
            StorPortGetLogicalProcessorRelationship(
                event.device,
                null_mut(),
                99,
                null_mut(),
                &raw mut length,
            );
        },
    ),
    (
        Rule::BadParameter,
        "StorPortGetLogicalProcessorRelationship: the length is NULL",
        |event| unsafe {
            StorPortGetLogicalProcessorRelationship(
                event.device,
                null_mut(),
                0,
                null_mut(),
                null_mut(),
            );
        },
    ),
];

const IN_DPC: &[Row] = &[
    (
        Rule::BadParameter,
        "StorPortInitializeDpc without a DPC or a routine",
        |event| unsafe {
            StorPortInitializeDpc(event.device, null_mut(), Some(dpc));
        },
    ),
    (
        Rule::BadParameter,
        "a DPC is initialised again while it is queued",
        |event| unsafe {
            let count = &raw mut event.extension().count;
            if count.replace(1) == 0 {
                event.issue_dpc();
            }
            StorPortInitializeDpc(event.device, &raw mut event.extension().dpc, Some(dpc));
        },
    ),
];

#[track_caller]
fn expect_all<H: Fn(&Event<'_>) -> u32 + Clone + 'static>(
    rows: &[Row],
    hook: fn(fn(&Event<'_>)) -> H,
) {
    let mut missing = Vec::new();
    for &(rule, words, call) in rows {
        eprintln!("{words}");
        let report = run_on(Machine::builder(1), hook(call));
        if !report
            .violations_of(rule)
            .any(|violation| violation.message.contains(words))
        {
            missing.push(format!("{rule}: {words}\n{report}"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn arguments_that_make_no_sense_in_start_io() {
    expect_all(IN_START_IO, |call| once(call));
}

#[test]
fn arguments_that_make_no_sense_in_a_work_item() {
    expect_all(IN_WORK, |call| in_work(call));
}

#[test]
fn arguments_that_make_no_sense_in_a_dpc() {
    expect_all(IN_DPC, |call| in_dpc(call));
}

/// Page `nf-storport-storportmarkdevicefailedex`: what is described, which flags there are, how much data goes with it.
#[test]
fn faults_are_as_their_page_says() {
    const DATA: u16 = STORPORT_MAX_ADDITIONAL_DATA_SIZE as u16;
    const CRITICAL: u16 = STORPORT_MAX_CRITICAL_DATA_SIZE as u16;
    let marked = |described: bool, flags: u32, data: u16, critical: u16| {
        let answer = Rc::new(Cell::new(STOR_STATUS_NOT_IMPLEMENTED));
        let kept = Rc::clone(&answer);
        let report = run_on(
            Machine::builder(1),
            in_work(move |event| unsafe {
                let mut text = [u16::from(b'x'), 0];
                let text = if described {
                    text.as_mut_ptr()
                } else {
                    null_mut()
                };
                let (mut bytes, device) = ([0; 4096], event.device);
                let bytes = bytes.as_mut_ptr();
                kept.set(StorPortMarkDeviceFailedEx(
                    device,
                    null_mut(),
                    flags,
                    7,
                    text,
                    data,
                    bytes,
                    critical,
                    bytes,
                ));
            }),
        );
        (
            answer.get(),
            report.violations_of(Rule::BadParameter).count(),
        )
    };
    const REMOVE: u32 = STORPORT_MARK_DEVICE_FAILED_FLAG_REMOVE_DEVICE;
    const PREDICTED: u32 = STORPORT_MARK_DEVICE_FAILED_FLAG_PREDICTED_FAILURE;
    let right = (STOR_STATUS_SUCCESS, 0);
    assert_eq!(marked(true, 0, 0, 0), right);
    assert_eq!(marked(true, PREDICTED, DATA, CRITICAL), right);
    assert_eq!(marked(true, REMOVE, 1, 0), right);
    let wrong = (STOR_STATUS_INVALID_PARAMETER, 1);
    assert_eq!(marked(false, 0, 0, 0), wrong);
    assert_eq!(marked(true, REMOVE | PREDICTED, 0, 0), wrong);
    assert_eq!(marked(true, 1 << 30, 0, 0), wrong);
    assert_eq!(marked(true, 0, DATA + 1, 0), wrong);
    assert_eq!(marked(true, 0, 0, CRITICAL + 1), wrong);
}
