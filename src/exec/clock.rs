//! The run's clock: it starts at the wall's time and runs on tokio's, so that a wall clock that
//! jumps moves nothing, and a test can pause it.

use std::time::Duration;

use tokio::time::Instant;

use crate::run::Time;

#[derive(Debug, Clone, Copy)]
pub struct Clock {
    wall: Time,
    origin: Instant,
}

impl Clock {
    pub fn starting_at(wall: Time) -> Clock {
        Clock { wall, origin: Instant::now() }
    }

    pub fn now(&self) -> Time {
        self.wall.saturating_add(self.origin.elapsed()).unwrap_or(self.wall)
    }

    /// Returns at that moment; never, where there is none.
    pub async fn until(&self, due: Option<Time>) {
        match due {
            Some(due) => {
                let wait = due.duration_since(self.now());
                tokio::time::sleep(Duration::try_from(wait).unwrap_or_default()).await;
            }
            None => std::future::pending().await,
        }
    }
}
