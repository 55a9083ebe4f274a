//! The control types of adapters and units: what Storport asks of a miniport, one row each.
//!
//! The facts are those of the pages of `SCSI_ADAPTER_CONTROL_TYPE` and `SCSI_UNIT_CONTROL_TYPE`, of the pages of the structures, and of the
//! tables of IRQLs and locks on the pages of the two callbacks.

/// Hands the control types of adapters to the macro `$then`, behind what it is given for it: `adapter_controls!(then; given)`.
///
/// A row: `Name(parameter) = number "name in the header", where it runs: "what is asked";`, with what else is to be said of it between
/// them: `mandatory`, `with "another control type that it is nothing without"`, `feature number` (`STORPORT_FEATURE_TYPE`). A parameter
/// that lies in Storport's memory is `lent Type`. Where it runs:
///
/// | word | IRQL | locks held |
/// | --- | --- | --- |
/// | `Stopped` | `DIRQL`, `PASSIVE_LEVEL` in a virtual miniport | the interrupt lock, none in a virtual miniport |
/// | `Settled`, `Passive` | `PASSIVE_LEVEL` | none |
/// | `Gone`, `BelowDispatch` | below `DISPATCH_LEVEL` | none |
/// | `UpToDispatch` | at most `DISPATCH_LEVEL` | none |
/// | `Dispatch` | `DISPATCH_LEVEL` | none |
///
/// `Stopped`, `Settled` and `Gone` are steps of plug and play, which nothing else of it overtakes; the others can come at any time.
/// `reserved` has the types that are not for drivers, with the reason.
#[macro_export]
macro_rules! adapter_controls {
    ($then:path $(; $($given:tt)+)?) => {
        $then! {
            $($($given)+)?
            types {
                StopAdapter = 1 "ScsiStopAdapter", Stopped, mandatory:
                    "Stop: no request is outstanding, none will come, and the interrupt is disconnected next. With `Power`, for plug and play only.";
                RestartAdapter = 2 "ScsiRestartAdapter", Stopped, mandatory:
                    "Start again after a stop, as it was.";
                SetBootConfig = 3 "ScsiSetBootConfig", Settled:
                    "Put the adapter in the state that the boot firmware expects.";
                SetRunningConfig = 4 "ScsiSetRunningConfig", Settled:
                    "Undo `SetBootConfig`, before `RestartAdapter`. The interrupt is not connected: do not raise one.";
                PowerSettingNotification(lent PowerSetting) = 5 "ScsiPowerSettingNotification", Passive:
                    "A power setting has changed that `StorPortSetPowerSettingNotificationGuids` asked for.";
                Power(PowerChange) = 6 "ScsiAdapterPower", UpToDispatch:
                    "The adapter's power changes. It replaces `StopAdapter` and `RestartAdapter` where only power changes, and `SRB_FUNCTION_POWER`.";
                PoFxPowerRequired(PowerRequired) = 7 "ScsiAdapterPoFxPowerRequired", UpToDispatch:
                    "The adapter is needed with power, or not any more. After `StorPortInitializePoFxPower`.";
                PoFxPowerActive(ComponentActive) = 8 "ScsiAdapterPoFxPowerActive", UpToDispatch:
                    "The adapter's component is active, or idle. After `StorPortInitializePoFxPower`.";
                PoFxPowerSetFState(ComponentFState) = 9 "ScsiAdapterPoFxPowerSetFState", UpToDispatch:
                    "Go to a functional power state, before the return. After `StorPortInitializePoFxPower` with more than one.";
                PoFxPowerControl(lent PowerControl) = 10 "ScsiAdapterPoFxPowerControl", UpToDispatch:
                    "A private request of the platform's power engine plug-in.";
                PrepareForBusReScan = 11 "ScsiAdapterPrepareForBusReScan", Passive:
                    "The bus is scanned next: power up the adapter and its devices, so that they are found.";
                SystemPowerHints(SystemPowerHints) = 12 "ScsiAdapterSystemPowerHints", Passive:
                    "How much power an always-on system wants to use.";
                PoFxMaxOperationalPower(MaxOperationalPower) = 14 "ScsiAdapterPoFxMaxOperationalPower", Passive:
                    "Choose a performance state that needs no more than so much. After a set of more than one was registered.";
                PoFxSetPerfState(PerfStateChange) = 15 "ScsiAdapterPoFxSetPerfState", UpToDispatch:
                    "What became of `StorPortPoFxSetPerfState`: change the state only now.";
                SurpriseRemoval = 16 "ScsiAdapterSurpriseRemoval", Gone:
                    "The adapter is gone: do not touch it; complete what is outstanding.";
                SerialNumber(lent SerialNumber) = 17 "ScsiAdapterSerialNumber", BelowDispatch:
                    "Say the adapter's serial number.";
                QueryFruId(lent FruId) = 19 "ScsiAdapterQueryFruId", Passive, feature 2:
                    "Say the identifier that is printed on the replaceable unit.";
                SetEventLogging(EventLogging) = 20 "ScsiAdapterSetEventLogging", Passive, feature 3:
                    "An event channel was turned on or off for the adapter.";
                ResetBusSynchronous(BusPath) = 22 "ScsiAdapterResetBusSynchronous", Passive, feature 6:
                    "Reset a bus, as `HW_RESET_BUS` does, before the return.";
            }
            reserved {
                FilterResourceRequirements = 13 "ScsiAdapterFilterResourceRequirements":
                    "it comes before find-adapter, when there is no device extension, and a handler gets one";
                CryptoOperation = 18 "ScsiAdapterCryptoOperation": "its page reserves it for system use";
                ReportInternalData = 21 "ScsiAdapterReportInternalData": "its page reserves it for system use";
                PostHwInitialize = 23 "ScsiAdapterPostHwInitialize": "its page reserves it for system use";
                PrepareEarlyDumpData = 24 "ScsiAdapterPrepareEarlyDumpData": "its page reserves it for system use";
                RestoreEarlyDumpData = 25 "ScsiAdapterRestoreEarlyDumpData": "its page reserves it for system use";
                KsrPowerDown = 26 "ScsiAdapterKsrPowerDown": "its page keeps it for internal use";
                PreparePLDR = 27 "ScsiAdapterPreparePLDR": "no page says its parameter or its IRQL";
                NvmeofAdapterOperation = 28 "ScsiNvmeofAdapterOperation": "no page says its parameter or its IRQL";
            }
        }
    };
}

/// Hands the control types of units to the macro `$then`, as [`adapter_controls!`](crate::adapter_controls) does.
#[macro_export]
macro_rules! unit_controls {
    ($then:path $(; $($given:tt)+)?) => {
        $then! {
            $($($given)+)?
            types {
                Usage(UnitUsage) = 1 "ScsiUnitUsage", Passive:
                    "The unit is used for paging, hibernation, dumps or booting, or not any more. Once for each.";
                Start(Address) = 2 "ScsiUnitStart", Passive:
                    "Start the unit (`IRP_MN_START_DEVICE` of the disk).";
                Power(OfUnit<PowerChange>) = 3 "ScsiUnitPower", Dispatch:
                    "The unit's power changes. It replaces `SRB_FUNCTION_POWER`.";
                PoFxPowerInfo(OfUnit<IdlePower>) = 4 "ScsiUnitPoFxPowerInfo", Passive:
                    "Idle power management was turned on or off: register the unit by `StorPortInitializePoFxPower`, or its registration is gone.";
                PoFxPowerRequired(OfUnit<PowerRequired>) = 5 "ScsiUnitPoFxPowerRequired", Dispatch, with "PoFxPowerInfo":
                    "The unit is needed with power, or not any more.";
                PoFxPowerActive(OfUnit<ComponentActive>) = 6 "ScsiUnitPoFxPowerActive", Dispatch, with "PoFxPowerInfo":
                    "The unit's component is active, or idle.";
                PoFxPowerSetFState(OfUnit<ComponentFState>) = 7 "ScsiUnitPoFxPowerSetFState", Dispatch, with "PoFxPowerInfo":
                    "Go to a functional power state, before the return. Required where the unit was registered with more than one.";
                PoFxPowerControl(lent PowerControl) = 8 "ScsiUnitPoFxPowerControl", Dispatch, with "PoFxPowerInfo":
                    "A private request of the platform's power engine plug-in.";
                Remove(Address) = 9 "ScsiUnitRemove", Passive:
                    "The unit was removed.";
                SurpriseRemoval(Address) = 10 "ScsiUnitSurpriseRemoval", Passive:
                    "The unit is gone: complete all of its requests.";
                RichDescription(lent RichDescription) = 11 "ScsiUnitRichDescription", Passive:
                    "Say vendor, model and firmware revision, longer than INQUIRY can.";
                QueryBusType(lent UnitBusType) = 12 "ScsiUnitQueryBusType", Passive, feature 0:
                    "Say the unit's bus type where it is not the adapter's.";
                QueryFruId(lent FruId) = 13 "ScsiUnitQueryFruId", Passive, feature 1:
                    "Say the identifier that is printed on the replaceable unit.";
            }
            reserved {
                ReportInternalData = 14 "ScsiUnitReportInternalData": "its page reserves it for system use";
                KsrPowerDown = 15 "ScsiUnitKsrPowerDown": "its page keeps it for internal use";
                NvmeIceInformation = 16 "ScsiUnitNvmeIceInformation": "no page says what it is";
            }
        }
    };
}

/// A control type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Control {
    /// Its name as an argument of the attribute and as a variant.
    pub name: &'static str,
    /// Its number in the header.
    pub number: u32,
    /// Its name in the header.
    pub header: &'static str,
    /// Where it runs: the word of its row, empty where that is not known.
    pub place: &'static str,
    /// Storport requires it of every miniport.
    pub mandatory: bool,
    /// The control types that it is nothing without.
    pub with: &'static [&'static str],
    /// The feature that a driver asks for to get it (`STORPORT_FEATURE_TYPE`).
    pub feature: Option<u32>,
    /// Why it is not for drivers.
    pub reserved: Option<&'static str>,
}

macro_rules! values {
    (
        $(#[doc = $doc:literal])+
        $list:ident;
        types { $(
            $name:ident $(($($parameter:tt)+))? = $number:literal $header:literal, $place:ident
                $(, mandatory $($mandatory:literal)?)? $(, with $with:literal)* $(, feature $feature:literal)?: $about:literal;
        )+ }
        reserved { $($other:ident = $other_number:literal $other_header:literal: $reason:literal;)+ }
    ) => {
        $(#[doc = $doc])+
        pub const $list: &[Control] = &[
            $(Control {
                name: stringify!($name),
                number: $number,
                header: $header,
                place: stringify!($place),
                mandatory: false $(|| { $($mandatory)? true })?,
                with: &[$($with),*],
                feature: match [None, $(Some($feature),)?] {
                    [.., feature] => feature,
                },
                reserved: None,
            },)+
            $(Control {
                name: stringify!($other),
                number: $other_number,
                header: $other_header,
                place: "",
                mandatory: false,
                with: &[],
                feature: None,
                reserved: Some($reason),
            },)+
        ];
    };
}

macro_rules! adapter {
    ($($rows:tt)+) => {
        values! {
            /// Every control type of adapters but the query (`SCSI_ADAPTER_CONTROL_TYPE`).
            ADAPTER_CONTROLS;
            $($rows)+
        }
    };
}
adapter_controls!(adapter);

macro_rules! unit {
    ($($rows:tt)+) => {
        values! {
            /// Every control type of units but the query (`SCSI_UNIT_CONTROL_TYPE`).
            UNIT_CONTROLS;
            $($rows)+
        }
    };
}
unit_controls!(unit);

#[cfg(test)]
mod tests {
    extern crate std;
    use super::{ADAPTER_CONTROLS, Control, UNIT_CONTROLS};
    use std::vec::Vec;

    #[test]
    fn every_number_of_the_enumerations_has_one_row() {
        for (controls, count) in [(ADAPTER_CONTROLS, 28), (UNIT_CONTROLS, 16)] {
            let mut numbers: Vec<u32> = controls.iter().map(|control| control.number).collect();
            numbers.sort_unstable();
            assert_eq!(numbers, (1..=count).collect::<Vec<u32>>());
        }
    }

    #[test]
    fn names_follow_the_headers() {
        for (controls, object) in [(ADAPTER_CONTROLS, "Adapter"), (UNIT_CONTROLS, "Unit")] {
            for Control { name, header, .. } in controls {
                let short = header.strip_prefix("Scsi").expect("Scsi");
                assert!(
                    short == *name || short.strip_prefix(object) == Some(name),
                    "{header}"
                );
            }
        }
    }

    #[test]
    fn what_another_needs_is_a_row() {
        for control in UNIT_CONTROLS.iter().chain(ADAPTER_CONTROLS) {
            for needed in control.with {
                assert!(UNIT_CONTROLS.iter().any(|other| other.name == *needed));
            }
        }
        assert_eq!(
            ADAPTER_CONTROLS
                .iter()
                .filter(|control| control.mandatory)
                .count(),
            2
        );
    }
}
