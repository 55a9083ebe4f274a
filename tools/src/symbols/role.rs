//! Which functions are callbacks of the runtime: their names say it.

use miniport_roles::Role;

use crate::rules::Callback;

/// The role and the handler of a routine of the runtime: `…::role::hw_dpc::routine::<driver::__complete::complete, …>`.
pub(crate) fn of_runtime(name: &str) -> Option<(&'static Callback, String)> {
    if !name.starts_with("miniport::") {
        return None;
    }
    let (_, after) = name.split_once("::role::")?;
    let (attribute, after) = after.split_once("::routine")?;
    let role = Role::named(attribute)?;
    let arguments = after.trim_start_matches("::").strip_prefix('<')?;
    // CodeView's word for a type that is an enumeration.
    let arguments = arguments.trim_start_matches("enum2$<");
    let end = arguments.find([',', '>'])?;
    let mut path: Vec<&str> = arguments[..end].split("::").collect();
    let name = path.pop()?;
    // The module that the attribute writes around the type.
    let room = path.last().and_then(|room| room.strip_prefix("__"));
    if room
        .and_then(|room| room.strip_prefix(name))
        .is_some_and(is_place)
    {
        path.pop();
    }
    path.push(name);
    Some((Callback::named(role.role_type)?, path.join("::")))
}

/// What follows the name in that of its module: line and column, where the compiler knew them (`_14_4`).
fn is_place(text: &str) -> bool {
    text.split('_')
        .all(|number| number.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn callback(name: &str) -> Option<(&'static str, String)> {
        of_runtime(name).map(|(role, handler)| (role.role_type, handler))
    }

    #[test]
    fn routines_of_the_runtime_name_role_and_handler() {
        for name in [
            "miniport::storport::role::hw_dpc::routine::<disk::later::__complete::complete, disk::Adapter, u32>",
            "miniport::storport::role::hw_dpc::routine<disk::later::__complete::complete,disk::Adapter,u32>",
            "miniport::storport::role::hw_dpc::routine<disk::later::__complete_14_4::complete,disk::Adapter,u32>",
            "miniport::storport::role::hw_dpc::routine<enum2$<disk::later::__complete::complete>,disk::Adapter,u32>",
            "miniport::storport::role::hw_dpc::routine::<disk::later::complete, disk::Adapter>",
        ] {
            let expected = ("HW_DPC_ROUTINE", "disk::later::complete".to_owned());
            assert_eq!(callback(name), Some(expected), "{name}");
        }
        for name in [
            "disk::role::hw_dpc::routine::<a, b>",
            "miniport::storport::role::hw_dpc::Deferred::new",
            "miniport::storport::role::nothing::routine::<a, b>",
            "memcpy",
        ] {
            assert_eq!(callback(name), None, "{name}");
        }
    }
}
