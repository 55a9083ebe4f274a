//! What `driver_entry!` and `wdm_driver_entry!` do with their tokens.

/// Says what is wrong with the tokens of an entry point, or hands them to the macro that writes it: `[family] "name" "example"`, and the
/// tokens twice, as they are and to be looked at.
#[doc(hidden)]
#[macro_export(local_inner_macros)]
macro_rules! __driver_entry {
    ($family:tt $name:literal $example:literal {}) => {
        $crate::__private::core::compile_error!($crate::__private::core::concat!(
            "`DriverEntry` registers the driver's callbacks\nwrite `", $name, "! { ", $example, " }` with each callback of the driver"
        ));
    };
    // Each call is a registration: is one of them given a function as a value, as C registers it? The methods take none, and the compiler
    // would only say to remove it.
    ($family:tt $name:literal $example:literal $tokens:tt $driver:ident::<$extension:ty>::new() $(.$role:ident $(::<$handler:path>)? ($($value:ident)?))+ $(,)?) => {
        __driver_entry! {
            @ $family [$($($value)?)+] $tokens $driver $extension, $($role [$($handler)?] [$($value)?])+
        }
    };
    ($family:tt $name:literal $example:literal $tokens:tt $driver:expr; $($rest:tt)*) => {
        $crate::__private::core::compile_error!($crate::__private::core::concat!(
            "`", $name, "!` takes one expression: the driver\nremove the semicolon"
        ));
    };
    ($family:tt $name:literal $example:literal { $($tokens:tt)+ } $($looked_at:tt)+) => { __driver_entry! { = $family $($tokens)+ } };
    (@ $family:tt [] { $($tokens:tt)+ } $($calls:tt)+) => { __driver_entry! { = $family $($tokens)+ } };
    (@ $family:tt [$($values:ident)+] $tokens:tt $driver:ident $extension:ty, $($role:ident [$($handler:path)?] [$($value:ident)?])+) => {
        $crate::__private::core::compile_error!($crate::__private::core::concat!(
            "a callback is registered as a type: the attribute gives one to its function's name\nwrite `",
            $crate::__private::core::stringify!($driver), "::<", $crate::__private::core::stringify!($extension), ">::new()",
            $(
                "\n           .", $crate::__private::core::stringify!($role),
                $("::<", $crate::__private::core::stringify!($handler), ">",)?
                $("::<", $crate::__private::core::stringify!($value), ">",)?
                "()",
            )+
            "`"
        ));
    };
    (= [storport] $driver:expr $(,)?) => { __export_driver_entry! { $driver } };
    (= [wdm] $driver:expr $(,)?) => { __export_wdm_driver_entry! { $driver } };
}
