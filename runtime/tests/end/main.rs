//! The end of an adapter under a simulated Storport that holds back nothing: handlers that defer all they can, and go on doing so
//! while the adapter is stopped, removed, pulled out, or fails to start.

mod device;

mod drivers;
mod failing;
mod life;
mod watch;
