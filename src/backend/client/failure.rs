//! What the service's refusals and the network's troubles mean to people: a stable code, what
//! happened, what to do about it, and whether the request may have been carried out.

use std::time::Duration;

use super::super::api::{Payload, Refusal, encode};
use super::retry::LONGEST_WAIT;
use super::wire::Broken;
use super::{CallError, Reach};
use crate::outcome::{Code, Failure};

/// What a request is for; the same code means different things to different requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Cancel,
    Claim,
    Credits,
    Download,
    Edit,
    OpenSession,
    Poll,
    Render,
    State,
    Token,
    Upload,
}

/// What the words for people depend on.
#[derive(Debug, Clone, Default)]
pub(super) struct Standing {
    pub(super) anonymous: bool,
    /// The address where an anonymous user registers and keeps the history, if it may be shown.
    pub(super) register: Option<String>,
}

/// The file types that the service takes.
const TYPES: &str = "mp4, mov, avi, webm, mkv, jpg, png, gif, webp, mp3, wav, m4a or aac";

impl Purpose {
    /// Whether the request may be sent again when nobody knows if it arrived. A second session or
    /// token request does no harm; a second upload, edit or render may.
    pub(super) fn may_repeat(self) -> bool {
        !matches!(self, Purpose::Edit | Purpose::Render | Purpose::Upload)
    }

    fn is_export(self) -> bool {
        matches!(self, Purpose::Cancel | Purpose::Download | Purpose::Poll | Purpose::Render)
    }

    fn needs_session(self) -> bool {
        matches!(self, Purpose::Edit | Purpose::Render | Purpose::State | Purpose::Upload)
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Purpose::Cancel => "cancelling the render",
            Purpose::Claim => "making a link for the web editor",
            Purpose::Credits => "reading the credits",
            Purpose::Download => "downloading the video",
            Purpose::Edit => "the edit",
            Purpose::OpenSession => "opening a session",
            Purpose::Poll => "asking for the render",
            Purpose::Render => "starting the render",
            Purpose::State => "reading the timeline",
            Purpose::Token => "asking for an anonymous token",
            Purpose::Upload => "the upload",
        }
    }
}

/// The address of the registration page for an anonymous user.
pub fn register_link(web: &str, user: &str) -> String {
    let web = web.trim_end_matches('/');
    format!("{web}/register?bind={}", encode(user))
}

/// Translates an answer that says no. A code in the body wins over the HTTP status.
pub(super) fn refused(
    purpose: Purpose,
    refusal: &Refusal,
    retry_after: Option<Duration>,
    standing: &Standing,
) -> CallError {
    let said = refusal.message.trim_end_matches('.');
    let number = refusal.code.unwrap_or(i64::from(refusal.status));
    let (code, reach) = classify(purpose, refusal, number);
    let message = match code {
        Code::TokenRefused => format!("the token was refused: {said}"),
        Code::SessionLost => format!("the session is gone: {said}"),
        Code::OutOfCredits => format!("the credits are used up: {said}"),
        Code::ExportBlocked => format!("the export is blocked: {said}"),
        Code::RateLimited => format!("{}: too many requests: {said}", purpose.words()),
        _ => format!("{} failed: {said}", purpose.words()),
    };
    let mut failure = Failure::new(code, message).backend(number);
    failure.fix = Some(match (code, retry_after) {
        (Code::RateLimited, Some(wait)) if wait > LONGEST_WAIT => asked_for(wait),
        (Code::MalformedRequest, _) if number == 413 && purpose == Purpose::Edit => "make the prompt shorter".into(),
        _ => fix(code, purpose, standing),
    });
    failure.retry_after = retry_after;
    CallError { failure, reach }
}

/// What people are told of a wait that is too long to sit through.
fn asked_for(wait: Duration) -> String {
    let minutes = wait.as_secs().div_ceil(60);
    let wait = if minutes < 120 { format!("{minutes} minutes") } else { format!("{} hours", minutes.div_ceil(60)) };
    format!("the service asks to wait {wait}; resume the run after that")
}

/// The refusal that a redirect is which was not followed: it leads away, nowhere, or in a circle.
pub(super) fn redirected(refusal: &Refusal, to: Option<String>, circle: bool) -> Refusal {
    let status = refusal.status;
    let message = match to {
        Some(to) if circle => format!("the server sends the request in a circle, back to {to} ({status})"),
        Some(to) => format!("the server sends the request on to {to} ({status}), which was not followed"),
        None => format!("the server sends the request on ({status}), and names no place"),
    };
    Refusal { message, ..refusal.clone() }
}

/// Translates the no of a host that the request was sent on to without the token: it says nothing about
/// the account.
pub(super) fn elsewhere(purpose: Purpose, refusal: &Refusal) -> CallError {
    let said = refusal.message.trim_end_matches('.');
    let message = format!("{} was sent on to another host, which refused it: {said}", purpose.words());
    let mut failure = Failure::new(Code::Protocol, message).backend(i64::from(refusal.status));
    failure.fix = Some(fix(Code::Protocol, purpose, &Standing::default()));
    CallError { failure, reach: Reach::Refused }
}

fn classify(purpose: Purpose, refusal: &Refusal, number: i64) -> (Code, Reach) {
    let said = refusal.message.to_ascii_lowercase();
    let code = match number {
        1001 | 1010 | 1011 | 401 => Code::TokenRefused,
        1002 => Code::SessionLost,
        404 if purpose.needs_session() && refusal.spoken => Code::SessionLost,
        404 if purpose == Purpose::Download => Code::DownloadFailed,
        404 if refusal.spoken => Code::Refused,
        2001 => Code::OutOfCredits,
        402 if purpose.is_export() => Code::ExportBlocked,
        402 => Code::OutOfCredits,
        403 if purpose.is_export() => Code::ExportBlocked,
        403 => Code::Forbidden,
        4001 => Code::UnsupportedFile,
        4002 => Code::FileTooLarge,
        413 if purpose == Purpose::Upload => Code::FileTooLarge,
        400 | 413 | 422 => Code::MalformedRequest,
        409 => Code::Busy,
        429 => Code::RateLimited,
        // These two ask for the same request elsewhere, so that a change was not carried out here. The
        // other redirects may be the answer to a change that was.
        307 | 308 if refusal.code.is_none() && !purpose.may_repeat() => return (Code::Protocol, Reach::Refused),
        500..=599 => return (Code::ServerError, Reach::Unknown),
        408 => return (Code::ServerError, Reach::Unknown),
        _ if purpose.needs_session() && said.contains("session not found") => Code::SessionLost,
        _ if refusal.spoken => return (Code::Refused, Reach::Unknown),
        _ => return (Code::Protocol, Reach::Unknown),
    };
    // A page of a proxy proves nothing, except where the status says that the request went no
    // further.
    let proven = refusal.spoken || matches!(refusal.status, 401 | 413 | 429);
    (code, if proven { Reach::Refused } else { Reach::Unknown })
}

/// Translates an exchange that broke.
pub(super) fn broken(purpose: Purpose, broken: &Broken) -> CallError {
    // A network refuses nothing; a recording does, where it was asked for something else.
    if broken.reach == Reach::Refused {
        let fix = "run the recipe as it was recorded, or record it anew with --record";
        let failure = Failure::new(Code::ReplayDiffers, broken.message.clone()).fix(fix);
        return CallError { failure, reach: broken.reach };
    }
    let what = match broken.reach {
        Reach::Never => "the backend cannot be reached",
        _ => "the connection broke",
    };
    let message = format!("{}: {what}: {}", purpose.words(), broken.message);
    let failure = Failure::new(Code::Unreachable, message).fix(fix(Code::Unreachable, purpose, &Standing::default()));
    CallError { failure, reach: broken.reach }
}

/// An answer that lacks what it must hold.
pub(super) fn lacks(purpose: Purpose, what: &str) -> CallError {
    let message = format!("{}: the answer holds no `{what}`", purpose.words());
    let failure = Failure::new(Code::Protocol, message).fix(fix(Code::Protocol, purpose, &Standing::default()));
    CallError { failure, reach: Reach::Unknown }
}

/// What people can do about a failure.
pub(super) fn fix(code: Code, purpose: Purpose, standing: &Standing) -> String {
    match code {
        Code::TokenRefused if standing.anonymous => {
            "try again; if it stays so, set `NEMO_TOKEN` to a token of your account".into()
        }
        Code::TokenRefused => "set `NEMO_TOKEN` to a new token (Settings → API Tokens); without it flow would use \
             another, anonymous account, which does not see the same sessions"
            .into(),
        Code::SessionLost => "the timeline of this session is gone; run the workflow again".into(),
        Code::OutOfCredits => match &standing.register {
            Some(link) => format!("register to keep the history and get credits: {link}; then resume the run"),
            None if standing.anonymous => "register an account, or set `NEMO_TOKEN`; then resume the run".into(),
            None => "top up credits in your account, then resume the run".into(),
        },
        Code::ExportBlocked => "register or upgrade your plan to unlock export, then resume the run".into(),
        Code::Forbidden => "the plan or the token's scopes do not allow this; upgrade, or use another token".into(),
        Code::UnsupportedFile if purpose == Purpose::Render => {
            "change the export, or the edits above it, as the message says".into()
        }
        Code::UnsupportedFile => format!("use one of {TYPES}"),
        Code::FileTooLarge => "compress or trim the file; the limit is 500 MB".into(),
        Code::MalformedRequest => "this is likely a mistake in flow: please report it with this message".into(),
        Code::Busy => "wait until the other change has ended, then resume the run".into(),
        Code::RateLimited if purpose == Purpose::Token => {
            "anonymous tokens are few: set `NEMO_TOKEN`, or `NEMO_CLIENT_ID` to the client id of before".into()
        }
        Code::RateLimited => "wait some minutes, then resume the run".into(),
        Code::DownloadFailed => "resume the run: the render is kept, and the download goes on where it stopped".into(),
        Code::FileUnreadable | Code::FileChanged => "leave the file in place until the upload has ended".into(),
        Code::OutputUnwritable => "make room, or choose another folder; then resume the run".into(),
        Code::Timeout => "look at the timeline before you repeat it: it may still be at work".into(),
        Code::ServerError => "the service is in trouble: wait some minutes, then resume the run".into(),
        Code::Unreachable => "check the network, the proxy and the backend's address; then resume the run".into(),
        Code::Protocol => "check that the backend's address is right".into(),
        _ => "try again later".into(),
    }
}

/// The failure that a code of the backend's means for a step of this kind, for answers that are
/// written down and not received.
pub fn failure_of(kind: &str, code: i64, message: &str) -> Failure {
    let purpose = match kind {
        "upload" => Purpose::Upload,
        "export" => Purpose::Render,
        _ => Purpose::Edit,
    };
    let status = u16::try_from(code).ok().filter(|status| (400..600).contains(status)).unwrap_or(200);
    let message = message.to_owned();
    let refusal = Refusal { status, code: Some(code), message, spoken: true, payload: Payload::default() };
    refused(purpose, &refusal, None, &Standing::default()).failure
}
