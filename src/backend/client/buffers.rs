//! Buffers that go round: a large file passes through the few that are on their way at once, instead of
//! memory of its own for every piece.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

/// Buffers that are free. Clones share them.
#[derive(Clone, Default)]
pub(super) struct Buffers(Arc<Mutex<Vec<Vec<u8>>>>);

/// A buffer that comes home when the last reader of it is gone.
struct Lent {
    bytes: Vec<u8>,
    home: Buffers,
}

impl Buffers {
    /// An empty buffer with room for `size` bytes.
    pub(super) fn take(&self, size: usize) -> Vec<u8> {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        bytes.clear();
        bytes.reserve(size);
        bytes
    }

    /// What the buffer holds, to be read by others.
    pub(super) fn lend(&self, bytes: Vec<u8>) -> Bytes {
        Bytes::from_owner(Lent { bytes, home: self.clone() })
    }
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        self.home.0.lock().unwrap_or_else(PoisonError::into_inner).push(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_comes_home_with_its_last_reader() {
        let buffers = Buffers::default();
        let mut first = buffers.take(100);
        first.extend_from_slice(b"abc");
        let place = first.as_ptr();
        let lent = buffers.lend(first);
        let tail = lent.slice(1..);
        drop(lent);
        let second = buffers.take(100);
        assert_ne!(second.as_ptr(), place, "it is still read");
        assert_eq!(&tail[..], b"bc");
        drop(tail);
        let again = buffers.take(50);
        assert!(again.as_ptr() == place && again.is_empty() && again.capacity() >= 100);
    }
}
