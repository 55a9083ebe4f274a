//! Libraries that no miniport imports, and what usually brings them in.

use super::Finding;
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

/// The finding for a library that a miniport may not import.
pub(super) fn refuse(library: &Library) -> Finding {
    let name = library.name.to_ascii_lowercase();
    let begins = |names: &[&str]| names.iter().any(|beginning| name.starts_with(beginning));
    let cause = if begins(C_RUNTIME) {
        "a C runtime: a dependency has C code, or the driver was linked without /NODEFAULTLIB"
    } else if begins(USER_MODE) {
        "a library of user mode: a dependency uses std or declares functions of the Windows API"
    } else if name == "hal.dll" {
        "declare the routine as an import of ntoskrnl.exe, which has had all of hal.dll since Windows 10"
    } else if name == "scsiport.sys" {
        "a SCSI port miniport is another kind of driver; call the StorPort routine of the same name"
    } else {
        "a Storport miniport imports from storport.sys and ntoskrnl.exe only"
    };
    let routines = match library.routines.as_slice() {
        [] => "nothing".to_owned(),
        all => all.join(", "),
    };
    Finding::new(format!("it imports {routines} from {}", library.name)).help(cause)
}
