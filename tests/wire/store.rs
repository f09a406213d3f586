//! What the client keeps on disk about an anonymous account.
