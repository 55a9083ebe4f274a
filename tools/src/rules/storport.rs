//! What a miniport imports from storport.sys.

use super::Finding;

/// Every routine that storport.h declares as an import; all others are inline functions over `StorPortNotification` and
/// `StorPortExtendedFunction`.
const EXPORTS: &[&str] = &[
    "StorPortAllocateRegistryBuffer",
    "StorPortBusy",
    "StorPortCompleteRequest",
    "StorPortConvertPhysicalAddressToUlong",
    "StorPortConvertUlongToPhysicalAddress",
    "StorPortDebugPrint",
    "StorPortDeviceBusy",
    "StorPortDeviceReady",
    "StorPortExtendedFunction",
    "StorPortFreeDeviceBase",
    "StorPortFreeRegistryBuffer",
    "StorPortGetBusData",
    "StorPortGetDeviceBase",
    "StorPortGetLogicalUnit",
    "StorPortGetPhysicalAddress",
    "StorPortGetScatterGatherList",
    "StorPortGetUncachedExtension",
    "StorPortGetVirtualAddress",
    "StorPortInitialize",
    "StorPortLogError",
    "StorPortMoveMemory",
    "StorPortNotification",
    "StorPortPause",
    "StorPortPauseDevice",
    "StorPortQuerySystemTime",
    "StorPortReadPortBufferUchar",
    "StorPortReadPortBufferUlong",
    "StorPortReadPortBufferUshort",
    "StorPortReadPortUchar",
    "StorPortReadPortUlong",
    "StorPortReadPortUshort",
    "StorPortReadRegisterBufferUchar",
    "StorPortReadRegisterBufferUlong",
    "StorPortReadRegisterBufferUshort",
    "StorPortReadRegisterUchar",
    "StorPortReadRegisterUlong",
    "StorPortReadRegisterUshort",
    "StorPortReady",
    "StorPortRegistryRead",
    "StorPortRegistryWrite",
    "StorPortResume",
    "StorPortResumeDevice",
    "StorPortSetBusDataByOffset",
    "StorPortSetDeviceQueueDepth",
    "StorPortStallExecution",
    "StorPortSynchronizeAccess",
    "StorPortValidateRange",
    "StorPortWritePortBufferUchar",
    "StorPortWritePortBufferUlong",
    "StorPortWritePortBufferUshort",
    "StorPortWritePortUchar",
    "StorPortWritePortUlong",
    "StorPortWritePortUshort",
    "StorPortWriteRegisterBufferUchar",
    "StorPortWriteRegisterBufferUlong",
    "StorPortWriteRegisterBufferUshort",
    "StorPortWriteRegisterUchar",
    "StorPortWriteRegisterUlong",
    "StorPortWriteRegisterUshort",
];

/// What is wrong with importing `routine` from storport.sys.
pub(super) fn check(routine: &str) -> Option<Finding> {
    let finding = Finding::new(format!("it imports {routine} from storport.sys"));
    match routine {
        "StorPortCompleteRequest" => Some(
            finding
                .rules(&["StorPortCompleteRequest", "StorPortDDIsPortOnly"])
                .help("complete each request by itself: StorPortNotification(RequestComplete, ..)"),
        ),
        "StorPortValidateRange" => Some(
            finding
                .rules(&["StorPortDeprecated"])
                .help("the PnP manager assigns ranges; there is nothing to validate"),
        ),
        "StorPortLogError" => Some(
            finding
                .rules(&["StorPortDeprecated"])
                .help("write to the event log with StorPortLogSystemEvent"),
        ),
        _ if EXPORTS.contains(&routine) => None,
        _ if routine.starts_with('#') => Some(Finding::new(format!(
            "it imports {routine} from storport.sys by number, and numbers change with every Windows"
        ))),
        _ if routine.starts_with("StorPort") => Some(finding.help(
            "storport.sys does not export it: storport.h has it as an inline function over StorPortNotification \
             or StorPortExtendedFunction",
        )),
        _ => Some(finding.help("storport.sys does not export it")),
    }
}

#[cfg(test)]
mod tests {
    use super::{EXPORTS, check};

    #[test]
    fn exports_are_fine_but_for_the_three_with_a_rule() {
        let refused: Vec<_> = EXPORTS
            .iter()
            .filter(|routine| check(routine).is_some())
            .collect();
        assert_eq!(
            refused,
            [
                &"StorPortCompleteRequest",
                &"StorPortLogError",
                &"StorPortValidateRange"
            ]
        );
    }
}
