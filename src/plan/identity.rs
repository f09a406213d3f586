//! What tells a plan from any other: the JSON of its sessions and steps, and the snapshot that each step
//! sees. Nothing of how this crate holds a plan goes into it, so that another version of flow gets the
//! same from the same recipe.

use std::io::{BufWriter, Write};

use serde::{Serialize, Serializer};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::show::{Session, Step, sessions, step};
use super::{Plan, PlanHash, diff, json};
use crate::draft::hex;

/// Goes up where the hash is made of something else. The first had no number.
const VERSION: &str = "2-";

#[derive(Serialize)]
struct Identity<'p> {
    workflow: &'p str,
    sessions: Vec<Session<'p>>,
    steps: Steps<'p>,
}

struct Steps<'p>(&'p Plan);

#[derive(Serialize)]
struct Placed<'p> {
    #[serde(flatten)]
    step: Step<'p>,
    /// The id of the change whose snapshot it sees.
    sees: Option<&'p str>,
    /// By number, the group whose failure stays inside.
    shelter: Option<usize>,
}

impl Serialize for Steps<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Steps(plan) = self;
        serializer.collect_seq(plan.nodes.iter().map(|node| Placed {
            step: step(plan, node),
            sees: node.sees.map(|sees| plan.nodes[sees].id.as_str()),
            shelter: node.shelter,
        }))
    }
}

/// Takes what is written straight into the hash.
struct Hashing(Sha256);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub fn hash(plan: &Plan) -> PlanHash {
    let mut hashing = BufWriter::new(Hashing(Sha256::new()));
    let identity = Identity { workflow: &plan.workflow, sessions: sessions(plan), steps: Steps(plan) };
    serde_json::to_writer(&mut hashing, &identity).expect("a hash takes every byte");
    let Hashing(hash) = hashing.into_inner().unwrap_or_else(|_| unreachable!("a hash takes every byte"));
    PlanHash(format!("{VERSION}{}", hex(&hash.finalize())))
}

pub fn is(plan: &Plan, hash: &PlanHash, recorded: &Value) -> Result<(), String> {
    if plan.hash() == *hash {
        return Ok(());
    }
    let mut now = json(plan, "");
    let of_now = hash.0.starts_with(VERSION);
    if !of_now {
        reduced(&mut now, recorded);
    }
    let same = |key: &str| recorded[key].as_array().is_some_and(|old| !old.is_empty()) && recorded[key] == now[key];
    if !of_now && same("sessions") && same("steps") {
        return Ok(());
    }
    let (words, _) = diff(recorded, &now);
    let first = words.lines().next().map_or("the plan on record is not the one of its hash", str::trim);
    Err(first.to_owned())
}

/// Leaves of the new plan what the old one tells too: a key that came later was at its default, or said
/// nothing yet.
fn reduced(new: &mut Value, old: &Value) {
    for key in ["sessions", "steps"] {
        let Some(rows) = new[key].as_array_mut() else { continue };
        for (new, old) in rows.iter_mut().zip(old[key].as_array().into_iter().flatten()) {
            if let (Value::Object(new), Value::Object(old)) = (new, old) {
                new.retain(|key, _| old.contains_key(key));
            }
        }
    }
}
