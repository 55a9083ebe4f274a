//! A machine with a RAM disk adapter, and commands by name.

use miniport::scsi::{AdditionalSense, Sense, SenseKey};
use miniport_sim::{Adapter, AdapterOptions, Address, Completion, Direction, Machine, SrbForm};

/// Both forms of requests.
pub const FORMS: [SrbForm; 2] = [SrbForm::Scsi, SrbForm::Storage];
/// Both block sizes.
pub const BLOCK_SIZES: [usize; 2] = [512, 4096];

/// A machine with one adapter.
pub struct Bench {
    pub machine: Machine,
    pub adapter: Adapter,
}

impl Bench {
    /// Starts the driver with an argument string.
    #[track_caller]
    pub fn new(seed: u64, form: SrbForm, argument: &str) -> Self {
        let machine = Machine::builder(seed).processors(2).build();
        Self::on(machine, form, argument)
    }

    /// Starts the driver on this machine.
    #[track_caller]
    pub fn on(machine: Machine, form: SrbForm, argument: &str) -> Self {
        let driver = machine.load(ramdisk::DriverEntry).unwrap();
        let options = AdapterOptions::new().argument(argument).srb_form(form);
        let adapter = machine.add_adapter(&driver, options).unwrap();
        assert_eq!(adapter.srb_form(), form);
        Self { machine, adapter }
    }

    /// Sends a command to a unit.
    #[track_caller]
    pub fn send(&self, lun: u8, cdb: &[u8], direction: Direction, data: &mut [u8]) -> Completion {
        self.adapter
            .execute(Address::new(0, 0, lun), cdb, direction, data)
            .unwrap()
    }

    /// A command of unit 0 that transfers nothing.
    #[track_caller]
    pub fn command(&self, cdb: &[u8]) -> Completion {
        self.send(0, cdb, Direction::None, &mut [])
    }

    /// What a command of unit 0 answers, with room for `length` bytes.
    #[track_caller]
    pub fn ask(&self, cdb: &[u8], length: usize) -> Vec<u8> {
        let mut data = vec![0xee; length];
        let completion = self.send(0, cdb, Direction::In, &mut data);
        assert!(completion.is_success(), "{cdb:02x?}: {completion}");
        data.truncate(completion.transferred as usize);
        data
    }

    /// Sends data to unit 0.
    pub fn give(&self, cdb: &[u8], data: &[u8]) -> Completion {
        self.send(0, cdb, Direction::Out, &mut data.to_vec())
    }

    /// Reads blocks of unit 0 with READ (16).
    #[track_caller]
    pub fn read(&self, lba: u64, blocks: u32, block_size: usize) -> Vec<u8> {
        self.ask(&cdb16(0x88, 0, lba, blocks), blocks as usize * block_size)
    }

    /// Writes blocks of unit 0 with WRITE (16).
    #[track_caller]
    pub fn write(&self, lba: u64, data: &[u8], block_size: usize) {
        let blocks = u32::try_from(data.len() / block_size).unwrap();
        let completion = self.give(&cdb16(0x8a, 0, lba, blocks), data);
        assert!(completion.is_success(), "{completion}");
        assert_eq!(completion.transferred as usize, data.len());
    }

    /// Ends the machine; no rule may have been broken.
    #[track_caller]
    pub fn finish(self) {
        let Self { machine, adapter } = self;
        drop(adapter);
        machine.shutdown().assert_clean();
    }
}

/// Runs a test with both forms of requests and some seeds.
pub fn everywhere(argument: &str, test: impl Fn(&Bench)) {
    for form in FORMS {
        for seed in 0..4 {
            let bench = Bench::new(seed, form, argument);
            test(&bench);
            bench.finish();
        }
    }
}

/// A command of 10 bytes with blocks.
pub fn cdb10(opcode: u8, flags: u8, lba: u32, blocks: u16) -> [u8; 10] {
    let mut cdb = [0; 10];
    cdb[..2].copy_from_slice(&[opcode, flags]);
    cdb[2..6].copy_from_slice(&lba.to_be_bytes());
    cdb[7..9].copy_from_slice(&blocks.to_be_bytes());
    cdb
}

/// A command of 12 bytes with blocks.
pub fn cdb12(opcode: u8, flags: u8, lba: u32, blocks: u32) -> [u8; 12] {
    let mut cdb = [0; 12];
    cdb[..2].copy_from_slice(&[opcode, flags]);
    cdb[2..6].copy_from_slice(&lba.to_be_bytes());
    cdb[6..10].copy_from_slice(&blocks.to_be_bytes());
    cdb
}

/// A command of 16 bytes with blocks.
pub fn cdb16(opcode: u8, flags: u8, lba: u64, blocks: u32) -> [u8; 16] {
    let mut cdb = [0; 16];
    cdb[..2].copy_from_slice(&[opcode, flags]);
    cdb[2..10].copy_from_slice(&lba.to_be_bytes());
    cdb[10..14].copy_from_slice(&blocks.to_be_bytes());
    cdb
}

/// The UNMAP command and its parameter list.
pub fn unmap(ranges: &[(u64, u32)]) -> ([u8; 10], Vec<u8>) {
    let descriptors = u16::try_from(ranges.len() * 16).unwrap();
    let mut list = Vec::new();
    list.extend((descriptors + 6).to_be_bytes());
    list.extend(descriptors.to_be_bytes());
    list.extend([0; 4]);
    for (lba, blocks) in ranges {
        list.extend(lba.to_be_bytes());
        list.extend(blocks.to_be_bytes());
        list.extend([0; 4]);
    }
    (cdb10(0x42, 0, 0, u16::try_from(list.len()).unwrap()), list)
}

/// Bytes that differ from block to block and from call to call.
pub fn pattern(length: usize, salt: u64) -> Vec<u8> {
    let mut rng = fastrand::Rng::with_seed(salt);
    std::iter::repeat_with(|| rng.u8(..)).take(length).collect()
}

/// The command ended with CHECK CONDITION and this sense, and transferred nothing.
#[track_caller]
pub fn assert_sense(completion: &Completion, key: SenseKey, code: AdditionalSense) -> Sense {
    let sense =
        Sense::parse(&completion.sense).unwrap_or_else(|| panic!("no sense data: {completion}"));
    assert_eq!((sense.key, sense.code), (key, code), "{sense}");
    assert_eq!(
        (completion.scsi_status, completion.transferred),
        (2, 0),
        "{completion}"
    );
    sense
}

/// ILLEGAL REQUEST with INVALID FIELD IN CDB at a byte.
#[track_caller]
pub fn assert_invalid_field(completion: &Completion, byte: u16) {
    use miniport::scsi::SenseSpecific;
    let sense = assert_sense(
        completion,
        SenseKey::IllegalRequest,
        AdditionalSense::INVALID_FIELD_IN_CDB,
    );
    match sense.specific {
        Some(SenseSpecific::Field(field)) => {
            assert_eq!((field.byte, field.in_cdb), (byte, true), "{sense}");
        }
        other => panic!("no field pointer: {other:?}"),
    }
}

/// LOGICAL BLOCK ADDRESS OUT OF RANGE.
#[track_caller]
pub fn assert_out_of_range(completion: &Completion) {
    assert_sense(
        completion,
        SenseKey::IllegalRequest,
        AdditionalSense::LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE,
    );
}
