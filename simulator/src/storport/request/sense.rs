//! What is wrong with the sense data of a CHECK CONDITION.

/// Bytes before the additional ones, in both forms.
const HEAD: usize = 8;
/// Where the fixed form has the additional sense code.
const CODE: usize = 12;

/// Whether sense data have one of the forms that there are.
pub(super) fn is_any(sense: &[u8]) -> bool {
    sense
        .first()
        .is_some_and(|form| matches!(form & 0x7F, 0x70..=0x73))
}

/// What is wrong with sense data, in words that follow "CHECK CONDITION"; `SenseInfoBufferLength` is how many bytes there are, and `room` what
/// it was: what says more than that is cut off.
pub(super) fn wrong(sense: &[u8], room: usize) -> Option<String> {
    let Some(&form) = sense.first() else {
        return Some("without sense data (SRB_STATUS_AUTOSENSE_VALID)".to_owned());
    };
    let is_fixed = match form & 0x7F {
        0x70 | 0x71 => true,
        0x72 | 0x73 => false,
        // What was never written is zero.
        0 if sense.iter().all(|&byte| byte == 0) => {
            return Some("with sense data that say NO SENSE".to_owned());
        }
        _ => return Some("with sense data of no form that there is".to_owned()),
    };
    let Some(&additional) = sense.get(HEAD - 1) else {
        return Some(format!(
            "with {} bytes of sense data: SenseInfoBufferLength",
            sense.len()
        ));
    };
    let says = HEAD + usize::from(additional);
    if says > sense.len() && sense.len() < room {
        return Some(format!(
            "with sense data that say they have {says} bytes, and SenseInfoBufferLength is {}",
            sense.len()
        ));
    }
    if is_fixed
        && says <= CODE
        && sense[HEAD..]
            .get(CODE - HEAD)
            .is_some_and(|&code| code != 0)
    {
        return Some(format!(
            "with sense data that say they have {says} bytes, and an additional sense code behind them"
        ));
    }
    let (key, code) = if is_fixed {
        (sense[2], sense.get(CODE..CODE + 2))
    } else {
        (sense[1], sense.get(2..4))
    };
    let nothing = matches!(key & 0x0F, 0) && code.is_none_or(|code| code == [0, 0]);
    nothing.then(|| "with sense data that say NO SENSE".to_owned())
}

#[cfg(test)]
mod tests {
    use super::wrong;

    fn fixed(change: impl FnOnce(&mut Vec<u8>)) -> Option<String> {
        let mut sense = vec![0; 18];
        (sense[0], sense[2], sense[7], sense[12]) = (0x70, 5, 10, 0x24);
        change(&mut sense);
        wrong(&sense, 255)
    }

    #[track_caller]
    fn says(found: Option<String>, words: &str) {
        let found = found.expect("something is wrong");
        assert!(found.contains(words), "{found}");
    }

    #[test]
    fn right_sense_data_of_both_forms_are_let_through() {
        assert_eq!(fixed(|_| {}), None);
        assert_eq!(fixed(|sense| sense.resize(255, 0)), None);
        // Eight bytes say the key alone.
        assert_eq!(
            fixed(|sense| {
                sense[7] = 0;
                sense.truncate(8);
            }),
            None
        );
        assert_eq!(wrong(&[0x72, 3, 0x11, 1, 0, 0, 0, 0], 255), None);
        // NO SENSE with an additional code: a filemark, progress.
        assert_eq!(fixed(|sense| sense[2] = 0), None);
        assert_eq!(wrong(&[0x72, 0, 0, 1, 0, 0, 0, 0], 255), None);
    }

    #[test]
    fn a_length_that_is_not_that_of_the_data_is_said() {
        says(wrong(&[], 255), "without");
        says(fixed(|sense| sense.truncate(7)), "7 bytes");
        says(fixed(|sense| sense.truncate(17)), "say they have 18 bytes");
        says(fixed(|sense| sense[7] = 4), "behind them");
        says(
            wrong(&[0x72, 3, 0x11, 1, 0, 0, 0, 1], 255),
            "say they have 9 bytes",
        );
    }

    #[test]
    fn data_that_say_nothing_are_said() {
        says(wrong(&[0; 18], 255), "NO SENSE");
        says(wrong(&[0x72, 0, 0, 0, 0, 0, 0, 0], 255), "NO SENSE");
        says(fixed(|sense| (sense[2], sense[12]) = (0, 0)), "NO SENSE");
        says(fixed(|sense| sense[0] = 0x7F), "no form");
        says(fixed(|sense| sense[0] = 0), "no form");
    }
}
