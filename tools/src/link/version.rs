//! The version resource of the image, as a `.res` file, from what the package says of itself. No resource compiler is needed.
//!
//! The format is that of the pages "Resource File Formats" and `VS_VERSIONINFO` of the Windows documentation.

use crate::package::About;

/// US English and UTF-16: the block of strings that every tool shows.
const LANGUAGE: u16 = 0x0409;
const CODE_PAGE: u16 = 1200;

const RT_VERSION: u16 = 16;
const VS_FF_DEBUG: u32 = 1;
const VS_FF_PRERELEASE: u32 = 2;
const VOS_NT_WINDOWS32: u32 = 0x0004_0004;
const VFT_DRV: u32 = 3;
const VFT2_DRV_SYSTEM: u32 = 7;

/// The `.res` file of a driver of this name.
pub(super) fn resource(library: &str, about: &About, debug: bool) -> Vec<u8> {
    let info = info(library, about, debug);
    // The first entry is empty: by it a 32-bit resource file is known.
    let mut file = entry(0, 0, 0, 0, &[]);
    file.extend(entry(RT_VERSION, 1, 0x30, LANGUAGE, &info));
    file
}

/// `RESOURCEHEADER`, with a type and a name that are numbers, and the data.
fn entry(kind: u16, name: u16, flags: u16, language: u16, data: &[u8]) -> Vec<u8> {
    let mut entry = Vec::new();
    put32(&mut entry, length32(data));
    put32(&mut entry, 32); // the header's own size
    for number in [kind, name] {
        put16(&mut entry, 0xffff);
        put16(&mut entry, number);
    }
    put32(&mut entry, 0); // version of the data
    put16(&mut entry, flags);
    put16(&mut entry, language);
    put32(&mut entry, 0); // version of the resource
    put32(&mut entry, 0); // characteristics
    entry.extend(data);
    align(&mut entry);
    entry
}

/// `VS_VERSIONINFO`.
fn info(library: &str, about: &About, debug: bool) -> Vec<u8> {
    let [major, minor, patch] = about.numbers();
    let version = [
        u32::from(major) << 16 | u32::from(minor),
        u32::from(patch) << 16,
    ];
    let mut flags = 0;
    if debug {
        flags |= VS_FF_DEBUG;
    }
    if about.version.contains('-') {
        flags |= VS_FF_PRERELEASE;
    }
    let mut fixed = Vec::new();
    for word in [
        0xfeef_04bd,
        0x0001_0000,
        version[0],
        version[1],
        version[0],
        version[1],
        0x3f, // which flags are valid
        flags,
        VOS_NT_WINDOWS32,
        VFT_DRV,
        VFT2_DRV_SYSTEM,
        0,
        0,
    ] {
        put32(&mut fixed, word);
    }
    let file = format!("{library}.sys");
    let strings: Vec<Vec<u8>> = [
        ("CompanyName", about.company.as_deref()),
        ("FileDescription", Some(about.description())),
        ("FileVersion", Some(about.version.as_str())),
        ("InternalName", Some(file.as_str())),
        ("LegalCopyright", about.copyright.as_deref()),
        ("OriginalFilename", Some(file.as_str())),
        ("ProductName", Some(about.product())),
        ("ProductVersion", Some(about.version.as_str())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some(string(name, value?)))
    .collect();
    let language = format!("{LANGUAGE:04x}{CODE_PAGE:04x}");
    let table = block(&language, 1, 0, &[], &strings);
    let mut translation = Vec::new();
    put16(&mut translation, LANGUAGE);
    put16(&mut translation, CODE_PAGE);
    let variable = block("Translation", 0, 4, &translation, &[]);
    block(
        "VS_VERSION_INFO",
        0,
        52,
        &fixed,
        &[
            block("StringFileInfo", 1, 0, &[], &[table]),
            block("VarFileInfo", 1, 0, &[], &[variable]),
        ],
    )
}

/// `String`; its length is in letters, and counts the 0 that ends it.
fn string(name: &str, value: &str) -> Vec<u8> {
    let mut text = Vec::new();
    put_text(&mut text, value);
    let letters = length16(&text) / 2;
    block(name, 1, letters, &text, &[])
}

/// The form that all blocks have: length, length of the value, kind of the value (1 is text), key, value, children.
fn block(key: &str, kind: u16, value_length: u16, value: &[u8], children: &[Vec<u8>]) -> Vec<u8> {
    let mut block = Vec::new();
    put16(&mut block, 0); // its length, below
    put16(&mut block, value_length);
    put16(&mut block, kind);
    put_text(&mut block, key);
    align(&mut block);
    block.extend(value);
    for child in children {
        align(&mut block);
        block.extend(child);
    }
    let length = length16(&block);
    block[..2].copy_from_slice(&length.to_le_bytes());
    block
}

fn put16(to: &mut Vec<u8>, value: u16) {
    to.extend(value.to_le_bytes());
}

fn put32(to: &mut Vec<u8>, value: u32) {
    to.extend(value.to_le_bytes());
}

fn put_text(to: &mut Vec<u8>, text: &str) {
    to.extend(text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
}

fn align(to: &mut Vec<u8>) {
    to.resize(to.len().next_multiple_of(4), 0);
}

/// Texts are cut in `About`, so that no length is too large.
fn length16(data: &[u8]) -> u16 {
    u16::try_from(data.len()).expect("eight short texts")
}

fn length32(data: &[u8]) -> u32 {
    u32::try_from(data.len()).expect("eight short texts")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key, the value and the children of a block, and how long it is; read by the lengths in it.
    fn read(data: &[u8], found: &mut Vec<(String, String)>) -> usize {
        let word = |at: usize| usize::from(u16::from_le_bytes([data[at], data[at + 1]]));
        let text = |at: usize| {
            let letters: Vec<u16> = data[at..]
                .chunks_exact(2)
                .map(|letter| u16::from_le_bytes([letter[0], letter[1]]))
                .take_while(|letter| *letter != 0)
                .collect();
            String::from_utf16(&letters).unwrap()
        };
        let (length, value, is_text) = (word(0), word(2), word(4) == 1);
        let key = text(6);
        let mut at = (6 + 2 * (key.encode_utf16().count() + 1)).next_multiple_of(4);
        if is_text && value > 0 {
            assert_eq!(text(at).encode_utf16().count() + 1, value, "{key}");
            found.push((key, text(at)));
            at += 2 * value;
        } else {
            found.push((key, String::new()));
            at += value;
        }
        at = at.next_multiple_of(4);
        while at < length {
            at = (at + read(&data[at..], found)).next_multiple_of(4);
        }
        assert_eq!(at, length.next_multiple_of(4));
        length
    }

    fn about(version: &str, company: Option<&str>) -> About {
        About::of(&serde_json::json!({
            "name": "disk", "version": version, "description": "A disk, größer",
            "metadata": { "miniport": { "company": company } },
        }))
    }

    #[test]
    fn every_text_of_the_package_is_where_windows_looks_for_it() {
        let info = info("disk_1", &about("1.2.3", Some("Ours")), false);
        let mut found = Vec::new();
        assert_eq!(read(&info, &mut found), info.len());
        let expected = [
            ("VS_VERSION_INFO", ""),
            ("StringFileInfo", ""),
            ("040904b0", ""),
            ("CompanyName", "Ours"),
            ("FileDescription", "A disk, größer"),
            ("FileVersion", "1.2.3"),
            ("InternalName", "disk_1.sys"),
            ("OriginalFilename", "disk_1.sys"),
            ("ProductName", "disk"),
            ("ProductVersion", "1.2.3"),
            ("VarFileInfo", ""),
            ("Translation", ""),
        ];
        assert_eq!(
            found,
            expected.map(|(key, value)| (key.to_owned(), value.to_owned()))
        );
    }

    #[test]
    fn a_debug_build_and_a_prerelease_say_so() {
        for (version, debug, flags) in [
            ("1.0.0", false, 0),
            ("1.0.0", true, 1),
            ("1.0.0-rc.1", true, 3),
        ] {
            let info = info("disk", &about(version, None), debug);
            // Behind the three lengths and the key of 16 letters: 40 bytes; the flags are the eighth word.
            assert_eq!(
                info[40 + 7 * 4..][..4],
                u32::to_le_bytes(flags),
                "{version}"
            );
        }
    }

    #[test]
    fn the_file_has_an_empty_entry_before_the_version() {
        let file = resource("disk", &about("1.0.0", None), false);
        assert_eq!(file[..8], [0, 0, 0, 0, 32, 0, 0, 0]);
        assert_eq!(file[32 + 8..][..8], [0xff, 0xff, 16, 0, 0xff, 0xff, 1, 0]);
        assert_eq!(file.len() % 4, 0);
    }
}
