//! How far each running attempt is: shown, never journalled, never read by the scheduler.

use std::collections::BTreeMap;

use crate::outcome::Notice;

/// What the running attempts do now, by node.
#[derive(Debug, Clone, Default)]
pub struct Live(pub BTreeMap<usize, Doing>);

#[derive(Debug, Clone, Default)]
pub struct Doing {
    pub what: String,
    pub bytes: Option<(u64, Option<u64>)>,
    pub percent: Option<f64>,
}

impl Live {
    pub fn notice(&mut self, node: usize, notice: &Notice) {
        let doing = self.0.entry(node).or_default();
        match notice {
            Notice::Doing(what) => *doing = Doing { what: what.clone(), ..Doing::default() },
            Notice::Bytes { done, total } => doing.bytes = Some((*done, *total)),
            Notice::Percent(percent) => doing.percent = Some(*percent),
            Notice::Said(_) => {}
        }
    }

    pub fn ended(&mut self, node: usize) {
        self.0.remove(&node);
    }
}
