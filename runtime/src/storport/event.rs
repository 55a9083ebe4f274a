//! What a driver tells the people who look for a fault: events of Event Tracing for Windows, of the system's log, of telemetry, and live dumps.

mod etw;
mod live_dump;
mod log;
mod telemetry;
mod text;
mod trace;

pub use etw::{EtwChannel, EtwEvent, EtwKeywords, EtwLevel, EtwOpcode};
pub use live_dump::{LiveDump, LiveDumpType};
pub use log::{LogText, SystemEvent};
pub use telemetry::{TelemetryCategory, TelemetryEvent, TelemetryName};
pub use text::{EventDescription, ParameterName};
pub use trace::{EventBytes, EventParameters};
