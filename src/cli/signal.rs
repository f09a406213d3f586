//! Ctrl-C and its kin, as values for the run's loop.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use crate::run::Signal;

/// Listens for as long as the runtime lives.
pub fn listen() -> mpsc::UnboundedReceiver<Signal> {
    let (sender, receiver) = mpsc::unbounded_channel();
    let kinds = [
        (SignalKind::interrupt(), Signal::Interrupt),
        (SignalKind::terminate(), Signal::Terminate),
        (SignalKind::hangup(), Signal::Terminate),
    ];
    for (kind, means) in kinds {
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
