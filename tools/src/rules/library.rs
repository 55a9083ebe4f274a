//! Libraries that no driver here imports, and what usually brings them in.

use super::{Finding, Model};
use crate::image::Library;

/// Beginnings of the names of C runtime libraries, in lower case.
const C_RUNTIME: &[&str] = &["vcruntime", "ucrtbase", "msvcr", "msvcp", "api-ms-win-crt-"];

/// Beginnings of the names of libraries of user mode, in lower case.
const USER_MODE: &[&str] = &[
    "kernel32",
    "kernelbase",
    "ntdll",
    "advapi32",
    "bcryptprimitives",
    "ws2_32",
    "api-ms-",
    "ext-ms-",
];

/// The finding for a library that is neither the kernel nor Storport.
pub(super) fn refuse(library: &Library, model: Model) -> Finding {
    let name = library.name.to_ascii_lowercase();
    let begins = |names: &[&str]| names.iter().any(|beginning| name.starts_with(beginning));
    let is_wdm = model == Model::Wdm;
    let mut is_fatal = true;
    let cause = if begins(C_RUNTIME) {
        "a C runtime: a dependency has C code, or the driver was linked without /NODEFAULTLIB"
    } else if begins(USER_MODE) {
        "a library of user mode: a dependency uses std or declares functions of the Windows API"
    } else if name == "hal.dll" && !is_wdm {
        "declare the routine as an import of ntoskrnl.exe, which has had all of hal.dll since Windows 10"
    } else if name == "scsiport.sys" && !is_wdm {
        "a SCSI port miniport is another kind of driver; call the StorPort routine of the same name"
    } else if is_wdm {
        // A driver may export routines to others, as wmilib.sys does.
        is_fatal = false;
        "the driver is loaded only where this library is a kernel-mode one"
    } else {
        "a Storport miniport imports from storport.sys and ntoskrnl.exe only"
    };
    let routines = match library.routines.as_slice() {
        [] => "nothing".to_owned(),
        all => all.join(", "),
    };
    let finding = Finding::new(format!("it imports {routines} from {}", library.name)).help(cause);
    if is_fatal { finding } else { finding.warning() }
}
