//! Histories, split over the processors.

use std::ops::AddAssign;
use std::thread;

const SEED: u64 = 131;

/// What came of `histories` histories. `play` plays so many from a seed on; the seeds are the same every time.
pub fn in_parallel<C>(histories: u64, play: impl Fn(u64, u64) -> C + Copy + Send + 'static) -> C
where
    C: AddAssign + Default + Send + 'static,
{
    let workers = thread::available_parallelism().map_or(1, |count| count.get() as u64);
    let part = |worker: u64| {
        let share = histories / workers + u64::from(worker < histories % workers);
        thread::spawn(move || play(share, SEED + (worker << 40)))
    };
    let parts: Vec<_> = (0..workers).map(part).collect();
    let mut sum = C::default();
    for part in parts {
        sum += part.join().expect("no history panics");
    }
    sum
}
