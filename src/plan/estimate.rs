//! What a run may take: credits, and the longest way through the plan.

use super::Plan;

/// The longest way and how long it usually takes on the cloud.
#[derive(Debug, Clone, PartialEq)]
pub struct Longest {
    /// Nodes, the first to run first.
    pub nodes: Vec<usize>,
    pub seconds: u64,
}

/// What a step of a kind usually takes on the cloud, as its documents say: an edit of a short clip one
/// to two minutes, a render 30 to 90 seconds.
fn usual(kind: &str) -> u64 {
    match kind {
        "edit" => 90,
        "export" => 60,
        "upload" => 10,
        _ => 0,
    }
}

/// The way that decides how long the whole takes, whatever else runs beside it. Of equal ways it is
/// the one that stands higher in the file.
pub fn longest(plan: &Plan) -> Longest {
    let mut best: Vec<(u64, Option<usize>)> = Vec::with_capacity(plan.nodes.len());
    for (at, node) in plan.nodes.iter().enumerate() {
        let mut before: Option<usize> = None;
        for need in plan.waits(at) {
            if before.is_none_or(|before| best[need].0 > best[before].0) {
                before = Some(need);
            }
        }
        let seconds = before.map_or(0, |before| best[before].0) + usual(node.body.kind());
        best.push((seconds, before));
    }
    let mut end: Option<usize> = None;
    for at in 0..best.len() {
        if end.is_none_or(|end| best[at].0 > best[end].0) {
            end = Some(at);
        }
    }
    let seconds = end.map_or(0, |end| best[end].0);
    let mut nodes = Vec::new();
    while let Some(at) = end {
        nodes.push(at);
        end = best[at].1;
    }
    nodes.reverse();
    Longest { nodes, seconds }
}

/// Credits as people write them: without a fraction where there is none.
pub fn credits(amount: f64) -> serde_json::Value {
    if amount.fract() == 0.0 { (amount as i64).into() } else { amount.into() }
}

/// What people are told of a plan before it runs on the cloud.
pub fn costs(plan: &Plan) -> String {
    let credits = plan.estimate();
    let minutes = longest(plan).seconds.div_ceil(60);
    let edits = plan.nodes.iter().filter(|node| node.body.kind() == "edit").count();
    format!(
        "about {credits} credits for {edits} edit{}, and usually {minutes} minute{} for short clips",
        if edits == 1 { "" } else { "s" },
        if minutes == 1 { "" } else { "s" }
    )
}
