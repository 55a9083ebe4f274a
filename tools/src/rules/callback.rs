//! The role types of callbacks in storport.h and wdm.h: prototype, the IRQLs at which Windows calls one, the locks that are held then,
//! and those of Storport's that it may acquire. From the headers and from the page of each role; of locks, `nf-storport-storportacquirespinlock`.

use super::level::Irql;

/// A spin lock of Storport's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// `DpcLock`.
    Dpc,
    /// `StartIoLock`.
    StartIo,
    /// `InterruptLock`.
    Interrupt,
}

/// A role type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Callback {
    /// Its name.
    pub role_type: &'static str,
    /// What it returns, in C.
    pub returns: &'static str,
    /// Its parameters, in C.
    pub parameters: &'static str,
    /// The lowest and the highest IRQL of a call.
    pub irql: (Irql, Irql),
    /// The locks that are held meanwhile; empty for none.
    pub held: &'static str,
    /// The locks of Storport's that it may acquire always, and those only of some drivers or for some calls; `None` where the documentation
    /// does not say.
    pub acquires: Option<(&'static [Lock], &'static [Lock])>,
}

impl Callback {
    /// The role type of that name.
    pub fn named(role_type: &str) -> Option<&'static Self> {
        CALLBACKS.iter().find(|role| role.role_type == role_type)
    }

    /// The prototype, with the role type where the name stands.
    pub fn prototype(&self) -> String {
        format!("{} {}({})", self.returns, self.role_type, self.parameters)
    }

    /// The IRQL in the field's words.
    pub fn levels(&self) -> String {
        match self.irql {
            (low, high) if low == high => low.name().to_owned(),
            (Irql::Passive, high) => format!("<= {}", high.name()),
            (low, high) => format!("{} to {}", low.name(), high.name()),
        }
    }
}

const fn row(
    role_type: &'static str,
    returns: &'static str,
    parameters: &'static str,
    irql: (Irql, Irql),
    held: &'static str,
    acquires: Option<(&'static [Lock], &'static [Lock])>,
) -> Callback {
    Callback {
        role_type,
        returns,
        parameters,
        irql,
        held,
        acquires,
    }
}

const PASSIVE: (Irql, Irql) = (Irql::Passive, Irql::Passive);
const DISPATCH: (Irql, Irql) = (Irql::Dispatch, Irql::Dispatch);
const DIRQL: (Irql, Irql) = (Irql::Dirql, Irql::Dirql);
const UP_TO_DISPATCH: (Irql, Irql) = (Irql::Passive, Irql::Dispatch);
/// By control type, by the kind of miniport or of interrupt, or when Storport runs it again.
const UP_TO_DIRQL: (Irql, Irql) = (Irql::Passive, Irql::Dirql);

const DPC: Lock = Lock::Dpc;
const START: Lock = Lock::StartIo;
const INTERRUPT: Lock = Lock::Interrupt;

/// Every role type.
pub const CALLBACKS: &[Callback] = &[
    row(
        "HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE",
        "BOOLEAN",
        "PVOID HwDeviceExtension, ULONG MessageId",
        DIRQL,
        "the interrupt lock, or that of the message",
        Some((&[], &[])),
    ),
    row(
        "sp_DRIVER_INITIALIZE",
        "ULONG",
        "PVOID DriverObject, PVOID RegistryPath",
        PASSIVE,
        "",
        None,
    ),
    row(
        "HW_INITIALIZE",
        "BOOLEAN",
        "PVOID DeviceExtension",
        UP_TO_DIRQL,
        "the interrupt lock (physical)",
        Some((&[], &[])),
    ),
    row(
        "HW_BUILDIO",
        "BOOLEAN",
        "PVOID DeviceExtension, PSCSI_REQUEST_BLOCK Srb",
        DISPATCH,
        "",
        Some((&[DPC, START, INTERRUPT], &[])),
    ),
    row(
        "HW_STARTIO",
        "BOOLEAN",
        "PVOID DeviceExtension, PSCSI_REQUEST_BLOCK Srb",
        UP_TO_DISPATCH,
        "the StartIo lock (physical, one channel)",
        Some((&[DPC, INTERRUPT], &[START])),
    ),
    row(
        "HW_INTERRUPT",
        "BOOLEAN",
        "PVOID DeviceExtension",
        DIRQL,
        "the interrupt lock",
        Some((&[], &[])),
    ),
    row(
        "HW_TIMER",
        "VOID",
        "PVOID DeviceExtension",
        DISPATCH,
        "the StartIo lock",
        Some((&[INTERRUPT], &[])),
    ),
    row(
        "HW_TIMER_EX",
        "VOID",
        "PVOID DeviceExtension, PVOID Context",
        DISPATCH,
        "",
        Some((&[DPC, START, INTERRUPT], &[])),
    ),
    row(
        "HW_FIND_ADAPTER",
        "ULONG",
        "PVOID DeviceExtension, PVOID HwContext, PVOID BusInformation, PCHAR ArgumentString, PPORT_CONFIGURATION_INFORMATION ConfigInfo, PBOOLEAN Reserved3",
        UP_TO_DIRQL,
        "",
        Some((&[], &[])),
    ),
    row(
        "HW_RESET_BUS",
        "BOOLEAN",
        "PVOID DeviceExtension, ULONG PathId",
        DISPATCH,
        "the StartIo lock",
        Some((&[INTERRUPT], &[])),
    ),
    row(
        "HW_ADAPTER_CONTROL",
        "SCSI_ADAPTER_CONTROL_STATUS",
        "PVOID DeviceExtension, SCSI_ADAPTER_CONTROL_TYPE ControlType, PVOID Parameters",
        UP_TO_DIRQL,
        "the interrupt lock for ScsiStopAdapter and ScsiRestartAdapter",
        Some((&[], &[DPC, START, INTERRUPT])),
    ),
    row(
        "HW_PASSIVE_INITIALIZE_ROUTINE",
        "BOOLEAN",
        "PVOID DeviceExtension",
        PASSIVE,
        "",
        Some((&[], &[])),
    ),
    row(
        "HW_DPC_ROUTINE",
        "VOID",
        "PSTOR_DPC Dpc, PVOID HwDeviceExtension, PVOID SystemArgument1, PVOID SystemArgument2",
        DISPATCH,
        "",
        Some((&[DPC, START, INTERRUPT], &[])),
    ),
    row(
        "HW_WORKITEM",
        "VOID",
        "PVOID HwDeviceExtension, PVOID Context, PVOID Worker",
        PASSIVE,
        "",
        None,
    ),
    row(
        "HW_STATE_CHANGE",
        "VOID",
        "PVOID HwDeviceExtension, PVOID Context, SHORT AddressType, PVOID Address, ULONG Status",
        DISPATCH,
        "the StartIo lock",
        Some((&[INTERRUPT], &[])),
    ),
    row(
        "HW_TRACING_ENABLED",
        "VOID",
        "PVOID HwDeviceExtension, BOOLEAN Enabled",
        PASSIVE,
        "",
        Some((&[DPC, START, INTERRUPT], &[])),
    ),
    row(
        "HW_UNIT_CONTROL",
        "SCSI_UNIT_CONTROL_STATUS",
        "PVOID DeviceExtension, SCSI_UNIT_CONTROL_TYPE ControlType, PVOID Parameters",
        UP_TO_DIRQL,
        "",
        Some((&[DPC, START, INTERRUPT], &[])),
    ),
    row(
        "HW_FREE_ADAPTER_RESOURCES",
        "VOID",
        "PVOID DeviceExtension",
        PASSIVE,
        "",
        None,
    ),
    row(
        "HW_PROCESS_SERVICE_REQUEST",
        "VOID",
        "PVOID DeviceExtension, PVOID Irp",
        UP_TO_DISPATCH,
        "",
        None,
    ),
    row(
        "HW_COMPLETE_SERVICE_IRP",
        "VOID",
        "PVOID DeviceExtension",
        UP_TO_DISPATCH,
        "",
        None,
    ),
    row(
        "HW_INITIALIZE_TRACING",
        "VOID",
        "PVOID Arg1, PVOID Arg2",
        PASSIVE,
        "",
        None,
    ),
    row(
        "HW_CLEANUP_TRACING",
        "VOID",
        "PVOID Arg1",
        PASSIVE,
        "",
        None,
    ),
    row(
        "VIRTUAL_HW_FIND_ADAPTER",
        "ULONG",
        "PVOID DeviceExtension, PVOID HwContext, PVOID BusInformation, PVOID LowerDevice, PCHAR ArgumentString, PPORT_CONFIGURATION_INFORMATION ConfigInfo, PBOOLEAN Again",
        PASSIVE,
        "",
        Some((&[], &[])),
    ),
    row(
        "DRIVER_INITIALIZE",
        "NTSTATUS",
        "struct _DRIVER_OBJECT *DriverObject, PUNICODE_STRING RegistryPath",
        PASSIVE,
        "",
        None,
    ),
    row(
        "DRIVER_ADD_DEVICE",
        "NTSTATUS",
        "struct _DRIVER_OBJECT *DriverObject, struct _DEVICE_OBJECT *PhysicalDeviceObject",
        PASSIVE,
        "",
        None,
    ),
    row(
        "DRIVER_UNLOAD",
        "VOID",
        "struct _DRIVER_OBJECT *DriverObject",
        PASSIVE,
        "",
        None,
    ),
    row(
        "DRIVER_DISPATCH",
        "NTSTATUS",
        "struct _DEVICE_OBJECT *DeviceObject, struct _IRP *Irp",
        UP_TO_DISPATCH,
        "",
        None,
    ),
    row(
        "DRIVER_DISPATCH_PAGED",
        "NTSTATUS",
        "struct _DEVICE_OBJECT *DeviceObject, struct _IRP *Irp",
        PASSIVE,
        "",
        None,
    ),
    row(
        "DRIVER_STARTIO",
        "VOID",
        "struct _DEVICE_OBJECT *DeviceObject, struct _IRP *Irp",
        DISPATCH,
        "",
        None,
    ),
    row(
        "DRIVER_CANCEL",
        "VOID",
        "struct _DEVICE_OBJECT *DeviceObject, struct _IRP *Irp",
        DISPATCH,
        "the cancel spin lock",
        None,
    ),
    row(
        "DRIVER_CONTROL",
        "IO_ALLOCATION_ACTION",
        "struct _DEVICE_OBJECT *DeviceObject, struct _IRP *Irp, PVOID MapRegisterBase, PVOID Context",
        DISPATCH,
        "",
        None,
    ),
    row(
        "DRIVER_LIST_CONTROL",
        "VOID",
        "struct _DEVICE_OBJECT *DeviceObject, struct _IRP *Irp, PSCATTER_GATHER_LIST ScatterGather, PVOID Context",
        DISPATCH,
        "",
        None,
    ),
    row(
        "KSERVICE_ROUTINE",
        "BOOLEAN",
        "struct _KINTERRUPT *Interrupt, PVOID ServiceContext",
        UP_TO_DIRQL,
        "the interrupt spin lock",
        None,
    ),
    row(
        "KMESSAGE_SERVICE_ROUTINE",
        "BOOLEAN",
        "struct _KINTERRUPT *Interrupt, PVOID ServiceContext, ULONG MessageID",
        UP_TO_DIRQL,
        "the interrupt spin lock",
        None,
    ),
    row(
        "KSYNCHRONIZE_ROUTINE",
        "BOOLEAN",
        "PVOID SynchronizeContext",
        UP_TO_DIRQL,
        "the interrupt spin lock",
        None,
    ),
    row(
        "KDEFERRED_ROUTINE",
        "VOID",
        "struct _KDPC *Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2",
        UP_TO_DISPATCH,
        "",
        None,
    ),
    row(
        "IO_DPC_ROUTINE",
        "VOID",
        "PKDPC Dpc, struct _DEVICE_OBJECT *DeviceObject, struct _IRP *Irp, PVOID Context",
        DISPATCH,
        "",
        None,
    ),
    row(
        "IO_WORKITEM_ROUTINE",
        "VOID",
        "PDEVICE_OBJECT DeviceObject, PVOID Context",
        PASSIVE,
        "",
        None,
    ),
    row(
        "IO_WORKITEM_ROUTINE_EX",
        "VOID",
        "PVOID IoObject, PVOID Context, PIO_WORKITEM IoWorkItem",
        PASSIVE,
        "",
        None,
    ),
    row(
        "IO_TIMER_ROUTINE",
        "VOID",
        "struct _DEVICE_OBJECT *DeviceObject, PVOID Context",
        DISPATCH,
        "",
        None,
    ),
    row(
        "IO_COMPLETION_ROUTINE",
        "NTSTATUS",
        "PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context",
        UP_TO_DISPATCH,
        "",
        None,
    ),
    row(
        "EXT_CALLBACK",
        "VOID",
        "PEX_TIMER Timer, PVOID Context",
        DISPATCH,
        "",
        None,
    ),
    row(
        "EXT_DELETE_CALLBACK",
        "VOID",
        "PVOID Context",
        DISPATCH,
        "",
        None,
    ),
    row(
        "REQUEST_POWER_COMPLETE",
        "VOID",
        "PDEVICE_OBJECT DeviceObject, UCHAR MinorFunction, POWER_STATE PowerState, PVOID Context, PIO_STATUS_BLOCK IoStatus",
        UP_TO_DISPATCH,
        "",
        None,
    ),
    row(
        "KSTART_ROUTINE",
        "VOID",
        "PVOID StartContext",
        PASSIVE,
        "",
        None,
    ),
    // Its page names no IRQL, and says that it reads the registry.
    row(
        "HW_REGISTRY_NOTIFICATION_ROUTINE",
        "VOID",
        "PVOID HwDeviceExtension",
        PASSIVE,
        "",
        None,
    ),
    row(
        "STOR_THREAD_START_ROUTINE",
        "VOID",
        "PVOID StartContext",
        PASSIVE,
        "",
        None,
    ),
    row(
        "IO_CSQ_INSERT_IRP",
        "VOID",
        "struct _IO_CSQ *Csq, PIRP Irp",
        UP_TO_DISPATCH,
        "the queue lock",
        None,
    ),
    row(
        "IO_CSQ_INSERT_IRP_EX",
        "NTSTATUS",
        "struct _IO_CSQ *Csq, PIRP Irp, PVOID InsertContext",
        UP_TO_DISPATCH,
        "the queue lock",
        None,
    ),
    row(
        "IO_CSQ_REMOVE_IRP",
        "VOID",
        "PIO_CSQ Csq, PIRP Irp",
        UP_TO_DISPATCH,
        "the queue lock",
        None,
    ),
    row(
        "IO_CSQ_PEEK_NEXT_IRP",
        "PIRP",
        "PIO_CSQ Csq, PIRP Irp, PVOID PeekContext",
        UP_TO_DISPATCH,
        "the queue lock",
        None,
    ),
    row(
        "IO_CSQ_ACQUIRE_LOCK",
        "VOID",
        "PIO_CSQ Csq, PKIRQL Irql",
        UP_TO_DISPATCH,
        "",
        None,
    ),
    row(
        "IO_CSQ_RELEASE_LOCK",
        "VOID",
        "PIO_CSQ Csq, KIRQL Irql",
        UP_TO_DISPATCH,
        "the queue lock",
        None,
    ),
    row(
        "IO_CSQ_COMPLETE_CANCELED_IRP",
        "VOID",
        "PIO_CSQ Csq, PIRP Irp",
        UP_TO_DISPATCH,
        "",
        None,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_of_the_project_has_a_row() {
        for role in miniport_roles::ROLES {
            let row = Callback::named(role.role_type)
                .unwrap_or_else(|| panic!("no row {}", role.role_type));
            let lowest = role.irql.split([' ', '(']).next().unwrap_or_default();
            // In a crash dump a role has neither its own level nor its locks.
            if lowest == "HIGH_LEVEL" {
                continue;
            }
            let levels = [row.irql.0.name(), row.irql.1.name()];
            assert!(
                levels.contains(&lowest) || !lowest.ends_with("QL") && !lowest.ends_with("_LEVEL"),
                "{} {lowest}",
                row.role_type
            );
            let none = role.locks == "none";
            assert_eq!(
                row.held.is_empty(),
                none,
                "{}: {}",
                row.role_type,
                role.locks
            );
        }
    }
}
