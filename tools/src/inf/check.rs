//! The mistakes in an INF file that `InfVerif` finds most, by its numbers: the page "INF Validation Errors and Warnings" of the Windows
//! documentation. Sections of another INF file (`Include`, `Needs`) are not looked for.

use std::collections::BTreeSet;

use super::{Entry, Inf, Section, is};
use crate::rules::Finding;

/// Directives whose values are sections, and whether `@file` may stand there.
const DIRECTIVES: &[(&str, bool)] = &[("CopyFiles", true), ("AddReg", false), ("DelReg", false)];

/// Sections that need no directive.
const ALWAYS: &[&str] = &[
    "Version",
    "Strings",
    "Manufacturer",
    "DestinationDirs",
    "SourceDisksNames",
    "SourceDisksFiles",
    "ControlFlags",
];

/// Everything that is wrong with the INF file of a driver whose file has this name.
pub(crate) fn check(inf: &Inf, driver: &str) -> Vec<Finding> {
    let mut walk = Walk {
        inf,
        findings: Vec::new(),
        used: BTreeSet::new(),
        copied: BTreeSet::new(),
    };
    walk.version();
    walk.tokens();
    walk.manufacturers();
    walk.files(driver);
    walk.unused();
    walk.findings
}

struct Walk<'a> {
    inf: &'a Inf,
    findings: Vec<Finding>,
    /// The sections that something leads to, in lower case.
    used: BTreeSet<String>,
    /// The files that are copied, in lower case.
    copied: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    fn found(&mut self, message: impl Into<String>) {
        self.findings.push(Finding::new(message));
    }

    fn warned(&mut self, message: impl Into<String>) {
        self.findings.push(Finding::new(message).warning());
    }

    fn version(&mut self) {
        let value = |key| self.inf.value("Version", key);
        if !value("Signature").is_some_and(|signature| is(signature, "$Windows NT$")) {
            self.found("1001: [Version] has no Signature = \"$WINDOWS NT$\"");
        }
        for key in ["Class", "ClassGuid", "Provider", "DriverVer"] {
            if value(key).is_none() {
                self.found(format!("[Version] has no {key}"));
            }
        }
        if value("CatalogFile").is_none() {
            self.found("1233: [Version] has no CatalogFile, so the package cannot be signed");
        }
        let provider = value("Provider").map(|provider| self.inf.text(provider));
        if provider.is_some_and(|provider| is(&provider, "Microsoft")) {
            self.found("1204: the Provider cannot be Microsoft");
        }
        if self.inf.section("DefaultInstall").is_some()
            && self.inf.section("Manufacturer").is_some()
        {
            self.found("1212: [DefaultInstall] and [Manufacturer] are both there");
        }
    }

    /// `%token%` is in `[Strings]`, or the number of a folder; `%%` is a percent sign. `$token$` is what stamping would have replaced.
    fn tokens(&mut self) {
        let sections = self.inf.sections.iter();
        let entries = sections.flat_map(|section| &section.entries);
        let mut unknown = BTreeSet::new();
        let mut left = BTreeSet::new();
        for entry in entries {
            for text in entry.key.iter().chain(&entry.values) {
                for token in text.split('%').skip(1).step_by(2) {
                    let is_folder = token.chars().all(|letter| letter.is_ascii_digit());
                    if !is_folder && self.inf.value("Strings", token).is_none() {
                        unknown.insert(token.to_owned());
                    }
                }
                if text.contains("$ARCH$") {
                    left.insert(text.clone());
                }
            }
        }
        for token in unknown {
            self.found(format!("1235: %{token}% is not in [Strings]"));
        }
        for text in left {
            self.found(format!("$ARCH$ is left in `{text}`"));
        }
    }

    /// A section that something leads to.
    fn section(&mut self, name: &str, from: &str) -> Option<&'a Section> {
        self.used.insert(name.to_ascii_lowercase());
        let section = self.inf.section(name);
        if section.is_none() {
            self.found(format!(
                "1203: {from} leads to [{name}], which is not there"
            ));
        }
        section
    }

    fn manufacturers(&mut self) {
        let mut devices = 0;
        let makers = self.inf.section("Manufacturer");
        for maker in makers.iter().flat_map(|section| &section.entries) {
            let Some(models) = maker.value(0) else {
                continue;
            };
            let systems: Vec<String> = (1..)
                .map_while(|index| maker.value(index))
                .map(|system| format!("{models}.{system}"))
                .collect();
            let names = if systems.is_empty() {
                vec![models.to_owned()]
            } else {
                systems
            };
            for name in names {
                let Some(section) = self.section(&name, "[Manufacturer]") else {
                    continue;
                };
                for model in &section.entries {
                    devices += usize::from(model.value(1).is_some());
                    self.install(model, &name);
                }
            }
        }
        if devices == 0 {
            self.found("1297: no model has a hardware identifier");
        }
    }

    /// The section that installs a model; Windows looks for its decorated names first.
    fn install(&mut self, model: &Entry, models: &str) {
        let Some(name) = model.value(0) else {
            return;
        };
        let decorated: Vec<&'a str> = self
            .inf
            .sections
            .iter()
            .map(|section| section.name.as_str())
            .filter(|found| {
                let rest = found
                    .get(..name.len())
                    .filter(|begin| is(begin, name))
                    .map(|_| &found[name.len()..]);
                rest.is_some_and(|rest| {
                    rest.is_empty()
                        || ["", "amd64", "arm64"]
                            .iter()
                            .any(|machine| is(rest, &format!(".NT{machine}")))
                })
            })
            .collect();
        if decorated.is_empty() {
            self.section(name, &format!("[{models}]"));
        }
        for install in decorated {
            self.used.insert(install.to_ascii_lowercase());
            self.directives(install);
            for part in ["HW", "Interfaces", "Filters", "Wdf"] {
                let part = format!("{install}.{part}");
                if self.inf.section(&part).is_some() {
                    self.used.insert(part.to_ascii_lowercase());
                    self.directives(&part);
                }
            }
            self.services(install);
        }
    }

    fn services(&mut self, install: &str) {
        let name = format!("{install}.Services");
        let Some(section) = self.inf.section(&name) else {
            self.found(format!("1296: [{install}] has no [{name}]"));
            return;
        };
        self.used.insert(name.to_ascii_lowercase());
        let mut function_driver = false;
        for entry in section.of("AddService") {
            // SPSVCINST_ASSOCSERVICE.
            let flags = entry.value(1).map(number).unwrap_or_default();
            function_driver |= flags & 2 != 0;
            let Some(service) = entry.value(2) else {
                continue;
            };
            if let Some(found) = self.section(service, &format!("[{name}]")) {
                for key in ["ServiceType", "StartType", "ErrorControl", "ServiceBinary"] {
                    if found.of(key).all(|entry| entry.value(0).is_none()) {
                        self.found(format!("[{service}] has no {key}"));
                    }
                }
                self.directives(service);
            }
        }
        if !function_driver && section.of("Include").next().is_none() {
            self.found(format!(
                "1296: no AddService of [{name}] has flag 2: the device gets no driver"
            ));
        }
    }

    fn directives(&mut self, section: &str) {
        let Some(found) = self.inf.section(section) else {
            return;
        };
        for &(directive, takes_file) in DIRECTIVES {
            for value in found.of(directive).flat_map(|entry| &entry.values) {
                match value.strip_prefix('@').filter(|_| takes_file) {
                    Some(file) => {
                        self.copied.insert(file.to_ascii_lowercase());
                    }
                    None => self.directive(directive, value, section),
                }
            }
        }
    }

    fn directive(&mut self, directive: &str, name: &str, from: &str) {
        let from = format!("{directive} of [{from}]");
        let Some(section) = self.section(name, &from) else {
            return;
        };
        if directive == "CopyFiles" {
            for entry in &section.entries {
                // A file that is renamed has another one as its source.
                let file = entry.value(1).or(entry.value(0));
                self.copied.extend(file.map(str::to_ascii_lowercase));
            }
            let folders = self.inf.section("DestinationDirs");
            let has = |key| folders.is_some_and(|folders| folders.of(key).next().is_some());
            if !has(name) && !has("DefaultDestDir") {
                self.found(format!("[DestinationDirs] has no folder for [{name}]"));
            }
            return;
        }
        for entry in &section.entries {
            let root = entry.value(0).unwrap_or_default();
            let key = entry.value(1).unwrap_or_default().to_ascii_lowercase();
            if key.contains(r"currentcontrolset\services") {
                self.found(format!(
                    "1221: [{name}] writes a key of services by {root}, not HKR"
                ));
            } else if !is(root, "HKR") {
                self.warned(format!("1304: [{name}] writes below {root}, not HKR"));
            }
        }
    }

    fn files(&mut self, driver: &str) {
        for file in self.copied.clone() {
            let listed = self.inf.sections.iter().any(|section| {
                let name = section.name.to_ascii_lowercase();
                name.starts_with("sourcedisksfiles") && section.of(&file).next().is_some()
            });
            if !listed {
                self.found(format!("1230: {file} is not in [SourceDisksFiles]"));
            }
        }
        if !self.copied.contains(&driver.to_ascii_lowercase()) {
            self.found(format!("no model's CopyFiles has {driver}"));
        }
    }

    fn unused(&mut self) {
        let names: Vec<&str> = self
            .inf
            .sections
            .iter()
            .map(|section| section.name.as_str())
            .filter(|name| {
                let begin = name.split('.').next().unwrap_or(name);
                !ALWAYS.iter().any(|always| is(always, begin))
                    && !self.used.contains(&name.to_ascii_lowercase())
            })
            .collect();
        for name in names {
            self.warned(format!("2083: nothing leads to [{name}]"));
        }
    }
}

/// A number as INF files have it.
fn number(text: &str) -> u32 {
    let hexadecimal = text.to_ascii_lowercase();
    match hexadecimal.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => text.parse(),
    }
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::{Date, stamp};
    use super::*;
    use crate::Target;

    fn stamped(inx: &str) -> String {
        stamp(inx, Target::X64, Date::now().unwrap(), [1, 0, 0])
    }

    fn found(inf: &str, driver: &str) -> Vec<String> {
        check(&Inf::parse(inf), driver)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    const GOOD: &str = include_str!("../../template/wdm/driver.inx");

    #[test]
    fn the_drivers_of_this_repository_make_no_mistake() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        for (file, driver) in [
            ("examples/edu/edu.inx", "edu.sys"),
            ("examples/nvme/nvme.inx", "nvme.sys"),
            ("examples/ramdisk/ramdisk.inx", "ramdisk.sys"),
            ("tools/template/virtual/driver.inx", "my_driver.sys"),
            ("tools/template/wdm/driver.inx", "my_driver.sys"),
        ] {
            let inx = std::fs::read_to_string(format!("{root}/{file}")).unwrap();
            assert!(!found(&inx, driver).is_empty(), "{file} is not stamped");
            assert_eq!(found(&stamped(&inx), driver), [""; 0], "{file}");
        }
    }

    #[test]
    fn each_mistake_is_found() {
        for (right, wrong, text) in [
            ("$WINDOWS NT$", "$CHICAGO$", "1001"),
            ("CatalogFile = my_driver.cat", "", "1233"),
            ("\"Example\"", "Microsoft", "1204"),
            ("= %DeviceName%", "= %Name%", "1235: %Name%"),
            (
                "CopyFiles = Driver_Files",
                "CopyFiles = Driver_Files,More",
                "1203: CopyFiles of [Driver_Install.NT] leads to [More]",
            ),
            ("my_driver.sys = 1", "other.sys = 1", "1230: my_driver.sys"),
            (",Root\\my-driver", "", "1297"),
            (
                "HKR,,Security",
                "HKLM,System\\CurrentControlSet\\Services\\x,Security",
                "1221",
            ),
            ("HKR,,Security", "HKLM,Software\\x,Security", "1304"),
            ("0x00000002", "0x00000000", "1296: no AddService"),
            (
                "[Strings]",
                "[Lost]\r\na=b\r\n[Strings]",
                "2083: nothing leads to [Lost]",
            ),
            (
                "DefaultDestDir = 13",
                "Other = 13",
                "[DestinationDirs] has no folder for [Driver_Files]",
            ),
            ("StartType     = 3", "", "[Driver_Service] has no StartType"),
            ("[Strings]", "[DefaultInstall]\r\n[Strings]", "1212"),
        ] {
            let inf = stamped(GOOD);
            assert!(inf.contains(right), "{right}");
            let mistakes = found(&inf.replacen(right, wrong, 1), "my_driver.sys");
            assert!(
                mistakes.iter().any(|mistake| mistake.contains(text)),
                "{text}: {mistakes:?}"
            );
        }
    }

    #[test]
    fn an_inf_of_another_driver_is_not_this_ones() {
        assert_eq!(
            found(&stamped(GOOD), "other.sys"),
            ["no model's CopyFiles has other.sys"]
        );
    }

    #[test]
    fn whatever_the_text_is_there_is_an_answer() {
        let mut random = fastrand::Rng::with_seed(0x5107);
        let letters: Vec<char> = "[]%,;=\"\\.@$\r\nVersion".chars().collect();
        for _ in 0..2_000 {
            let mut text: Vec<char> = GOOD.chars().collect();
            for _ in 0..random.usize(1..40) {
                let at = random.usize(..text.len());
                text[at] = letters[random.usize(..letters.len())];
            }
            let text: String = text.into_iter().collect();
            check(&Inf::parse(&text), "my_driver.sys");
        }
    }
}
