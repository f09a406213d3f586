//! Long recipes are read and judged by all cores at once; short ones by one, which is sooner done.

use std::thread;

/// So many steps are done by one core before another one is worth asking.
const LEAST: usize = 2_000;

/// What `each` gives of stretches of `items`, in their order. All of them are one stretch where they
/// are few.
pub fn stretches<'t, T: Sync, R: Send>(items: &'t [T], each: impl Fn(&'t [T]) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut parts = items.chunks(items.len().div_ceil(cores).max(LEAST));
    let first = parts.next().unwrap_or_default();
    let each = &each;
    thread::scope(|scope| {
        let others: Vec<_> = parts.map(|part| (part, spawn(scope, move || each(part)))).collect();
        let mut out = vec![each(first)];
        out.extend(others.into_iter().map(|(part, other)| other.map_or_else(|| each(part), joined)));
        out
    })
}

/// Whether so many steps are worth another core.
pub fn is_long(steps: usize) -> bool {
    steps >= LEAST
}

/// What both give, the second one on another core where that is worth it.
pub fn both<A, B: Send>(worth: bool, first: impl FnOnce() -> A, second: impl Fn() -> B + Sync) -> (A, B) {
    if !worth {
        return (first(), second());
    }
    let second = &second;
    thread::scope(|scope| {
        let other = spawn(scope, second);
        (first(), other.map_or_else(second, joined))
    })
}

/// None where the system gives no thread: then the work is done by the one that asked.
fn spawn<'s, R: Send + 's>(
    scope: &'s thread::Scope<'s, '_>,
    work: impl FnOnce() -> R + Send + 's,
) -> Option<thread::ScopedJoinHandle<'s, R>> {
    thread::Builder::new().spawn_scoped(scope, work).ok()
}

fn joined<R>(other: thread::ScopedJoinHandle<'_, R>) -> R {
    other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
