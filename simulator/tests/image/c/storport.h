/* What the driver beside this file needs of the storport.h of the Windows driver kit: what the headers of MinGW have is from before virtual
   miniports. The requests are those of MinGW's srb.h. */
#ifndef STORPORT_OF_TODAY
#define STORPORT_OF_TODAY

#define _HW_INITIALIZATION_DATA OLD_HW_INITIALIZATION_DATA_TAG
#define HW_INITIALIZATION_DATA OLD_HW_INITIALIZATION_DATA
#define PHW_INITIALIZATION_DATA OLD_PHW_INITIALIZATION_DATA
#define _PORT_CONFIGURATION_INFORMATION OLD_PORT_CONFIGURATION_INFORMATION_TAG
#define PORT_CONFIGURATION_INFORMATION OLD_PORT_CONFIGURATION_INFORMATION
#define PPORT_CONFIGURATION_INFORMATION OLD_PPORT_CONFIGURATION_INFORMATION
#include <ntddk.h>
#include <srb.h>
#undef _HW_INITIALIZATION_DATA
#undef HW_INITIALIZATION_DATA
#undef PHW_INITIALIZATION_DATA
#undef _PORT_CONFIGURATION_INFORMATION
#undef PORT_CONFIGURATION_INFORMATION
#undef PPORT_CONFIGURATION_INFORMATION

#define STOR_FEATURE_VIRTUAL_MINIPORT 1
#define STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE 3
#define STOR_STATUS_SUCCESS 0
#define ExtFunctionAllocatePool 0
#define ExtFunctionFreePool 1
#define ExtFunctionCompleteServiceIrp 7
#define StorSynchronizeFullDuplex 1

typedef struct _HW_INITIALIZATION_DATA {
  ULONG HwInitializationDataSize;
  INTERFACE_TYPE AdapterInterfaceType;
  PVOID HwInitialize;
  PVOID HwStartIo;
  PVOID HwInterrupt;
  PVOID HwFindAdapter;
  PVOID HwResetBus;
  PVOID HwDmaStarted;
  PVOID HwAdapterState;
  ULONG DeviceExtensionSize;
  ULONG SpecificLuExtensionSize;
  ULONG SrbExtensionSize;
  ULONG NumberOfAccessRanges;
  PVOID Reserved;
  UCHAR MapBuffers;
  BOOLEAN NeedPhysicalAddresses;
  BOOLEAN TaggedQueuing;
  BOOLEAN AutoRequestSense;
  BOOLEAN MultipleRequestPerLu;
  BOOLEAN ReceiveEvent;
  USHORT VendorIdLength;
  PVOID VendorId;
  USHORT PortVersionFlags;
  USHORT DeviceIdLength;
  PVOID DeviceId;
  PVOID HwAdapterControl;
  PVOID HwBuildIo;
  PVOID HwFreeAdapterResources;
  PVOID HwProcessServiceRequest;
  PVOID HwCompleteServiceIrp;
  PVOID HwInitializeTracing;
  PVOID HwCleanupTracing;
  PVOID HwTracingEnabled;
  ULONG FeatureSupport;
  ULONG SrbTypeFlags;
  ULONG AddressTypeFlags;
  ULONG Reserved1;
  PVOID HwUnitControl;
} HW_INITIALIZATION_DATA;

typedef struct _MEMORY_REGION {
  PUCHAR VirtualBase;
  PHYSICAL_ADDRESS PhysicalBase;
  ULONG Length;
} MEMORY_REGION;

typedef struct _PORT_CONFIGURATION_INFORMATION {
  ULONG Length;
  ULONG SystemIoBusNumber;
  INTERFACE_TYPE AdapterInterfaceType;
  ULONG BusInterruptLevel;
  ULONG BusInterruptVector;
  KINTERRUPT_MODE InterruptMode;
  ULONG MaximumTransferLength;
  ULONG NumberOfPhysicalBreaks;
  ULONG Dma[2];
  ULONG DmaWidth;
  ULONG DmaSpeed;
  ULONG AlignmentMask;
  ULONG NumberOfAccessRanges;
  PVOID AccessRanges;
  PVOID MiniportDumpData;
  UCHAR NumberOfBuses;
  CCHAR InitiatorBusId[8];
  BOOLEAN ScatterGather;
  BOOLEAN Flags[7];
  UCHAR MapBuffers;
  BOOLEAN MoreFlags[7];
  UCHAR MaximumNumberOfTargets;
  UCHAR SrbType;
  UCHAR AddressType;
  ULONG SlotNumber;
  ULONG Second[7];
  ULONG DeviceExtensionSize;
  ULONG SpecificLuExtensionSize;
  ULONG SrbExtensionSize;
  UCHAR Dma64BitAddresses;
  BOOLEAN ResetTargetSupported;
  UCHAR MaximumNumberOfLogicalUnits;
  BOOLEAN WmiDataProvider;
  ULONG SynchronizationModel;
  PVOID HwMSInterruptRoutine;
  ULONG InterruptSynchronizationMode;
  MEMORY_REGION DumpRegion;
  ULONG RequestedDumpBufferSize;
  BOOLEAN VirtualDevice;
} PORT_CONFIGURATION_INFORMATION;

C_ASSERT(sizeof(HW_INITIALIZATION_DATA) == 208);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, MaximumNumberOfLogicalUnits) == 146);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, VirtualDevice) == 196);

#define STORPORTAPI __declspec(dllimport)
STORPORTAPI ULONG StorPortInitialize(PVOID, PVOID, HW_INITIALIZATION_DATA *, PVOID);
STORPORTAPI VOID StorPortNotification(SCSI_NOTIFICATION_TYPE, PVOID, ...);
STORPORTAPI ULONG StorPortExtendedFunction(ULONG, PVOID, ...);
STORPORTAPI VOID StorPortDebugPrint(ULONG, PCCHAR, ...);

#endif
