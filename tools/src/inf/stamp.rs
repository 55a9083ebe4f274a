//! An INF file from an INX file, as the WDK's `stampinf` makes it: machine, date and version.

use crate::{Error, Target};

/// A date as an INF file has it, in UTC, as `inf2cat` reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Date {
    year: u64,
    month: u64,
    day: u64,
}

impl Date {
    /// That of `SOURCE_DATE_EPOCH`, where it is set; else today's.
    pub(crate) fn now() -> Result<Self, Error> {
        let seconds = match std::env::var("SOURCE_DATE_EPOCH") {
            Ok(text) => text.parse().map_err(|_| {
                Error::new(format!(
                    "SOURCE_DATE_EPOCH is `{text}`, and not a number of seconds"
                ))
            })?,
            Err(_) => std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .map_or(0, |time| time.as_secs()),
        };
        Ok(Self::of(seconds))
    }

    /// The day of a time that is counted from 1970, in the Gregorian calendar.
    fn of(seconds: u64) -> Self {
        // Days from the first of March of the year 0: the day that leap years add is then the last of a year.
        let days = seconds / 86_400 + 719_468;
        let (era, day) = (days / 146_097, days % 146_097);
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        Self {
            year: era * 400 + year + u64::from(month >= 10),
            month: (month + 2) % 12 + 1,
            day: day - (153 * month + 2) / 5 + 1,
        }
    }
}

/// The INF file of an INX file: `$ARCH$` is the machine, and `DriverVer` in `[Version]` is this date and version.
pub(crate) fn stamp(inx: &str, target: Target, date: Date, version: [u16; 3]) -> String {
    let machine = match target {
        Target::X64 => "amd64",
        Target::Arm64 => "arm64",
    };
    let Date { year, month, day } = date;
    let [major, minor, patch] = version;
    let stamped = format!("DriverVer = {month:02}/{day:02}/{year},{major}.{minor}.{patch}.0");
    let mut text = String::new();
    let mut in_version = false;
    for line in inx.lines() {
        let begin = line.trim_start().to_ascii_lowercase();
        if begin.starts_with('[') {
            in_version = begin.starts_with("[version]");
        }
        if in_version && begin.starts_with("driverver") {
            continue;
        }
        // Windows reads lines that end in either way, and its editors like this one.
        text += &line.replace("$ARCH$", machine);
        text += "\r\n";
        if begin.starts_with("[version]") {
            text += &stamped;
            text += "\r\n";
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (seconds, year, month, day) in [
            (0, 1970, 1, 1),
            (951_782_399, 2000, 2, 28),
            (951_782_400, 2000, 2, 29),
            (951_868_800, 2000, 3, 1),
            (1_798_761_599, 2026, 12, 31),
            (4_107_542_400, 2100, 3, 1),
        ] {
            assert_eq!(Date::of(seconds), Date { year, month, day }, "{seconds}");
        }
    }

    #[test]
    fn an_inx_gets_machine_date_and_version() {
        let inx = "[Version]\nClass = System\nDriverVer = old\n[M]\n%P% = S,NT$ARCH$.10.0\nDriverVer = kept\n";
        let inf = stamp(inx, Target::X64, Date::of(0), [1, 2, 3]);
        assert_eq!(
            inf,
            "[Version]\r\nDriverVer = 01/01/1970,1.2.3.0\r\nClass = System\r\n[M]\r\n%P% = S,NTamd64.10.0\r\nDriverVer = kept\r\n"
        );
        assert!(stamp(inx, Target::Arm64, Date::of(0), [0; 3]).contains("NTarm64.10.0"));
    }
}
