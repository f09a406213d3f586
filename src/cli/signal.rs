//! Ctrl-C and its kin, as values for the run's loop.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use crate::run::Signal;

/// How long the loop may take to stop when it was told twice.
const PATIENCE: Duration = Duration::from_secs(5);

/// Listens for as long as the runtime lives. What the caller has ignored stays ignored: `nohup`, and a
/// shell that starts a command in the background.
pub fn listen() -> mpsc::UnboundedReceiver<Signal> {
    let (sender, receiver) = mpsc::unbounded_channel();
    let kinds = [
        (SignalKind::interrupt(), Signal::Interrupt),
        (SignalKind::terminate(), Signal::Terminate),
        (SignalKind::hangup(), Signal::Terminate),
    ];
    let ignored = ignored();
    for (kind, means) in kinds.into_iter().filter(|(kind, _)| ignored >> (kind.as_raw_value() - 1) & 1 == 0) {
        let Ok(mut stream) = signal(kind) else { continue };
        let sender = sender.clone();
        tokio::spawn(async move {
            while stream.recv().await.is_some() {
                if sender.send(means).is_err() {
                    break;
                }
            }
        });
    }
    receiver
}

/// As [`listen`], for a command that ends with its run. Where the loop cannot hear the second signal, since
/// nobody reads what it writes, or has ended already, the process ends: what it did is on disk.
///
/// The listening has a thread and a clock of its own, since a replay has but one thread for everything
/// else, and a clock that leaps.
pub fn listen_to_the_end() -> mpsc::UnboundedReceiver<Signal> {
    let (sender, receiver) = mpsc::unbounded_channel();
    let (ready, listens) = std::sync::mpsc::channel();
    let thread = std::thread::Builder::new().name("signals".into()).spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let Ok(runtime) = runtime else { return };
        runtime.block_on(async {
            let heard = listen();
            drop(ready);
            pass_on(heard, &sender).await;
        });
    });
    if thread.is_ok() {
        // A signal that comes earlier than that ends the process, as one does before any run.
        let _: Result<(), _> = listens.recv();
    }
    receiver
}

async fn pass_on(mut heard: mpsc::UnboundedReceiver<Signal>, loops: &mpsc::UnboundedSender<Signal>) {
    let mut count = 0;
    while let Some(by) = heard.recv().await {
        let code = if by == Signal::Interrupt { 130 } else { 143 };
        count += 1;
        if loops.send(by).is_err() {
            std::process::exit(code);
        }
        if count > 1 {
            tokio::spawn(async move {
                tokio::time::sleep(PATIENCE).await;
                std::process::exit(code);
            });
        }
    }
}

/// The signals that this process was started to ignore, a bit for each, as far as the system tells.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
