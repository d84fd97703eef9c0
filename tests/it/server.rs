//! The server as a process: first start, signals, slow and vanishing clients, TLS, metrics, logs, crashes.

mod crash;
mod life;
mod logs;
mod metrics;
mod tls;
