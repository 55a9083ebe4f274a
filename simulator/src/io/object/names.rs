//! Names: of device objects, symbolic links, device interfaces.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::device::Device;
use super::driver::Driver;

/// A device interface of a physical device object.
#[derive(Clone)]
pub(crate) struct Interface {
    /// The device, or the adapter.
    pub owner: usize,
    /// `None` for an adapter of Storport, whose objects are not the manager's.
    pub physical: Option<Rc<Device>>,
    pub link: String,
    pub enabled: bool,
}

/// A symbolic link, and who made it.
#[derive(Clone)]
pub(crate) struct Link {
    pub target: String,
    pub driver: Option<Rc<Driver>>,
}

/// All names of a machine, without regard to upper and lower case.
#[derive(Default)]
pub(crate) struct Names {
    devices: BTreeMap<String, Rc<Device>>,
    links: BTreeMap<String, Link>,
    pub interfaces: Vec<Interface>,
}

/// A name as it is looked up: `\DosDevices`, `\??` and `\\.` are one directory.
fn key(name: &str) -> String {
    let lower = name.to_lowercase();
    ["\\dosdevices\\", "\\\\.\\", "\\\\?\\", "\\global??\\"]
        .iter()
        .find_map(|start| lower.strip_prefix(start))
        .map_or_else(|| lower.clone(), |rest| format!("\\??\\{rest}"))
}

impl Names {
    /// Names a device; `false` if the name is taken.
    pub fn add_device(&mut self, name: &str, device: &Rc<Device>) -> bool {
        if self.is_taken(name) {
            return false;
        }
        self.devices.insert(key(name), Rc::clone(device));
        true
    }

    pub fn is_taken(&self, name: &str) -> bool {
        self.devices.contains_key(&key(name)) || self.links.contains_key(&key(name))
    }

    pub fn forget_device(&mut self, device: &Rc<Device>) {
        self.devices.retain(|_, other| !Rc::ptr_eq(other, device));
    }

    /// Makes a symbolic link; `false` if the name is taken.
    pub fn add_link(&mut self, name: &str, link: Link) -> bool {
        if self.is_taken(name) {
            return false;
        }
        self.links.insert(key(name), link);
        true
    }

    /// Deletes a symbolic link: whether there was one.
    pub fn remove_link(&mut self, name: &str) -> bool {
        self.links.remove(&key(name)).is_some()
    }

    /// The links that a driver made and did not delete. They are forgotten.
    pub fn take_links_of(&mut self, driver: &Rc<Driver>) -> Vec<String> {
        let is_its = |link: &Link| {
            link.driver
                .as_ref()
                .is_some_and(|maker| Rc::ptr_eq(maker, driver))
        };
        let names: Vec<String> = self
            .links
            .iter()
            .filter(|(_, link)| is_its(link))
            .map(|(name, _)| name.clone())
            .collect();
        self.links.retain(|_, link| !is_its(link));
        names
    }

    /// The interface with a link's name.
    pub fn interface(&mut self, name: &str) -> Option<&mut Interface> {
        let wanted = key(name);
        self.interfaces
            .iter_mut()
            .find(|interface| key(&interface.link) == wanted)
    }

    /// The device that a name leads to.
    pub fn find(&self, name: &str) -> Option<Rc<Device>> {
        let mut name = key(name);
        // Links may lead to links, but not for ever.
        for _ in 0..8 {
            if let Some(device) = self.devices.get(&name) {
                return Some(Rc::clone(device));
            }
            let enabled =
                |interface: &&Interface| interface.enabled && key(&interface.link) == name;
            if let Some(interface) = self.interfaces.iter().find(enabled) {
                return interface.physical.clone();
            }
            name = key(&self.links.get(&name)?.target);
        }
        None
    }
}
