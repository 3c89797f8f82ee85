//! A PostgreSQL server of one's own: in a folder of its own, listening on a socket in that folder alone.

use postgres::{Client, NoTls};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// Where Debian puts the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";
/// Who runs the server where the tests run as root, which it refuses: the first of these that exists.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];
const SETTINGS: [&str; 4] = [
    "listen_addresses=",
    "synchronous_commit=on",
    "fsync=on",
    "full_page_writes=on",
];
const STARTS_WITHIN: Duration = Duration::from_secs(60);

/// A running server with an empty database. It stops when this is dropped.
#[derive(Debug)]
pub struct PostgresServer {
    process: Child,
    programs: PathBuf,
    data: PathBuf,
    /// A `postgresql://` address, for any driver.
    pub address: String,
}

impl PostgresServer {
    /// Starts a server in a folder that is there.
    pub fn start(folder: &Path) -> Result<Self, String> {
        let programs = programs().ok_or("PostgreSQL is not installed")?;
        let data = folder.join("postgres");
        Self::started(folder, programs, data).map_err(|error| format!("PostgreSQL: {error}"))
    }

    fn started(folder: &Path, programs: PathBuf, data: PathBuf) -> io::Result<Self> {
        std::fs::create_dir_all(&data)?;
        if let Some(user) = user() {
            for path in [folder, &data] {
                succeeds(
                    Command::new("chown")
                        .arg(user)
                        .arg(path),
                )?;
            }
        }
        let mut initdb = unprivileged(&programs.join("initdb"), folder);
        initdb.args(["--auth=trust", "--username=refundkit", "--encoding=UTF8"]);
        // Only what initdb itself wrote may be lost with the machine.
        initdb
            .args(["--no-sync", "--locale=C", "-D"])
            .arg(&data);
        succeeds(initdb.stdout(Stdio::null()))?;
        let mut postgres = unprivileged(&programs.join("postgres"), folder);
        postgres
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder);
        for setting in SETTINGS {
            postgres.args(["-c", setting]);
        }
        let process = postgres
            .stderr(Stdio::null())
            .spawn()?;
        let server = Self {
            process,
            programs,
            data,
            address: format!("postgresql://refundkit@/postgres?host={}", folder.display()),
        };
        server.check()?;
        Ok(server)
    }

    /// Waits until it takes connections, and makes sure that a commit is durable.
    fn check(&self) -> io::Result<()> {
        let mut client = self.connected()?;
        let setting = client.query_one("SHOW synchronous_commit", &[]);
        let setting: String = setting
            .map_err(io::Error::other)?
            .get(0);
        (setting == "on")
            .then_some(())
            .ok_or_else(|| io::Error::other("synchronous_commit is not on"))
    }

    fn connected(&self) -> io::Result<Client> {
        let pause = Duration::from_millis(100);
        let mut waited = Duration::ZERO;
        loop {
            match Client::connect(&self.address, NoTls) {
                Ok(client) => return Ok(client),
                Err(error) if waited > STARTS_WITHIN => return Err(io::Error::other(error)),
                Err(_) => thread::sleep(pause),
            }
            waited += pause;
        }
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        let folder = self
            .data
            .parent()
            .unwrap_or(&self.data);
        let mut stop = unprivileged(&self.programs.join("pg_ctl"), folder);
        stop.args(["stop", "--mode=immediate", "-D"])
            .arg(&self.data);
        // One that does not stop in its own way is killed.
        if succeeds(stop.stdout(Stdio::null())).is_err() {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

/// The folder of the newest version that is installed.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir(VERSIONS)
        .ok()?
        .flatten();
    let folders = versions.map(|version| version.path().join("bin"));
    folders
        .filter(|folder| folder.join("initdb").exists())
        .max()
}

fn says(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output
        .status
        .success()
        .then(|| text.trim().to_owned())
}

/// Whom to become, where this runs as root.
fn user() -> Option<&'static str> {
    let is_root = says("id", &["-u"]).is_some_and(|id| id == "0");
    let mut users = UNPRIVILEGED.into_iter();
    users.find(|user| is_root && says("id", &["-u", user]).is_some())
}

/// A command that runs without the rights of root.
fn unprivileged(program: &Path, folder: &Path) -> Command {
    let mut command = match user() {
        Some(user) => {
            let mut command = Command::new("runuser");
            command
                .args(["-u", user, "--"])
                .arg(program);
            command
        }
        None => Command::new(program),
    };
    command.current_dir(folder);
    command
}

fn succeeds(command: &mut Command) -> io::Result<()> {
    let status = command.status()?;
    let problem = || io::Error::other(format!("{:?} failed", command.get_program()));
    status
        .success()
        .then_some(())
        .ok_or_else(problem)
}
