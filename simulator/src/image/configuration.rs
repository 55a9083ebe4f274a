//! The load configuration: the security cookie, without which the entry point of the WDK ends the process.

use super::flaw::ImageFlaw;
use super::header::Directory;
use super::view::{View, write};

/// Where in the load configuration of a 64-bit image the address of the cookie is.
const SECURITY_COOKIE: u32 = 88;

/// Writes a cookie where the image, which lies at `base`, says.
pub(super) fn write_cookie(
    image: &mut [u8],
    table: Directory,
    base: u64,
    cookie: u64,
) -> Result<(), ImageFlaw> {
    if table.length == 0 {
        return Ok(());
    }
    let broken = |reason| ImageFlaw::Table {
        table: "load configuration",
        reason,
        at: table.at,
    };
    // Its first field says how long it is, which the directory of old linkers does not.
    let length = View(image)
        .long(table.at)
        .ok_or(broken("it does not lie in the image"))?;
    if length < SECURITY_COOKIE + 8 {
        return Ok(());
    }
    let address = table
        .at
        .checked_add(SECURITY_COOKIE)
        .and_then(|at| View(image).quad(at))
        .ok_or(broken("it does not lie in the image"))?;
    if address == 0 {
        return Ok(());
    }
    let place = u32::try_from(address.wrapping_sub(base)).ok();
    place
        .and_then(|place| write(image, place, cookie))
        .ok_or(broken("the security cookie does not lie in the image"))
}
