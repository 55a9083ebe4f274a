//! The main job on real input: an ext4 file system goes through the driver; and what the command says when it cannot.

#[path = "../examples/copy_image/copy.rs"]
mod copy;
#[path = "../examples/copy_image/image.rs"]
mod image;

use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::process::Command;

use miniport_sim::SrbForm;
use miniport_sim::testing::{Folder, ext4_image, image as image_of, run_tool};

use crate::copy::{Plan, copy};
use crate::image::Image;

/// A fresh folder for a test.
fn folder(name: &str) -> Folder {
    Folder::new(env!("CARGO_TARGET_TMPDIR"), name)
}

fn plan(block_size: u32, form: SrbForm) -> Plan {
    Plan {
        block_size,
        queue_depth: 16,
        processors: 2,
        form,
        seed: 7,
        output: None,
        driver: image_of("ramdisk"),
    }
}

#[test]
fn an_ext4_file_system_comes_back_byte_for_byte() {
    let folder = folder("ext4");
    let Some(path) = ext4_image(&folder, 32 << 20) else {
        return;
    };
    let original = fs::read(&path).unwrap();
    for form in [SrbForm::Scsi, SrbForm::Storage] {
        for block_size in [512, 4096] {
            let back = folder.join("back.img");
            let plan = Plan {
                output: Some(back.clone()),
                ..plan(block_size, form)
            };
            let mut image = Image::open(&path, block_size).unwrap();
            let outcome = copy(&plan, &mut image, |_, _| {}).unwrap();
            assert!(outcome.is_good(), "{outcome}");
            assert!(
                fs::read(&back).unwrap() == original,
                "{form:?}, {block_size}"
            );
            let Some(check) = run_tool("e2fsck", &["-fn", back.to_str().unwrap()]) else {
                return;
            };
            assert!(
                check.status.success(),
                "e2fsck: {}",
                String::from_utf8_lossy(&check.stdout)
            );
        }
    }
}

#[test]
fn made_up_images_come_back_whatever_the_seed() {
    for seed in 0..8 {
        let plan = Plan {
            seed,
            ..plan(4096, SrbForm::Storage)
        };
        let size = (3 << 20) + 4096 * seed;
        let mut bytes = 0;
        let outcome = copy(&plan, &mut Image::made_up(size, seed), |count, _| {
            bytes += count;
        })
        .unwrap();
        assert!(outcome.is_good(), "{outcome}");
        assert_eq!((outcome.size, bytes), (size, 2 * size));
    }
}

#[test]
fn a_difference_is_found() {
    let folder = folder("difference");
    let path = folder.join("image");
    fs::write(&path, vec![0xaa; 1 << 20]).unwrap();
    let mut image = Image::open(&path, 512).unwrap();
    let mut changed = false;
    // The image changes after it was copied in: two bytes that the disk does not have.
    let outcome = copy(&plan(512, SrbForm::Scsi), &mut image, |_, what| {
        if what == "reading" && !changed {
            changed = true;
            let mut file = OpenOptions::new().write(true).open(&path).unwrap();
            file.seek(SeekFrom::Start(600_000)).unwrap();
            file.write_all(&[1, 2]).unwrap();
        }
    });
    let outcome = outcome.unwrap();
    assert_eq!(outcome.difference, Some((600_000, 2)));
    assert!(!outcome.is_good());
    assert!(outcome.log.is_empty(), "{:?}", outcome.log);
}

#[test]
fn an_image_that_is_too_big_is_the_drivers_to_refuse() {
    let mut image = Image::made_up(5 << 40, 0);
    let error = copy(&plan(512, SrbForm::Storage), &mut image, |_, _| {})
        .unwrap_err()
        .to_string();
    assert!(error.contains("at most 4096 GiB"), "{error}");
}

/// Runs the command itself.
fn command(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO"))
        .args([
            "run",
            "--quiet",
            "--offline",
            "--example",
            "copy_image",
            "--",
        ])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn the_command_says_what_is_wrong_with_an_image() {
    let folder = folder("wrong");
    let file = |name: &str, bytes: usize| {
        let path = folder.join(name);
        fs::write(&path, vec![1; bytes]).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (empty, odd, small) = (file("empty", 0), file("odd", 1000), file("small", 512));
    let missing = folder.join("missing").to_str().unwrap().to_owned();
    let below = format!("{small}/below");
    for (arguments, said) in [
        (vec![&*missing], "there is no image"),
        (vec![&*below], "cannot be read"),
        (vec![folder.to_str().unwrap()], "is a directory"),
        (vec![&*empty], "is empty"),
        (
            vec![&*odd],
            "has 1000 bytes, which is no multiple of the block size 512: 488 bytes are too many",
        ),
        (
            vec![&*small, "--block-size", "4096"],
            "no multiple of the block size 4096",
        ),
        (
            vec![&*small, "--block-size", "1024"],
            "a block has 512 or 4096 bytes",
        ),
        (vec![&*small, "--output", &*below], "cannot be written"),
        (vec![&*small, "--queue-depth", "0"], "0 is not in 1..=254"),
        (vec![&*small, "--image", &*odd], "odd cannot be loaded"),
    ] {
        let (status, _, stderr) = command(&arguments);
        assert_eq!(status, Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.contains(said), "{arguments:?}: {stderr}");
    }
}

#[test]
fn the_command_shows_what_ran() {
    let (status, stdout, stderr) =
        command(&["--size", "2", "--srb", "scsi", "--block-size", "4096"]);
    assert_eq!(status, Some(0), "{stderr}");
    for said in [
        "HW_STARTIO",
        "DISPATCH_LEVEL",
        "HW_WORKITEM",
        "PASSIVE_LEVEL",
        "2097152 bytes came back as they were",
    ] {
        assert!(stdout.contains(said), "{said}: {stdout}");
    }
    assert!(
        !stderr.contains(" left"),
        "a progress bar where there is no terminal: {stderr}"
    );
}
