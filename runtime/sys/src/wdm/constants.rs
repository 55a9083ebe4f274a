//! Constants and enumerations of wdm.h that miniports use.

use super::super::*;

// Interrupt request levels. What lies between DISPATCH_LEVEL and HIGH_LEVEL is DIRQL.
pub const PASSIVE_LEVEL: KIRQL = 0;
pub const APC_LEVEL: KIRQL = 1;
pub const DISPATCH_LEVEL: KIRQL = 2;
pub const HIGH_LEVEL: KIRQL = 15;

/// A type of bus.
pub type INTERFACE_TYPE = i32;
pub const InterfaceTypeUndefined: INTERFACE_TYPE = -1;
pub const Internal: INTERFACE_TYPE = 0;
pub const Isa: INTERFACE_TYPE = 1;
pub const Eisa: INTERFACE_TYPE = 2;
pub const MicroChannel: INTERFACE_TYPE = 3;
pub const TurboChannel: INTERFACE_TYPE = 4;
pub const PCIBus: INTERFACE_TYPE = 5;
pub const VMEBus: INTERFACE_TYPE = 6;
pub const NuBus: INTERFACE_TYPE = 7;
pub const PCMCIABus: INTERFACE_TYPE = 8;
pub const CBus: INTERFACE_TYPE = 9;
pub const MPIBus: INTERFACE_TYPE = 10;
pub const MPSABus: INTERFACE_TYPE = 11;
pub const ProcessorInternal: INTERFACE_TYPE = 12;
pub const InternalPowerBus: INTERFACE_TYPE = 13;
pub const PNPISABus: INTERFACE_TYPE = 14;
pub const PNPBus: INTERFACE_TYPE = 15;
pub const Vmcs: INTERFACE_TYPE = 16;
pub const ACPIBus: INTERFACE_TYPE = 17;
pub const MaximumInterfaceType: INTERFACE_TYPE = 18;

/// A configuration space, for `StorPortGetBusData` (there as ULONG).
pub type BUS_DATA_TYPE = i32;
pub const ConfigurationSpaceUndefined: BUS_DATA_TYPE = -1;
pub const Cmos: BUS_DATA_TYPE = 0;
pub const EisaConfiguration: BUS_DATA_TYPE = 1;
pub const Pos: BUS_DATA_TYPE = 2;
pub const CbusConfiguration: BUS_DATA_TYPE = 3;
pub const PCIConfiguration: BUS_DATA_TYPE = 4;

/// How an interrupt line signals.
pub type KINTERRUPT_MODE = i32;
pub const LevelSensitive: KINTERRUPT_MODE = 0;
pub const Latched: KINTERRUPT_MODE = 1;

/// The width of DMA transfers.
pub type DMA_WIDTH = i32;
pub const Width8Bits: DMA_WIDTH = 0;
pub const Width16Bits: DMA_WIDTH = 1;
pub const Width32Bits: DMA_WIDTH = 2;
pub const Width64Bits: DMA_WIDTH = 3;
pub const WidthNoWrap: DMA_WIDTH = 4;
pub const MaximumDmaWidth: DMA_WIDTH = 5;

/// The speed of DMA transfers.
pub type DMA_SPEED = i32;
pub const Compatible: DMA_SPEED = 0;
pub const TypeA: DMA_SPEED = 1;
pub const TypeB: DMA_SPEED = 2;
pub const TypeC: DMA_SPEED = 3;
pub const TypeF: DMA_SPEED = 4;
pub const MaximumDmaSpeed: DMA_SPEED = 5;

/// How memory is cached.
pub type MEMORY_CACHING_TYPE = i32;
pub const MmNonCached: MEMORY_CACHING_TYPE = 0;
pub const MmCached: MEMORY_CACHING_TYPE = 1;
pub const MmWriteCombined: MEMORY_CACHING_TYPE = 2;
pub const MmHardwareCoherentCached: MEMORY_CACHING_TYPE = 3;
pub const MmNonCachedUnordered: MEMORY_CACHING_TYPE = 4;
pub const MmUSWCCached: MEMORY_CACHING_TYPE = 5;

/// What processors have in common.
pub type LOGICAL_PROCESSOR_RELATIONSHIP = i32;
pub const RelationProcessorCore: LOGICAL_PROCESSOR_RELATIONSHIP = 0;
pub const RelationNumaNode: LOGICAL_PROCESSOR_RELATIONSHIP = 1;
pub const RelationCache: LOGICAL_PROCESSOR_RELATIONSHIP = 2;
pub const RelationProcessorPackage: LOGICAL_PROCESSOR_RELATIONSHIP = 3;
pub const RelationGroup: LOGICAL_PROCESSOR_RELATIONSHIP = 4;
pub const RelationAll: LOGICAL_PROCESSOR_RELATIONSHIP = 0xffff;

/// A NUMA node, or [`MM_ANY_NODE_OK`].
pub type NODE_REQUIREMENT = ULONG;
pub const MM_ANY_NODE_OK: NODE_REQUIREMENT = 0x8000_0000;

/// A type of storage bus (ntddstor.h), for `StorPortSetAdapterBusType` (there as ULONG).
pub type STORAGE_BUS_TYPE = i32;
pub const BusTypeUnknown: STORAGE_BUS_TYPE = 0x00;
pub const BusTypeScsi: STORAGE_BUS_TYPE = 0x01;
pub const BusTypeAtapi: STORAGE_BUS_TYPE = 0x02;
pub const BusTypeAta: STORAGE_BUS_TYPE = 0x03;
pub const BusType1394: STORAGE_BUS_TYPE = 0x04;
pub const BusTypeSsa: STORAGE_BUS_TYPE = 0x05;
pub const BusTypeFibre: STORAGE_BUS_TYPE = 0x06;
pub const BusTypeUsb: STORAGE_BUS_TYPE = 0x07;
pub const BusTypeRAID: STORAGE_BUS_TYPE = 0x08;
pub const BusTypeiScsi: STORAGE_BUS_TYPE = 0x09;
pub const BusTypeSas: STORAGE_BUS_TYPE = 0x0a;
pub const BusTypeSata: STORAGE_BUS_TYPE = 0x0b;
pub const BusTypeSd: STORAGE_BUS_TYPE = 0x0c;
pub const BusTypeMmc: STORAGE_BUS_TYPE = 0x0d;
pub const BusTypeVirtual: STORAGE_BUS_TYPE = 0x0e;
pub const BusTypeFileBackedVirtual: STORAGE_BUS_TYPE = 0x0f;
pub const BusTypeSpaces: STORAGE_BUS_TYPE = 0x10;
pub const BusTypeNvme: STORAGE_BUS_TYPE = 0x11;
pub const BusTypeSCM: STORAGE_BUS_TYPE = 0x12;
pub const BusTypeUfs: STORAGE_BUS_TYPE = 0x13;
