//! Gets the token, keeps it, and replaces it where the client got it for itself.
//!
//! The service gives few tokens, so one at a time is asked for, across processes too, and what
//! another process got is used.

use std::sync::PoisonError;

use reqwest::Method;
use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::super::account::{Account, Credential, Issued, Shelf};
use super::failure::{self, Purpose};
use super::retry::Tries;
use super::wire::{Body, Outgoing, accept, header};
use super::{CallError, Client, Reach};
use crate::draft::sha256_hex;
use crate::outcome::{Code, Failure};

/// One run replaces no more tokens than this.
const REPLACEMENTS: u32 = 3;

/// The token in use, and which one it is in the order of this process.
#[derive(Default)]
pub(super) struct Held {
    issued: Option<Issued>,
    generation: u32,
    /// Why no more are given: tokens are few for days, so that asking again in this run only makes it
    /// worse.
    refused: Option<CallError>,
}

/// A token as one request uses it.
pub(super) struct Token {
    pub(super) secret: SecretString,
    generation: u32,
}

impl Client {
    pub(super) async fn account_call(&self) -> Result<Account, CallError> {
        self.token().await?;
        let held = self.0.standing.held.lock().await;
        let issued_to = held.issued.as_ref().and_then(|issued| issued.user.as_deref());
        Ok(Account::new(&self.0.config.origin, &self.0.config.credential, issued_to, self.user()))
    }

    /// Tells the token in use from every other, without telling what it is.
    ///
    /// # Errors
    /// Where no token can be had.
    pub async fn token_mark(&self) -> Result<String, Failure> {
        let token = self.token().await.map_err(|error| error.failure)?;
        Ok(sha256_hex(token.secret.expose_secret().as_bytes())[..16].to_owned())
    }

    pub(super) async fn token(&self) -> Result<Token, CallError> {
        self.wire()?;
        self.0.standing.pace.hold().await;
        let (client_id, store) = match &self.0.config.credential {
            Credential::Fixed(secret) => return Ok(Token { secret: secret.clone(), generation: 0 }),
            Credential::Anonymous { client_id, store } => (client_id, store),
        };
        let mut held = self.0.standing.held.lock().await;
        if held.issued.is_none() {
            let shelf = store.as_ref().map(|folder| Shelf::new(folder, &self.0.config.origin, client_id));
            if let Some(refused) = &held.refused {
                return Err(refused.clone());
            }
            match self.obtain(shelf, client_id, None).await {
                Ok(issued) => self.hold(&mut held, issued),
                Err(error) => {
                    held.refused = (error.failure.code == Code::RateLimited).then(|| error.clone());
                    return Err(error);
                }
            }
        }
        let issued = held.issued.as_ref().expect("it was just put there");
        Ok(Token { secret: issued.token.clone(), generation: held.generation })
    }

    /// Gets another token in the place of one that was refused. False where that is not for the
    /// client to do: the user set the token, or enough were replaced already.
    pub(super) async fn replace(&self, refused: &Token) -> Result<bool, CallError> {
        let Credential::Anonymous { client_id, store } = &self.0.config.credential else {
            return Ok(false);
        };
        let mut held = self.0.standing.held.lock().await;
        if held.generation != refused.generation {
            return Ok(true);
        }
        if held.generation > REPLACEMENTS {
            return Ok(false);
        }
        let shelf = store.as_ref().map(|folder| Shelf::new(folder, &self.0.config.origin, client_id));
        let used = held.issued.as_ref().map_or(client_id.clone(), |issued| issued.client_id.clone());
        let issued = self.obtain(shelf, &used, Some(&refused.secret)).await?;
        self.hold(&mut held, issued);
        Ok(true)
    }

    /// The user's id, as far as an answer has told it.
    pub(super) fn user(&self) -> Option<String> {
        self.0.standing.user.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn note_user(&self, user: Option<String>) {
        if let Some(user) = user.filter(|user| user != "me") {
            *self.0.standing.user.lock().unwrap_or_else(PoisonError::into_inner) = Some(user);
        }
    }

    fn hold(&self, held: &mut Held, issued: Issued) {
        self.0.mask.hide(&issued.token);
        self.note_user(issued.user.clone());
        held.issued = Some(issued);
        held.generation += 1;
    }

    async fn obtain(
        &self,
        shelf: Option<Shelf>,
        client_id: &str,
        refused: Option<&SecretString>,
    ) -> Result<Issued, CallError> {
        let _lock = match &shelf {
            Some(shelf) => shelf.lock().await,
            None => None,
        };
        let kept = shelf.as_ref().and_then(Shelf::read);
        if let Some(kept) = &kept
            && refused.is_none_or(|refused| refused.expose_secret() != kept.token.expose_secret())
        {
            return Ok(kept.clone());
        }
        let client_id = kept.map_or(client_id.to_owned(), |kept| kept.client_id);
        let issued = self.ask(client_id).await?;
        if let Some(shelf) = &shelf {
            // Where the folder cannot be written, the token serves this run alone.
            let _ = shelf.write(&issued);
        }
        Ok(issued)
    }

    /// Asks for a token, and with a new client id where the service takes the old one for none.
    async fn ask(&self, mut client_id: String) -> Result<Issued, CallError> {
        let mut tries = Tries::new(Purpose::Token);
        let mut renamed = false;
        loop {
            match self.ask_once(&client_id).await {
                Ok(issued) => return Ok(issued),
                Err(error) if error.failure.backend_code == Some(400) && !renamed => {
                    renamed = true;
                    client_id = Uuid::new_v4().to_string();
                }
                Err(error) => self.pause(&mut tries, error).await?,
            }
        }
    }

    async fn ask_once(&self, client_id: &str) -> Result<Issued, CallError> {
        let wire = self.wire()?;
        let mut headers: HeaderMap = accept("application/json");
        headers.insert("x-client-id", header(client_id));
        let url = self.url("/api/auth/anonymous-token")?;
        let outgoing = Outgoing { method: Method::POST, url, token: None, headers, body: Body::Empty };
        let answer = self.head(Purpose::Token, self.0.config.timing.stall, wire.send(outgoing)).await?;
        let payload = self.envelope(Purpose::Token, answer).await?;
        let token = payload.text(&["token", "access_token"]);
        let token = token
            .map(|token| token.trim().to_owned())
            .filter(|token| !token.is_empty())
            .ok_or_else(|| failure::lacks(Purpose::Token, "token"))?;
        if !token.chars().all(|c| c.is_ascii_graphic()) {
            let failure = Failure::new(Code::Protocol, "the token that the backend gave cannot be sent in a header");
            return Err(CallError { failure, reach: Reach::Refused });
        }
        Ok(Issued {
            token: token.into(),
            user: payload.text(&["user_id"]),
            client_id: client_id.to_owned(),
            expires_at: payload.text(&["expires_at"]),
        })
    }
}
