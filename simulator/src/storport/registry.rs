//! The registry as an adapter sees it: the values of the driver's `Parameters` keys and those of the device's own key.

use std::cell::RefCell;
use std::collections::BTreeMap;

use miniport::ffi;

use super::options::{AdapterOptions, RegistryValue};

/// Where a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// `Parameters\Device`
    AllAdapters,
    /// `Parameters\Device<n>`
    ThisAdapter,
    /// `Device Parameters` of the device, and the keys below it.
    Device,
}

/// A value: its type and its bytes, strings in ASCII.
pub(crate) type Value = (u32, Vec<u8>);

/// The values that a driver has written.
#[derive(Debug, Default)]
pub(crate) struct Written(RefCell<BTreeMap<(Key, String), Value>>);

impl Written {
    pub fn put(&self, key: Key, name: String, value: Value) {
        self.0.borrow_mut().insert((key, name), value);
    }

    fn get(&self, key: Key, name: &str) -> Option<Value> {
        self.0.borrow().get(&(key, name.to_owned())).cloned()
    }

    /// The value of a name in lower case: what was written last, or what the adapter was started with, which is there for every key.
    pub fn find(&self, options: &AdapterOptions, key: Key, name: &str) -> Option<Value> {
        let initial = || {
            if name == "driverparameter" && !options.argument.is_empty() {
                return Some(RegistryValue::String(options.argument.clone()).bytes());
            }
            options.registry.get(name).map(RegistryValue::bytes)
        };
        self.get(key, name).or_else(initial)
    }
}

impl RegistryValue {
    /// The type and the bytes, as a driver reads them.
    pub(crate) fn bytes(&self) -> Value {
        match self {
            Self::Dword(value) => (ffi::REG_DWORD, value.to_le_bytes().to_vec()),
            Self::Qword(value) => (ffi::REG_QWORD, value.to_le_bytes().to_vec()),
            Self::String(value) => (ffi::REG_SZ, value.bytes().chain([0]).collect()),
            Self::Strings(values) => {
                let strings = values.iter().flat_map(|value| value.bytes().chain([0]));
                (ffi::REG_MULTI_SZ, strings.chain([0]).collect())
            }
            Self::Binary(value) => (ffi::REG_BINARY, value.clone()),
        }
    }
}
