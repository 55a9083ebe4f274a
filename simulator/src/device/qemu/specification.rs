//! What a user says of a device: `driver,property=value,…`, as QEMU's `-device` takes it.

use super::error::QemuError;

/// A device for a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Specification {
    text: String,
    /// Its name.
    pub id: String,
}

impl Specification {
    /// Reads it, and names it if it has no name; `others` have theirs.
    pub fn parse(text: &str, others: &[Self]) -> Result<Self, QemuError> {
        let mut parts = text.split(',');
        let driver = parts.next().unwrap_or_default();
        let properties: Vec<(&str, &str)> = parts.filter_map(|part| part.split_once('=')).collect();
        let value = |name| {
            properties
                .iter()
                .find(|(property, _)| *property == name)
                .map(|(_, value)| *value)
        };
        if driver.is_empty() {
            return Err(QemuError::device(text, "its driver is not named"));
        }
        if value("bus").or(value("addr")).is_some() {
            return Err(QemuError::device(
                text,
                "it has a slot of its own: neither `bus` nor `addr` can be given",
            ));
        }
        let is_free = |id: &str| others.iter().all(|other| other.id != id);
        if let Some(id) = value("id") {
            if !is_free(id) {
                return Err(QemuError::device(id, "another device has this name"));
            }
            return Ok(Self {
                text: text.into(),
                id: id.into(),
            });
        }
        // One of so many names is free.
        let mut names = (0..=others.len()).map(|number| format!("{driver}{number}"));
        let id = names.find(|id| is_free(id)).unwrap_or_default();
        Ok(Self {
            text: format!("{text},id={id}"),
            id,
        })
    }

    /// A stand-in for a device that has its name already.
    pub fn named(id: &str) -> Self {
        Self {
            text: String::new(),
            id: id.into(),
        }
    }

    /// What QEMU is told.
    pub fn in_slot(&self, slot: usize) -> String {
        format!("{},bus=port{slot}", self.text)
    }

    /// What QEMU is told in its machine protocol: `driver`, `id`, `bus`, and the properties.
    pub fn in_slot_as_json(&self, slot: usize) -> serde_json::Value {
        let mut parts = self.text.split(',');
        let mut object = serde_json::Map::new();
        object.insert("driver".into(), parts.next().unwrap_or_default().into());
        object.insert("bus".into(), format!("port{slot}").into());
        object.extend(
            parts
                .filter_map(|part| part.split_once('='))
                .map(|(name, value)| (name.into(), typed(value))),
        );
        object.into()
    }
}

/// The machine protocol tells numbers and switches from words.
fn typed(value: &str) -> serde_json::Value {
    match value {
        "on" => true.into(),
        "off" => false.into(),
        _ => value
            .parse::<u64>()
            .map_or_else(|_| value.into(), Into::into),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_gets_a_name_and_a_slot() {
        let first = Specification::parse("nvme,drive=d0,serial=x", &[]).unwrap();
        assert_eq!(first.id, "nvme0");
        assert_eq!(
            first.in_slot(2),
            "nvme,drive=d0,serial=x,id=nvme0,bus=port2"
        );
        let second = Specification::parse("nvme,drive=d1", std::slice::from_ref(&first)).unwrap();
        assert_eq!(second.id, "nvme1");
        let named = Specification::parse("nvme,id=boot", &[]).unwrap();
        assert_eq!(
            (named.id.as_str(), named.in_slot(0).as_str()),
            ("boot", "nvme,id=boot,bus=port0")
        );
    }

    #[test]
    fn what_the_slot_decides_is_refused() {
        for text in ["", "nvme,bus=pcie.0", "nvme,addr=3"] {
            assert!(Specification::parse(text, &[]).is_err(), "{text}");
        }
        assert!(Specification::parse("nvme,id=a", &[Specification::named("a")]).is_err());
    }

    #[test]
    fn the_machine_protocol_has_types() {
        let device =
            Specification::parse("nvme,serial=x1,max_ioqpairs=8,use-intel-id=on", &[]).unwrap();
        let expected = serde_json::json!({
            "driver": "nvme", "id": "nvme0", "bus": "port3", "serial": "x1", "max_ioqpairs": 8, "use-intel-id": true,
        });
        assert_eq!(device.in_slot_as_json(3), expected);
    }
}
