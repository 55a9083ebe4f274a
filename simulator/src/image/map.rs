//! An image in memory, ready to run.

use super::Exports;
use super::configuration::write_cookie;
use super::flaw::ImageFlaw;
use super::header::{Directory, Header, PAGE};
use super::import::bind;
use super::layout::Section;
use super::relocation::relocate;
use super::view::View;
use super::{exception, header, layout};
use crate::kernel::abi::arena::Pages;

/// A mapped image. What is in it may be called while it lives.
#[derive(Debug)]
pub(crate) struct MappedImage {
    pages: Pages,
    entry: u32,
}

impl MappedImage {
    /// Maps the bytes of a file, and binds it to the routines of `exports`. The cookie is any number of up to 48 bits but 0.
    pub fn new(file: &[u8], exports: Exports<'_>, cookie: u64) -> Result<Self, Vec<ImageFlaw>> {
        let header = header::read(file)?;
        let sections = layout::sections(&header, file.len())?;
        let no_memory = |error: std::io::Error| {
            vec![ImageFlaw::NoMemory {
                reason: error.to_string(),
            }]
        };
        let mut pages =
            Pages::for_image(header.size.next_multiple_of(PAGE) as usize).map_err(no_memory)?;
        let base = pages.address() as u64;
        fill(pages.bytes(), file, &header, &sections);
        let prepared = prepare(pages.bytes(), &header, base, exports, cookie);
        if !prepared.is_empty() {
            return Err(prepared);
        }
        let blocks = exception::read(View(pages.bytes()), header.exceptions);
        exception::know(pages.address(), blocks);
        protect(&mut pages, &header, &sections).map_err(no_memory)?;
        Ok(Self {
            pages,
            entry: header.entry,
        })
    }

    /// Where its entry point is.
    pub fn entry(&self) -> usize {
        self.pages.address() + self.entry as usize
    }
}

/// Copies headers and sections to their places.
fn fill(image: &mut [u8], file: &[u8], header: &Header, sections: &[Section]) {
    let headers = header.headers as usize;
    image[..headers].copy_from_slice(&file[..headers]);
    for section in sections {
        let bytes = &file[section.file.clone()];
        image[section.at..section.at + bytes.len()].copy_from_slice(bytes);
    }
}

/// Does what the tables of the image ask for; all that is wrong with them.
fn prepare(
    image: &mut [u8],
    header: &Header,
    base: u64,
    exports: Exports<'_>,
    cookie: u64,
) -> Vec<ImageFlaw> {
    let &Header {
        imports,
        relocations,
        configuration,
        ..
    } = header;
    let moved =
        |image: &mut [u8], table: Directory| relocate(image, table, base.wrapping_sub(header.base));
    if let Err(flaw) = moved(image, relocations) {
        return vec![flaw];
    }
    let mut flaws = Vec::new();
    flaws.extend(write_cookie(image, configuration, base, cookie).err());
    flaws.extend(bind(image, imports, exports).err().into_iter().flatten());
    flaws
}

fn protect(pages: &mut Pages, header: &Header, sections: &[Section]) -> std::io::Result<()> {
    let whole = (header.size.next_multiple_of(PAGE)) as usize;
    // What lies between sections is not there for an image.
    pages.protect(0, whole, libc::PROT_NONE)?;
    let headers = header.headers.next_multiple_of(PAGE) as usize;
    pages.protect(0, headers, libc::PROT_READ)?;
    for section in sections {
        let mut protection = libc::PROT_READ;
        if section.write {
            protection |= libc::PROT_WRITE;
        }
        if section.execute {
            protection |= libc::PROT_EXEC;
        }
        pages.protect(section.at, section.length, protection)?;
    }
    Ok(())
}
