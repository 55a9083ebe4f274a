//! What stands in for a routine that the simulator has not got, where an image is loaded all the same: it names itself when it is called, and the machine
//! stops.

use std::arch::naked_asm;
use std::cell::RefCell;
use std::io;

use crate::kernel::abi::arena::Pages;
use crate::kernel::core::Kernel;
use crate::kernel::memory::physical::PAGE;

/// How many bytes one has: `mov r11, name; mov rax, stop; jmp rax`, and breakpoints.
const SIZE: usize = 32;

/// Those of one image.
#[derive(Default)]
pub(crate) struct Missing {
    pages: RefCell<Vec<Pages>>,
}

impl Missing {
    /// The address of one with this name.
    pub fn add(&self, name: String) -> io::Result<usize> {
        // As long as the process: the report of the machine has it.
        let name: &'static &'static str = Box::leak(Box::new(&*name.leak()));
        let mut code = [0xCC; SIZE];
        code[..2].copy_from_slice(&[0x49, 0xBB]);
        code[2..10].copy_from_slice(&std::ptr::from_ref(name).expose_provenance().to_le_bytes());
        code[10..12].copy_from_slice(&[0x48, 0xB8]);
        code[12..20].copy_from_slice(&(stop as *const () as usize).to_le_bytes());
        code[20..22].copy_from_slice(&[0xFF, 0xE0]);
        let mut page = Pages::new(PAGE)?;
        page.bytes()[..SIZE].copy_from_slice(&code);
        page.protect(0, PAGE, libc::PROT_READ | libc::PROT_EXEC)?;
        let address = page.address();
        self.pages.borrow_mut().push(page);
        Ok(address)
    }
}

/// Where one goes, with its name in `r11`, as if the image had called it.
#[unsafe(naked)]
unsafe extern "win64" fn stop() {
    naked_asm!("mov rcx, r11", "jmp {called}", called = sym called)
}

extern "win64" fn called(name: &'static &'static str) -> ! {
    let Some(kernel) = Kernel::current() else {
        // Nothing can suspend the caller.
        eprintln!("{name} was called outside of a simulated machine");
        std::process::abort();
    };
    kernel.not_simulated(name)
}
