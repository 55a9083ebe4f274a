/* Names of wdm.h that mingw-w64 does not have, and wdk-sys needs. */
#pragma once
typedef ULONG64 POOL_FLAGS;
