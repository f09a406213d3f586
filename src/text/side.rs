//! Long recipes are read and judged by all cores at once; short ones by one, which is sooner done.

use std::sync::LazyLock;

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

/// So many steps are done by one core before another one is worth asking.
const LEAST: usize = 2_000;

/// Whether there is more than the one thread; the system may give no other.
static OTHERS: LazyLock<bool> = LazyLock::new(|| ThreadPoolBuilder::new().use_current_thread().build_global().is_ok());

/// Whether so many steps are worth another core.
pub fn is_long(steps: usize) -> bool {
    steps >= LEAST
}

/// What `each` gives of stretches of `items`, in their order. All of them are one stretch where they
/// are few.
pub fn stretches<'t, T: Sync, R: Send>(items: &'t [T], each: impl Fn(&'t [T]) -> R + Sync) -> Vec<R> {
    if !is_long(items.len()) || !*OTHERS {
        return vec![each(items)];
    }
    let one = items.len().div_ceil(rayon::current_num_threads()).max(LEAST);
    items.par_chunks(one).map(&each).collect()
}

/// Gives up what a long recipe no longer needs, whenever a core has nothing else to do.
pub fn give_up<T: Send + 'static>(worth: bool, what: T) {
    if worth && *OTHERS {
        rayon::spawn(move || drop(what));
    }
}

/// What both give, the second one on another core where that is worth it.
pub fn both<A: Send, B: Send>(
    worth: bool,
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    if worth && *OTHERS { rayon::join(first, second) } else { (first(), second()) }
}
