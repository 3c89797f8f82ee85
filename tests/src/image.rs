//! The memory of this process, searched for what should be gone. Linux alone: it is read from `/proc/self/mem`.

use memchr::memchr_iter;
use std::fs::{self, File};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::os::unix::fs::FileExt;
use std::sync::Mutex;
use zeroize::Zeroizing;

static ALONE: Mutex<()> = Mutex::new(());
const CHUNK: usize = 1 << 20;
/// The longest that every provider takes.
const LENGTH: usize = 30;

/// Bytes to look for, kept with every bit flipped so that the search does not find itself.
pub struct Sought(Vec<u8>);

impl Sought {
    /// Takes the bytes to look for.
    pub fn new(bytes: &[u8]) -> Self {
        Self(
            bytes
                .iter()
                .map(|byte| !byte)
                .collect(),
        )
    }

    /// In how many places of the writable memory they stand. One search at a time: each would find what another has read.
    pub fn places(&self) -> usize {
        let _alone = ALONE.lock();
        let memory = File::open("/proc/self/mem").expect("the memory of this process");
        let maps = fs::read_to_string("/proc/self/maps").expect("the map of this process");
        let mut buffer = vec![0; CHUNK];
        let own = buffer.as_ptr().addr();
        let found = maps
            .lines()
            .filter_map(writable)
            .map(|(start, end)| self.within(&memory, start, end, &mut buffer, own))
            .sum();
        buffer.fill(0);
        std::hint::black_box(&buffer);
        found
    }

    /// Pieces overlap, so that nothing hides between two of them; the buffer itself is left out.
    fn within(
        &self,
        memory: &File,
        start: usize,
        end: usize,
        buffer: &mut [u8],
        own: usize,
    ) -> usize {
        let mut found = 0;
        let mut at = start;
        while at < end {
            let wanted = buffer.len().min(end - at);
            let read = memory
                .read_at(&mut buffer[..wanted], at as u64)
                .unwrap_or(0);
            let starts = memchr_iter(!self.0[0], &buffer[..read])
                .filter(|start| self.is_at(&buffer[*start..read]));
            found += starts
                .filter(|start| !(own..own + CHUNK).contains(&(at + start)))
                .count();
            at += if wanted < CHUNK {
                wanted
            } else {
                wanted - self.0.len() + 1
            };
        }
        found
    }

    fn is_at(&self, bytes: &[u8]) -> bool {
        bytes.len() >= self.0.len()
            && bytes
                .iter()
                .zip(&self.0)
                .all(|(byte, flipped)| *byte == !flipped)
    }
}

/// `7f00-7f10 rw-p ..`: start and end of a writable piece.
fn writable(line: &str) -> Option<(usize, usize)> {
    let (range, rest) = line.split_once(' ')?;
    let (start, end) = range
        .split_once('-')
        .filter(|_| rest.starts_with("rw"))?;
    Some((
        usize::from_str_radix(start, 16).ok()?,
        usize::from_str_radix(end, 16).ok()?,
    ))
}

/// A fresh secret that stands nowhere else, and what to look for: its end, since allocators write over the start of what is freed.
pub fn planted() -> (Zeroizing<String>, Sought) {
    let mut secret = Zeroizing::new(String::with_capacity(LENGTH));
    while secret.len() < LENGTH {
        let number = RandomState::new()
            .build_hasher()
            .finish();
        secret.push(char::from_digit((number % 36) as u32, 36).expect("a digit"));
    }
    let sought = Sought::new(&secret.as_bytes()[LENGTH - 12..]);
    (secret, sought)
}
