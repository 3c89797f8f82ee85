//! A worker's process, as its parent sees it.

use super::aim::{Aim, Deed};
use super::bank::Bank;
use super::orders::{Errand, Order, Report, Rest, Task};
use crate::host::lock;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

/// What can be killed, from any thread.
#[derive(Clone, Debug)]
pub(super) struct Life(Arc<Mutex<Child>>);

impl Life {
    pub(super) fn id(&self) -> u32 {
        lock(&self.0).id()
    }

    /// SIGKILL: nothing of the process runs any more when this returns.
    pub(super) fn kill(&self) {
        let mut child = lock(&self.0);
        // One that ended already was killed by another thread, or by its own fault, which the parent reports.
        let _ = child.kill();
        let _ = child.wait();
    }

    /// Whether a signal ended it.
    fn was_killed(&self) -> bool {
        let status = lock(&self.0).wait();
        status.is_ok_and(|status| status.code().is_none())
    }

    /// SIGSTOP or SIGCONT.
    fn signal(&self, signal: &str) -> io::Result<()> {
        let id = self.id().to_string();
        let status = Command::new("kill")
            .args([signal, &id])
            .status()?;
        status
            .success()
            .then_some(())
            .ok_or(io::ErrorKind::NotFound.into())
    }
}

/// How a conversation ends.
#[derive(Debug)]
pub(super) enum Ending {
    /// The worker has nothing to do.
    Rest(Rest),
    /// It was killed.
    Killed,
    /// It was frozen.
    Frozen,
}

/// A worker that can be spoken to.
pub(super) struct Process {
    life: Life,
    orders: ChildStdin,
    reports: BufReader<ChildStdout>,
}

impl Process {
    pub(super) fn start(program: &Path, errand: &Errand) -> io::Result<Self> {
        let mut child = Command::new(program)
            .arg("worker")
            .arg(serde_json::to_string(errand)?)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let piped = || io::Error::from(io::ErrorKind::BrokenPipe);
        let orders = child.stdin.take().ok_or_else(piped)?;
        let reports = child.stdout.take().ok_or_else(piped)?;
        Ok(Self {
            life: Life(Arc::new(Mutex::new(child))),
            orders,
            reports: BufReader::new(reports),
        })
    }

    fn tell(&mut self, task: Task, now_ms: i64) -> io::Result<()> {
        let order = serde_json::to_string(&Order { now_ms, task })?;
        writeln!(self.orders, "{order}")
    }

    /// What the worker says next; nothing after its death.
    fn told(&mut self) -> io::Result<Option<Report>> {
        let mut line = String::new();
        // A line without its end was cut off by the death.
        match self.reports.read_line(&mut line)? {
            _ if !line.ends_with('\n') => Ok(None),
            _ => Ok(Some(serde_json::from_str(&line)?)),
        }
    }

    /// Gives an order, and stays with the worker until it rests or meets the aim.
    pub(super) fn follow(
        &mut self,
        task: Task,
        now_ms: i64,
        aim: &Aim,
        bank: &Bank,
    ) -> io::Result<Ending> {
        self.tell(task, now_ms)?;
        loop {
            let deed = match self.told()? {
                Some(Report::Rest(rest)) => return Ok(Ending::Rest(rest)),
                Some(Report::At(point, refund)) => aim.meet(point, refund.as_deref()),
                None => return self.ended().map(|()| Ending::Killed),
            };
            match deed {
                Deed::Spare => self.tell(Task::GoOn, now_ms)?,
                Deed::Kill => self.life.kill(),
                Deed::KillAfter(pause) => {
                    self.tell(Task::GoOn, now_ms)?;
                    thread::sleep(pause);
                    self.end()?;
                    return Ok(Ending::Killed);
                }
                Deed::KillOnArrival => {
                    bank.doom(self.life.clone());
                    self.tell(Task::GoOn, now_ms)?;
                }
                Deed::Freeze => {
                    self.life.signal("-STOP")?;
                    return Ok(Ending::Frozen);
                }
            }
        }
    }

    /// Wakes a frozen worker, and kills it at the next point that it reaches, or when it rests.
    pub(super) fn wake(&mut self, now_ms: i64, at_once: bool) -> io::Result<()> {
        self.life.signal("-CONT")?;
        self.tell(Task::GoOn, now_ms)?;
        while let Some(Report::At(..)) = self.told()? {
            if at_once {
                break;
            }
            self.tell(Task::GoOn, now_ms)?;
        }
        self.end()
    }

    fn end(&self) -> io::Result<()> {
        self.life.kill();
        self.ended()
    }

    /// Makes sure that a signal ended it, and no fault of its own.
    fn ended(&self) -> io::Result<()> {
        match self.life.was_killed() {
            true => Ok(()),
            false => Err(io::Error::other("a worker ended by itself")),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.life.kill();
    }
}
