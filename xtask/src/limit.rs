//! How long a step may take. One that waits for something that will not come fails and says so, instead of keeping the whole
//! run from its end.

use std::io;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

/// The longest step takes a third of this from a fresh clone on two processors.
pub(crate) const STEP: Duration = Duration::from_secs(20 * 60);

/// Waits for the end of a process. After the limit it is stopped with whatever it started.
pub(crate) fn wait(mut process: Child, limit: Duration) -> io::Result<()> {
    let start = Instant::now();
    while process.try_wait()?.is_none() {
        if start.elapsed() > limit {
            stop(&descendants(process.id())?)?;
            process.wait()?;
            let seconds = limit.as_secs();
            return Err(io::Error::other(format!("stopped after {seconds} s")));
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// A process and all that it started. They stay in one group with this program, so that a person stops all of them at once.
fn descendants(first: u32) -> io::Result<Vec<u32>> {
    let listed = Command::new("ps")
        .args(["-e", "-o", "pid=,ppid="])
        .output()?;
    let listed = String::from_utf8_lossy(&listed.stdout);
    let pairs: Vec<(u32, u32)> = listed
        .lines()
        .filter_map(pair)
        .collect();
    let mut family = vec![first];
    let mut next = 0;
    while let Some(parent) = family.get(next).copied() {
        let children = pairs
            .iter()
            .filter(|(_, of)| *of == parent);
        family.extend(children.map(|(child, _)| *child));
        next += 1;
    }
    Ok(family)
}

fn pair(line: &str) -> Option<(u32, u32)> {
    let (child, parent) = line.trim().split_once(' ')?;
    Some((child.parse().ok()?, parent.trim().parse().ok()?))
}

fn stop(processes: &[u32]) -> io::Result<()> {
    let mut kill = Command::new("kill");
    kill.arg("-KILL");
    kill.args(processes.iter().map(u32::to_string));
    kill.status().map(|_| ())
}

#[cfg(test)]
mod test {
    use super::{descendants, wait};
    use std::process::{Child, Command};
    use std::thread;
    use std::time::Duration;

    fn shell(line: &str) -> Child {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", line])
            .spawn()
            .unwrap()
    }

    /// A process that was stopped may stand in the list until somebody has asked for its end.
    fn is_running(process: u32) -> bool {
        let mut ps = Command::new("ps");
        let listed = ps.args(["-o", "state=", "-p", &process.to_string()]);
        let state = listed.output().unwrap().stdout;
        !state.is_empty() && !state.starts_with(b"Z")
    }

    #[test]
    fn what_ends_in_time_is_left_alone() {
        assert!(wait(shell("exit 3"), Duration::from_secs(3600)).is_ok());
    }

    #[test]
    fn what_hangs_is_stopped_with_its_children() {
        let process = shell("sleep 600 & sleep 600; true");
        let mut family = descendants(process.id()).unwrap();
        while family.len() < 3 {
            thread::sleep(Duration::from_millis(10));
            family = descendants(process.id()).unwrap();
        }
        let error = wait(process, Duration::ZERO).unwrap_err();
        assert_eq!(error.to_string(), "stopped after 0 s");
        while family
            .iter()
            .any(|process| is_running(*process))
        {
            thread::sleep(Duration::from_millis(10));
        }
    }
}
