//! Which namespaces there are: the logical units.

use miniport::prelude::*;

use crate::adapter::Adapter;
use crate::command::admin::{self, Identify};
use crate::controller::{Managing, Trouble, execute};
use crate::identify::{self, Namespace};
use crate::unit::{UNITS, lun_of, namespace_of};

/// Asks the controller for its namespaces, and tells the units; whether something has changed.
///
/// # Errors
/// [`Trouble`]; then some units may have changed already.
pub fn find(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) -> Result<bool, Trouble> {
    let active = active(adapter, cx)?;
    let mut changed = false;
    for lun in 0..UNITS {
        let namespace = if active & 1 << lun == 0 {
            None
        } else {
            ask(adapter, cx, namespace_of(lun))?
        };
        changed |= adapter.units.set(cx, lun, namespace.as_ref());
    }
    Ok(changed)
}

/// The units whose namespaces are active, as bits.
fn active(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) -> Result<u64, Trouble> {
    const _: () = assert!(UNITS as u32 <= u64::BITS);
    let page = adapter.hardware.page();
    let command = admin::identify(Identify::ActiveNamespaces, 0, page.physical_address());
    execute(&mut Managing { cx, adapter }, command)?;
    Ok(identify::numbers(&page)
        .filter_map(lun_of)
        .fold(0, |units, lun| units | 1 << lun))
}

/// What a namespace is; `None` if it cannot be used, or is not active any more.
fn ask(
    adapter: &Adapter,
    cx: &mut Passive<'_, Adapter>,
    namespace: u32,
) -> Result<Option<Namespace>, Trouble> {
    let page = adapter.hardware.page();
    let command = admin::identify(Identify::Namespace, namespace, page.physical_address());
    match execute(&mut Managing { cx, adapter }, command) {
        Ok(_) => Ok(Namespace::parse(&page)),
        Err(Trouble::Refused(status)) => {
            debug_print!(0, "nvme: namespace {namespace}: {status:?}\n");
            Ok(None)
        }
        Err(trouble) => Err(trouble),
    }
}
