//! Which functions are callbacks: those of the runtime say it by their names, those of C by the declarations that a driver has for
//! Static Driver Verifier.

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

/// The declarations `ROLE_TYPE name;` in a C source or header; in place of a name an address (`0x1000`).
pub(crate) fn declared(text: &str) -> Vec<(&'static Callback, String)> {
    text.split([';', '\n'])
        .filter_map(|declaration| {
            let mut words = declaration
                .split(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
                .filter(|word| !word.is_empty())
                .skip_while(|word| Callback::named(word).is_none());
            let role = Callback::named(words.next()?)?;
            let name = words.next()?;
            // `HW_DPC_ROUTINE *pointer` and a prototype declare something else.
            let is_declaration = words.next().is_none() && !declaration.contains(['*', '(', '=']);
            is_declaration.then(|| (role, name.to_owned()))
        })
        .collect()
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

    #[test]
    fn declarations_of_c_name_role_and_function() {
        let text = "#include <storport.h>\nHW_DPC_ROUTINE Complete; /* HW_TIMER */\nextern HW_TIMER Tick;\n\
                    static HW_STARTIO\nPHW_TIMER other;\nHW_TIMER *pointer; HW_INTERRUPT 0x1000;\n\
                    _Dispatch_type_(IRP_MJ_READ) DRIVER_DISPATCH Read;\n";
        let found: Vec<_> = declared(text)
            .into_iter()
            .map(|(role, name)| format!("{} {name}", role.role_type))
            .collect();
        assert_eq!(
            found,
            [
                "HW_DPC_ROUTINE Complete",
                "HW_TIMER Tick",
                "HW_INTERRUPT 0x1000"
            ]
        );
    }
}
