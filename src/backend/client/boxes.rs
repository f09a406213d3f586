//! Whether a film that arrived in full is a full film: a store may serve the first half of one, with a
//! length that fits it.
//!
//! An MP4 is a row of boxes, each of which tells its size, so a walk over their heads finds the end of
//! the last one without reading the film.

use std::io::{self, Read, Seek, SeekFrom};

/// The boxes that are judged. What else has a size that cannot be is no reason to refuse a film, since
/// players pass over it.
const JUDGED: [&[u8; 4]; 7] = [b"mdat", b"moov", b"moof", b"mfra", b"free", b"wide", b"sidx"];
/// A film in fragments has some of them for each second.
const MOST: u32 = 1_000_000;

/// What the file of `length` bytes lacks to be a film of this format; None where nothing is known to be
/// missing. It leaves the file's position where it will.
///
/// # Errors
/// Where the file cannot be read.
pub(super) fn lacks(file: &mut (impl Read + Seek), length: u64, format: &str) -> io::Result<Option<String>> {
    if !matches!(format.trim_start_matches('.').to_ascii_lowercase().as_str(), "mp4" | "m4v" | "m4a" | "mov") {
        return Ok(None);
    }
    let (mut at, mut described, mut filled) = (0, false, false);
    for _ in 0..MOST {
        let Some(left) = length.checked_sub(at).filter(|left| *left >= 8) else {
            let missing = if described { "pictures and sound are" } else { "description is" };
            return Ok((!(described && filled)).then(|| format!("its {missing} missing")));
        };
        let mut head = [0; 16];
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut head[..left.min(16) as usize])?;
        let [a, b, c, d, e, f, g, h, long @ ..] = head;
        let kind = [e, f, g, h];
        let size = match u32::from_be_bytes([a, b, c, d]) {
            0 => left,
            1 => u64::from_be_bytes(long),
            size => u64::from(size),
        };
        described |= matches!(&kind, b"moov" | b"moof");
        filled |= &kind == b"mdat";
        if size < 8 || size > left {
            let judged = size > left && JUDGED.contains(&&kind);
            let kind = String::from_utf8_lossy(&kind);
            return Ok(judged.then(|| format!("its `{kind}` should have {size} bytes, and {left} came")));
        }
        at += size;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn piece(kind: &[u8; 4], content: usize) -> Vec<u8> {
        [&(content as u32 + 8).to_be_bytes(), kind.as_slice(), &vec![7; content]].concat()
    }

    fn judge(file: &[u8], format: &str) -> Option<String> {
        lacks(&mut Cursor::new(file), file.len() as u64, format).expect("a cursor can be read")
    }

    #[test]
    fn a_film_may_end_after_each_of_its_forms_and_nowhere_else() {
        let ends_with_moov = [piece(b"ftyp", 12), piece(b"mdat", 500), piece(b"moov", 90)].concat();
        let begins_with_moov = [piece(b"ftyp", 12), piece(b"moov", 90), piece(b"mdat", 500)].concat();
        for film in [&ends_with_moov, &begins_with_moov] {
            assert_eq!(judge(film, "mp4"), None);
            for length in 20..film.len() {
                assert!(judge(&film[..length], "mp4").is_some(), "{length} of {} bytes", film.len());
            }
        }
    }

    #[test]
    fn rare_films_are_whole() {
        let long = [&1u32.to_be_bytes(), b"mdat".as_slice(), &116u64.to_be_bytes(), &[7; 100]].concat();
        let open = [&0u32.to_be_bytes(), b"mdat".as_slice(), &[7; 100]].concat();
        let (ftyp, moov) = (piece(b"ftyp", 12), piece(b"moov", 90));
        let fragments = [piece(b"moof", 20), piece(b"mdat", 20), piece(b"mfra", 8)].concat();
        for film in [
            [&*ftyp, &long, &moov].concat(),
            [&*ftyp, &moov, &open].concat(),
            [&*ftyp, &moov, &fragments].concat(),
            [&*ftyp, &moov, &long, &[0; 5]].concat(),
            [&*ftyp, &moov, &long, b"and what a tool has put behind it"].concat(),
        ] {
            assert_eq!(judge(&film, "mov"), None);
        }
    }

    #[test]
    fn other_files_are_not_judged() {
        assert_eq!(judge(b"\x1a\x45\xdf\xa3 and so on", "webm"), None);
        assert_eq!(judge(&piece(b"mdat", 500)[..90], "gif"), None);
    }
}
