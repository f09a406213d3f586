//! Whether and when a failed attempt is tried again.

use super::Time;
use crate::outcome::{Code, Failure};
use crate::plan::Node;

/// The earliest moment of the next attempt; none where the failure is final. `attempt` is the one
/// that failed, `at` when.
pub fn again(node: &Node, failure: &Failure, attempt: u32, at: Time) -> Option<Time> {
    let retry = &node.retry;
    let asked = retry.on.is_empty() || retry.on.iter().any(|code| code == failure.code.word());
    // Only a person raises a budget.
    let asked = asked && failure.code != Code::BudgetExceeded;
    if attempt >= retry.attempts || !asked || !node.body.may_repeat(failure.code) {
        return None;
    }
    let wait = failure.retry_after.unwrap_or_default().max(retry.wait);
    Some(at.saturating_add(wait).unwrap_or(at))
}
