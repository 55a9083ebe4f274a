//! The values that handlers get beside the extension and the context: what a wrong type is told.

/// A type of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// The name of the type in the signature of a row.
    pub type_name: &'static str,
    /// What is said of another type; `{parameter}` is the parameter's name in C, `{role_type}` the role type.
    pub rule: &'static str,
}

/// Every type of parameters.
pub const PARAMETERS: &[Parameter] = &[
    Parameter {
        type_name: "PortConfiguration",
        rule: "`PORT_CONFIGURATION_INFORMATION` is read and filled in through a `PortConfiguration`",
    },
    Parameter {
        type_name: "DumpConfiguration",
        rule: "in dump mode `PORT_CONFIGURATION_INFORMATION` is read and filled in through a `DumpConfiguration`",
    },
    Parameter {
        type_name: "DumpSrb",
        rule: "the handler owns the request (SRB) until it completes it or gives it back",
    },
    Parameter {
        type_name: "Srb",
        rule: "the handler owns the request (SRB) until it completes it or gives it back",
    },
    Parameter {
        type_name: "ServiceIrp",
        rule: "the handler owns the service IRP until it completes it, and may keep it",
    },
    Parameter {
        type_name: "HandledChange",
        rule: "address and status of the change that `{role_type}` is about come as a `HandledChange`",
    },
    Parameter {
        type_name: "u32",
        rule: "`{parameter}` of `{role_type}` is a ULONG",
    },
    Parameter {
        type_name: "bool",
        rule: "`{parameter}` of `{role_type}` is a BOOLEAN",
    },
    Parameter {
        type_name: "Irp",
        rule: "the handler owns the IRP until it completes it or hands it on",
    },
    Parameter {
        type_name: "MappedIrp",
        rule: "the handler owns the IRP and its list until it puts the list back",
    },
    Parameter {
        type_name: "Option",
        rule: "`IoRequestDpc` may carry no IRP: the handler gets an `Option<Irp<Device>>`",
    },
    Parameter {
        type_name: "Message",
        rule: "the handler gets the message itself: its number, and the proof that its lock is held",
    },
];
