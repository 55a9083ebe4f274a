//! The registry.

use miniport::prelude::*;
use miniport_sim::{AdapterOptions, RegistryValue};

use crate::driver::{Acts, Adapter, NOTHING, run};

fn options() -> AdapterOptions {
    AdapterOptions::new()
        .registry("Depth", RegistryValue::Dword(77))
        .registry("Size", RegistryValue::Qword(1 << 40))
        .registry("Name", RegistryValue::String("abc".into()))
        .registry(
            "Names",
            RegistryValue::Strings(vec!["a".into(), "b".into()]),
        )
        .registry("Bytes", RegistryValue::Binary(vec![1, 0, 2]))
}

fn read_in_find_adapter(cx: &mut FindAdapter<'_, Adapter>) {
    let mut registry = cx.registry_buffer(16).unwrap();
    let key = RegistryKey::ThisAdapter;
    assert_eq!(registry.read::<u32>(key, c"Depth"), Ok(77));
    assert_eq!(registry.read::<u64>(key, c"Size"), Ok(1 << 40));
    assert_eq!(registry.read::<str>(key, c"Name"), Ok("abc"));
    assert_eq!(registry.read::<[u8]>(key, c"Bytes"), Ok(&[1, 0, 2][..]));
    assert!(
        registry
            .read::<[&str]>(key, c"Names")
            .unwrap()
            .eq(["a", "b"])
    );
    assert_eq!(
        registry.read::<u32>(key, c"Width"),
        Err(RegistryError::Failed)
    );
    assert_eq!(
        registry.read::<u32>(key, c"Name"),
        Err(RegistryError::Failed)
    );
}

#[test]
fn values_are_read_in_find_adapter() {
    let find = read_in_find_adapter;
    run(options(), Acts { find, ..NOTHING });
}

fn write_and_read(_: &Adapter, cx: &mut Passive<'_, Adapter>) {
    let mut registry = cx.registry_buffer(4).unwrap();
    let key = RegistryKey::AllAdapters;
    assert_eq!(registry.write(key, c"Depth", &5_u32), Ok(()));
    assert_eq!(registry.read::<u32>(key, c"depth"), Ok(5));
    let mine = RegistryKey::ThisAdapter;
    assert_eq!(registry.read::<u32>(mine, c"depth"), Ok(77), "another key");
    assert_eq!(
        registry.write(key, c"Name", "abcd"),
        Err(RegistryError::TooShort(5))
    );
    assert_eq!(
        registry.read::<u64>(key, c"Size"),
        Err(RegistryError::TooShort(8))
    );
    drop(registry);
    assert!(cx.registry_buffer(8).is_ok(), "the first one was freed");
}

#[test]
fn values_are_written_for_all_adapters_or_for_one() {
    let seen = run(
        options(),
        Acts {
            work: write_and_read,
            ..NOTHING
        },
    );
    assert!(seen.says("registry value depth of type 4 is written, 4 bytes"));
}

fn keep_the_buffer(_: &Adapter, cx: &mut Passive<'_, Adapter>) {
    core::mem::forget(cx.registry_buffer(8));
    assert_eq!(cx.registry_buffer(8).unwrap_err(), RegistryError::NoBuffer);
}

#[test]
fn an_adapter_has_one_buffer_at_a_time_and_a_forgotten_one_is_a_leak() {
    let acts = Acts {
        work: keep_the_buffer,
        ..NOTHING
    };
    let seen = crate::driver::run_to_the_end(options(), acts);
    let leaks = seen.report.violations_of(miniport_sim::Rule::Leak);
    assert_eq!(leaks.count(), 1, "{}", seen.report);
}

fn device_key(_: &Adapter, cx: &mut Passive<'_, Adapter>) {
    let mut bytes = [0; 8];
    assert_eq!(
        cx.read_device_key::<u32>(None, c"Depth", &mut bytes),
        Ok(77)
    );
    assert_eq!(
        cx.read_device_key::<str>(None, c"Name", &mut bytes),
        Ok("abc")
    );
    let short = cx.read_device_key::<u32>(None, c"Depth", &mut bytes[..2]);
    assert_eq!(short, Err(RegistryError::TooShort(4)));
    let below = Some(c"Queues");
    assert_eq!(
        cx.write_device_key(below, c"Depth", &6_u32, &mut bytes),
        Ok(())
    );
    assert_eq!(
        cx.read_device_key::<u32>(below, c"Depth", &mut bytes),
        Ok(6)
    );
    assert_eq!(
        cx.read_device_key::<u32>(None, c"Depth", &mut bytes),
        Ok(77)
    );
    let long = cx.write_device_key(None, c"Name", "a long name", &mut bytes);
    assert_eq!(long, Err(RegistryError::TooShort(12)));
}

#[test]
fn the_key_of_the_device_has_values_of_its_own() {
    run(
        options(),
        Acts {
            work: device_key,
            ..NOTHING
        },
    );
}
