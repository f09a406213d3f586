//! Which requests are sent again without anyone being asked, and after what wait.
//!
//! Sent again is what surely did not arrive, what was refused for a reason that passes (a token, a
//! rate limit, a busy session), and a read. An edit whose fate is unknown never is.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::failure::Purpose;
use super::token::Token;
use super::{CallError, Client, Reach};
use crate::outcome::Code;

/// How often a request is sent again after trouble on the way, in a row.
const TROUBLES: u32 = 3;
/// A wait that the server asks for is kept up to here; a longer one is for people to decide.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// What was tried already for one call.
pub(super) struct Tries {
    purpose: Purpose,
    troubles: u32,
    token: bool,
    waited: bool,
}

impl Tries {
    pub(super) fn new(purpose: Purpose) -> Tries {
        Tries { purpose, troubles: 0, token: false, waited: false }
    }

    /// Something went over since the last trouble, so the counting begins anew.
    pub(super) fn progressed(&mut self) {
        self.troubles = 0;
    }
}

/// When the account may be asked for something again: a limit that one request met holds for all.
#[derive(Default)]
pub(super) struct Pace(Mutex<Option<Instant>>);

impl Pace {
    /// Nothing is begun for so long.
    fn rest(&self, wait: Duration) {
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *until = (*until).max(Some(Instant::now() + wait));
    }

    /// Returns once something may be begun.
    pub(super) async fn hold(&self) {
        loop {
            let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match until.filter(|until| *until > Instant::now()) {
                Some(until) => tokio::time::sleep_until(until).await,
                None => return,
            }
        }
    }
}

impl Client {
    /// Returns when the call may be made again.
    ///
    /// # Errors
    /// The error itself, where it is to be reported instead.
    pub(super) async fn again(&self, tries: &mut Tries, token: &Token, error: CallError) -> Result<(), CallError> {
        let is_refused_token = error.failure.code == Code::TokenRefused && error.reach == Reach::Refused;
        if is_refused_token && !std::mem::replace(&mut tries.token, true) && self.replace(token).await? {
            return Ok(());
        }
        self.pause(tries, error).await
    }

    /// The same for a request that carries no token.
    pub(super) async fn pause(&self, tries: &mut Tries, error: CallError) -> Result<(), CallError> {
        let asked = error.failure.retry_after.unwrap_or_default();
        if error.reach == Reach::Refused {
            let passes = match error.failure.code {
                Code::RateLimited => true,
                // Another change is under way in the session; a render's id has its own way.
                Code::Busy => matches!(tries.purpose, Purpose::Edit | Purpose::Upload),
                _ => false,
            };
            let passes = passes && !std::mem::replace(&mut tries.waited, true);
            if !passes || asked > LONGEST_WAIT {
                return Err(error);
            }
            self.wait(&error, asked.max(self.0.config.timing.retry_wait)).await;
            return Ok(());
        }
        let passes = matches!(error.failure.code, Code::ServerError | Code::Unreachable | Code::Protocol);
        let may_repeat = error.reach == Reach::Never || (tries.purpose.may_repeat() && passes);
        if !may_repeat || tries.troubles >= TROUBLES || asked > LONGEST_WAIT {
            return Err(error);
        }
        let wait = Duration::from_secs(1 << tries.troubles).max(asked);
        tries.troubles += 1;
        self.wait(&error, wait).await;
        Ok(())
    }

    async fn wait(&self, why: &CallError, wait: Duration) {
        if let Some(recorder) = &self.0.config.recorder {
            recorder.waiting(&why.failure, wait);
        }
        if why.failure.code == Code::RateLimited {
            self.0.standing.pace.rest(wait);
        }
        tokio::time::sleep(wait).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_limit_that_one_request_met_holds_for_all() {
        let pace = Pace::default();
        let begin = Instant::now();
        pace.hold().await;
        assert_eq!(begin.elapsed().as_secs(), 0);
        pace.rest(Duration::from_secs(30));
        pace.rest(Duration::from_secs(10));
        tokio::join!(pace.hold(), pace.hold());
        assert_eq!(begin.elapsed().as_secs(), 30);
        pace.hold().await;
        assert_eq!(begin.elapsed().as_secs(), 30);
    }
}
