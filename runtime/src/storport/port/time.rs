//! Time: the system's clock and its ticks, the performance counter, delays, how long DPCs may run.

use core::time::Duration;

use crate::ffi;
use crate::irql;
use crate::scope::{IsBuilt, MayWait, Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// How many times the system's timer has interrupted since it started (`QueryTickCount`). Any IRQL, as `KeQueryTickCount`.
    pub fn tick_count(&self) -> u64
    where
        S::Extension: IsBuilt,
    {
        let mut ticks = ZERO;
        // SAFETY: the adapter is the context's own; the routine writes the count.
        unsafe { ffi::notify_query_tick_count(self.device_extension(), &raw mut ticks) };
        ffi::quad(ticks).cast_unsigned()
    }

    /// The time since 1601-01-01 in units of 100 ns (`StorPortQuerySystemTime`). Any IRQL.
    pub fn system_time(&self) -> u64 {
        let mut time = ZERO;
        // SAFETY: the routine writes the time.
        unsafe { ffi::StorPortQuerySystemTime(&raw mut time) };
        // Times before 1601 do not come.
        ffi::quad(time).cast_unsigned()
    }

    /// The performance counter, and how often it counts in a second (`StorPortQueryPerformanceCounter`, Windows 8). Any IRQL.
    ///
    /// # Errors
    /// [`StorError`].
    pub fn performance_counter(&self) -> Result<PerformanceCounter, StorError> {
        let (mut frequency, mut counter) = (ZERO, ZERO);
        // SAFETY: the adapter is the context's own; the routine writes both.
        answer(unsafe {
            ffi::StorPortQueryPerformanceCounter(
                self.device_extension(),
                &raw mut frequency,
                &raw mut counter,
            )
        })?;
        Ok(PerformanceCounter {
            value: ffi::quad(counter).cast_unsigned(),
            frequency: ffi::quad(frequency).cast_unsigned(),
        })
    }

    /// Waits, in microseconds rounded up (`StorPortDelayExecution`, Windows 10, version 1803). Below `DISPATCH_LEVEL` others run
    /// meanwhile; from there on the processor spins, as in [`Context::stall`]. Not in `HW_STARTIO`.
    ///
    /// # Errors
    /// [`StorError`].
    pub fn delay(&mut self, time: Duration) -> Result<(), StorError>
    where
        S::Waiting: MayWait,
    {
        let microseconds = u32::try_from(time.as_nanos().div_ceil(1000)).unwrap_or(u32::MAX);
        // SAFETY: the adapter is the context's own.
        answer(unsafe { ffi::StorPortDelayExecution(self.device_extension(), microseconds) })
    }

    /// The shortest time between two ticks of the system's clock (`StorPortQueryTimerMinInterval`, Windows Server 2022). Up to
    /// `DISPATCH_LEVEL`: its page names no level.
    ///
    /// # Errors
    /// [`StorError`].
    pub fn timer_min_interval(&self) -> Result<Duration, StorError>
    where
        S: UpTo<irql::Dispatch>,
    {
        let mut interval = 0;
        // SAFETY: the adapter is the context's own; the routine writes the interval.
        answer(unsafe {
            ffi::StorPortQueryTimerMinInterval(self.device_extension(), &raw mut interval)
        })?;
        Ok(Duration::from_nanos(u64::from(interval) * 100))
    }

    /// How long DPCs may still run on the current processor (`StorPortQueryDpcWatchdogInformation`, Windows Server 2022).
    ///
    /// # Errors
    /// [`StorError`]: `STOR_STATUS_UNSUCCESSFUL` below `DISPATCH_LEVEL`.
    pub fn dpc_watchdog(&self) -> Result<DpcWatchdog, StorError> {
        let mut raw = ffi::STOR_DPC_WATCHDOG_INFORMATION::default();
        // SAFETY: the adapter is the context's own; the routine fills the structure.
        answer(unsafe {
            ffi::StorPortQueryDpcWatchdogInformation(self.device_extension(), &raw mut raw)
        })?;
        Ok(DpcWatchdog {
            limit: raw.DpcTimeLimit,
            left: raw.DpcTimeCount,
            limit_of_all: raw.DpcWatchdogLimit,
            left_of_all: raw.DpcWatchdogCount,
        })
    }
}

const ZERO: ffi::LARGE_INTEGER = ffi::LARGE_INTEGER { QuadPart: 0 };

/// A reading of the performance counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerformanceCounter {
    /// What it counts.
    pub value: u64,
    /// How often it counts in a second.
    pub frequency: u64,
}

/// How long DPCs may run, in ticks of the system's clock; zero where they have no limit (`STOR_DPC_WATCHDOG_INFORMATION`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DpcWatchdog {
    /// The limit of one DPC.
    pub limit: u32,
    /// What is left of it.
    pub left: u32,
    /// The limit of DPCs that run one after another.
    pub limit_of_all: u32,
    /// What is left of it.
    pub left_of_all: u32,
}
