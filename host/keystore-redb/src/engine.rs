//! The database: transactions, and what becomes of it when one fails.

use core::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use redb::{Database, Durability, ReadTransaction, ReadableDatabase, WriteTransaction};
use wasi_crypto_keystore::{Result, StoreError};

use crate::failure::Failure;
use crate::gate::{Access, Gate, Storage};
use crate::records::damaged;
use crate::tables;

/// Pages kept in memory, in bytes. Keys are small and the system caches the file as well.
const CACHE_SIZE: usize = 16 << 20;

/// The database, opened again by itself when an error made redb close it.
pub(crate) struct Engine {
    gate: Arc<Gate>,
    access: Access,
    state: RwLock<State>,
}

enum State {
    Open(Database),
    /// Closed after an error that may have passed, such as a full disk.
    Closed,
    /// Closed for good: what every call is answered with.
    Failed(StoreError),
}

impl Engine {
    /// Opens what the gate has, or makes a store of it if it has nothing at all and may be written to.
    ///
    /// # Errors
    /// [`StoreError::Newer`], [`StoreError::Corrupt`], [`StoreError::Io`].
    pub(crate) fn open(gate: Arc<Gate>, access: Access) -> Result<Self> {
        let engine = Self { gate, access, state: RwLock::new(State::Closed) };
        let database = engine.start(access == Access::Exclusive)?;
        *engine.write_state() = State::Open(database);
        Ok(engine)
    }

    /// Runs something that reads, on one state of the database.
    pub(crate) fn read<T>(&self, f: impl FnOnce(&ReadTransaction) -> Result<T, Failure>) -> Result<T> {
        self.with(|database| f(&database.begin_read()?))
    }

    /// Runs something that writes. All of it is on stable storage when this returns, or nothing if it fails; after
    /// [`StoreError::Io`], one or the other. Nothing is written if there would be no room for [`Engine::take_away`]
    /// afterwards.
    pub(crate) fn write<T>(&self, f: impl FnOnce(&WriteTransaction) -> Result<T, Failure>) -> Result<T> {
        if self.access == Access::Reading {
            return Err(StoreError::ReadOnly);
        }
        self.ensure_open()?;
        self.gate.reserve().map_err(full)?;
        let written = self.write_once(f);
        // What was cut off meanwhile.
        self.gate.reserve_some();
        written
    }

    /// Runs something that takes away more than it adds. If the disk is full, it has the reserve of the file.
    pub(crate) fn take_away<T>(&self, f: impl Fn(&WriteTransaction) -> Result<T, Failure>) -> Result<T> {
        if self.access == Access::Reading {
            return Err(StoreError::ReadOnly);
        }
        let taken = match self.write_once(&f) {
            // Nobody knows what the disk holds after a failed sync. After any other failure it holds what it held, or the
            // change, which then is not made twice: there is nothing to take away any more.
            Err(StoreError::Io(why)) if !self.gate.sync_failed() && self.gate.release() => match self.write_once(&f) {
                Err(StoreError::NotFound) => Err(StoreError::Io(why)),
                again => again,
            },
            taken => taken,
        };
        self.gate.reserve_some();
        taken
    }

    /// Runs something that writes; afterwards the file has not grown if that failed.
    fn write_once<T>(&self, f: impl FnOnce(&WriteTransaction) -> Result<T, Failure>) -> Result<T> {
        let before = self.gate.before().map_err(full)?;
        let written = self.with(|database| write(database, f));
        if matches!(written, Err(StoreError::Io(_))) {
            self.close();
            self.gate.clear_up(&before);
        }
        written
    }

    /// Moves what is at the end of the file to free places before it, and makes the file shorter.
    pub(crate) fn compact(&self) -> Result<bool> {
        if self.access == Access::Reading {
            return Err(StoreError::ReadOnly);
        }
        self.alone(|database| Ok(database.compact()?))
    }

    /// Runs something that needs the database for itself.
    pub(crate) fn alone<T>(&self, f: impl FnOnce(&mut Database) -> Result<T, Failure>) -> Result<T> {
        self.ensure_open()?;
        let mut state = self.write_state();
        let outcome = match &mut *state {
            State::Open(database) => catch(|| f(database)),
            State::Closed => return Err(closed()),
            State::Failed(error) => return Err(error.clone()),
        };
        drop(state);
        self.concluded(outcome)
    }

    fn with<T>(&self, f: impl FnOnce(&Database) -> Result<T, Failure>) -> Result<T> {
        self.ensure_open()?;
        let state = self.read_state();
        let outcome = match &*state {
            State::Open(database) => catch(|| f(database)),
            State::Closed => return Err(closed()),
            State::Failed(error) => return Err(error.clone()),
        };
        drop(state);
        self.concluded(outcome)
    }

    fn concluded<T>(&self, outcome: Result<T, Outcome>) -> Result<T> {
        match outcome {
            Ok(value) => Ok(value),
            Err(Outcome::Failed(failure)) => {
                if failure.needs_reopening() {
                    self.close();
                }
                Err(failure.into())
            }
            Err(Outcome::Panicked) => {
                self.close();
                Err(panicked())
            }
        }
    }

    /// Opens the database, unless it is open or must not be.
    fn ensure_open(&self) -> Result<()> {
        if self.gate.sync_failed() {
            self.close();
        }
        if !matches!(*self.read_state(), State::Closed) {
            return Ok(());
        }
        let mut state = self.write_state();
        if matches!(*state, State::Closed) {
            self.gate.close();
            match self.start(false) {
                Ok(database) => *state = State::Open(database),
                Err(error @ StoreError::Io(_)) => return Err(error),
                // Looking again would find the same, and takes long.
                Err(error) => *state = State::Failed(error),
            }
        }
        Ok(())
    }

    fn close(&self) {
        let mut state = self.write_state();
        let next = if self.gate.sync_failed() {
            State::Failed(StoreError::Io(
                "a sync has failed, so what the disk holds is unknown; open the store anew".into(),
            ))
        } else {
            State::Closed
        };
        let database = core::mem::replace(&mut *state, next);
        // redb may panic again while it closes.
        drop(catch_unwind(AssertUnwindSafe(|| drop(database))));
    }

    /// Opens the database behind the gate and, once its format is known to be ours, the gate.
    fn start(&self, may_be_new: bool) -> Result<Database> {
        let outcome = catch(|| {
            let empty = self.gate.len().map_err(redb::StorageError::Io)? == 0;
            if empty && !may_be_new {
                return Err(damaged("the file is empty").into());
            }
            let database = configure().create_with_backend(Storage(self.gate.clone()))?;
            if empty {
                write(&database, tables::initialize)?;
            }
            tables::check_format(&database.begin_read()?)?;
            if self.access == Access::Exclusive {
                self.gate.open().map_err(redb::StorageError::Io)?;
            }
            Ok(database)
        });
        outcome.map_err(|outcome| match outcome {
            Outcome::Failed(failure) => failure.into(),
            Outcome::Panicked => panicked(),
        })
    }

    fn read_state(&self) -> RwLockReadGuard<'_, State> {
        // A panic leaves the state as it was: what may panic is caught.
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_state(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let database = core::mem::replace(&mut *self.write_state(), State::Closed);
        drop(catch_unwind(AssertUnwindSafe(|| drop(database))));
    }
}

/// How redb is used.
///
/// Every page is checked against its checksum when the database is opened. redb can trust a file instead, which saves
/// reading all of it; but then one flipped bit in a tree may hide a key from whoever looks for it, and its name, and
/// the numbers of its versions, would be given out again. The check is also all the recovery there is after a crash, so
/// opening takes the same time then, and the allocator's state (redb's "quick repair") need not be written with every
/// change. It takes some 30 ms for 10,000 keys and 0.2 s for 100,000.
fn configure() -> redb::Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE_SIZE);
    builder.set_check_integrity_on_open(true);
    builder
}

/// Runs one transaction that writes.
///
/// With two phases: what is new is synced before the header names it. With one phase, which is redb's default, a header
/// whose tree does not have its checksums means that the last commit was cut short, and the one before it is taken. Damage
/// to a finished commit would look the same, and undo it: a revoked key would be back. With two phases it is an error.
fn write<T>(database: &Database, f: impl FnOnce(&WriteTransaction) -> Result<T, Failure>) -> Result<T, Failure> {
    let mut transaction = database.begin_write()?;
    transaction.set_durability(Durability::Immediate)?;
    transaction.set_two_phase_commit(true);
    let value = f(&transaction)?;
    transaction.commit()?;
    Ok(value)
}

enum Outcome {
    Failed(Failure),
    Panicked,
}

fn catch<T>(f: impl FnOnce() -> Result<T, Failure>) -> Result<T, Outcome> {
    match catch_unwind(AssertUnwindSafe(f)) {
        Ok(result) => result.map_err(Outcome::Failed),
        Err(_) => Err(Outcome::Panicked),
    }
}

/// Of redb, which panics at what no file of its own contains. The message may quote the file, so it stays out.
fn panicked() -> StoreError {
    StoreError::Corrupt("the database gave up on what it found".into())
}

fn full(error: std::io::Error) -> StoreError {
    Failure::from(redb::StorageError::Io(error)).into()
}

fn closed() -> StoreError {
    StoreError::Io("the store was closed by an error".into())
}
