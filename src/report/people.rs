//! Times and sizes as people write them.

/// `1m 12s`, `2.4s`, `1h 3m`.
pub fn time(seconds: f64) -> String {
    if seconds < 59.95 {
        let tenths = (seconds * 10.0).round() / 10.0;
        return format!("{tenths}s");
    }
    let whole = seconds.round() as u64;
    match (whole / 3600, whole / 60 % 60, whole % 60) {
        (0, minutes, 0) => format!("{minutes}m"),
        (0, minutes, seconds) => format!("{minutes}m {seconds}s"),
        (hours, 0, _) => format!("{hours}h"),
        (hours, minutes, _) => format!("{hours}h {minutes}m"),
    }
}

/// `1.2 MB`, in thousands as cameras count.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1000 => format!("{bytes} bytes"),
        1000..1_000_000 => format!("{} kB", bytes / 1000),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}

/// `1 step`, `2 steps`.
pub fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Credits without a needless decimal.
pub fn credits(value: f64) -> String {
    format!("{}", (value * 100.0).round() / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_times_and_sizes() {
        assert_eq!(
            [time(0.25), time(72.0), time(3600.0), time(59.96), time(60.0)],
            ["0.3s", "1m 12s", "1h", "1m", "1m"]
        );
        assert_eq!([size(12), size(1234), size(1_250_000)], ["12 bytes", "1 kB", "1.2 MB"]);
    }
}
