//! In which order the jobs of a lane run.
//!
//! Clients take turns, however many jobs each has, and short jobs come before long ones. So the next short job of a client
//! waits for one short one of every other client, and for a long one only where [`SHORT_IN_A_ROW`] short ones have gone
//! before it. The next long job of a client waits for one long one of every other client, each with at most
//! [`SHORT_IN_A_ROW`] short ones before it.

use std::collections::VecDeque;
use std::mem;

use super::order::ClientId;

/// What costs less is short, in nanoseconds: below 50 milliseconds.
const SHORT: u64 = 50_000_000;

/// How many short jobs run one after the other while a long one waits.
const SHORT_IN_A_ROW: u32 = 8;

/// The jobs that wait.
pub(super) struct Queue<J> {
    short: Turns<J>,
    long: Turns<J>,
    /// How many short ones have gone since a long one waits, or since the last long one.
    in_a_row: u32,
}

/// Jobs of clients that take turns: the first in the list is next. Every client in it has a job.
struct Turns<J> {
    clients: VecDeque<(ClientId, VecDeque<J>)>,
}

impl<J> Queue<J> {
    /// Puts a job at the end of those of its client; a client that has none waiting is the last to get its turn.
    pub(super) fn push(&mut self, client: ClientId, price: u64, job: J) {
        let turns = if price < SHORT { &mut self.short } else { &mut self.long };
        turns.push(client, job);
    }

    /// Takes the job whose turn it is.
    pub(super) fn pop(&mut self) -> Option<J> {
        let long_waits = !self.long.is_empty();
        if (!long_waits || self.in_a_row < SHORT_IN_A_ROW)
            && let Some(job) = self.short.pop()
        {
            self.in_a_row = if long_waits { self.in_a_row.saturating_add(1) } else { 0 };
            return Some(job);
        }
        self.in_a_row = 0;
        self.long.pop()
    }

    /// Takes out the jobs that nobody wants any more. The turns of the others stay as they are.
    pub(super) fn sweep(&mut self, is_wanted: impl Fn(&J) -> bool) -> Vec<J> {
        let mut gone = Vec::new();
        self.short.sweep(&is_wanted, &mut gone);
        self.long.sweep(&is_wanted, &mut gone);
        gone
    }

    /// Takes out everything.
    pub(super) fn drain(&mut self) -> Vec<J> {
        self.sweep(|_| false)
    }

    /// How many jobs wait.
    pub(super) fn len(&self) -> usize {
        let clients = self.short.clients.iter().chain(&self.long.clients);
        clients.map(|(_, jobs)| jobs.len()).sum()
    }
}

impl<J> Default for Queue<J> {
    fn default() -> Self {
        Self { short: Turns::default(), long: Turns::default(), in_a_row: 0 }
    }
}

impl<J> Turns<J> {
    fn is_empty(&self) -> bool {
        self.clients.is_empty()
    }

    fn push(&mut self, client: ClientId, job: J) {
        match self.clients.iter_mut().find(|(known, _)| *known == client) {
            Some((_, jobs)) => jobs.push_back(job),
            None => self.clients.push_back((client, VecDeque::from([job]))),
        }
    }

    fn pop(&mut self) -> Option<J> {
        let (client, mut jobs) = self.clients.pop_front()?;
        let job = jobs.pop_front();
        if !jobs.is_empty() {
            self.clients.push_back((client, jobs));
        }
        job
    }

    fn sweep(&mut self, is_wanted: &impl Fn(&J) -> bool, gone: &mut Vec<J>) {
        for (_, jobs) in &mut self.clients {
            if !jobs.iter().all(is_wanted) {
                let (kept, unwanted): (VecDeque<J>, VecDeque<J>) = mem::take(jobs).into_iter().partition(is_wanted);
                *jobs = kept;
                gone.extend(unwanted);
            }
        }
        self.clients.retain(|(_, jobs)| !jobs.is_empty());
    }
}

impl<J> Default for Turns<J> {
    fn default() -> Self {
        Self { clients: VecDeque::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: u64 = SHORT;

    /// A queue of names. `a1` is the first job of a client `a`; long ones are in capitals.
    struct Names {
        queue: Queue<&'static str>,
        clients: [ClientId; 26],
    }

    impl Names {
        fn new(names: &'static str) -> Self {
            let clients = std::array::from_fn(|_| ClientId::unique());
            let mut queue = Self { queue: Queue::default(), clients };
            queue.push(names);
            queue
        }

        fn push(&mut self, names: &'static str) {
            for name in names.split(' ') {
                let letter = name.as_bytes()[0];
                let price = if letter.is_ascii_uppercase() { LONG } else { SHORT - 1 };
                let client = self.clients[usize::from(letter.to_ascii_lowercase() - b'a')];
                self.queue.push(client, price, name);
            }
        }

        fn pop(&mut self, count: usize) -> String {
            let names: Vec<_> = (0..count).map(|_| self.queue.pop().unwrap_or("-")).collect();
            names.join(" ")
        }
    }

    #[test]
    fn clients_take_turns() {
        let mut names = Names::new("a1 a2 a3 a4 b1 b2 c1");
        assert_eq!(names.queue.len(), 7);
        assert_eq!(names.pop(8), "a1 b1 c1 a2 b2 a3 a4 -");
        assert_eq!(names.queue.len(), 0);
    }

    #[test]
    fn long_ones_take_turns_too() {
        let mut names = Names::new("A1 A2 A3 A4 B1 B2 C1");
        assert_eq!(names.pop(8), "A1 B1 C1 A2 B2 A3 A4 -");
    }

    #[test]
    fn whoever_comes_later_waits_for_one_of_each() {
        let mut names = Names::new("a1 a2 a3 a4 b1 b2 b3");
        assert_eq!(names.pop(1), "a1");
        names.push("c1 c2");
        assert_eq!(names.pop(4), "b1 a2 c1 b2");
        // Whoever is new is behind all who wait.
        names.push("d1");
        assert_eq!(names.pop(1), "a3");
        names.push("e1");
        assert_eq!(names.pop(6), "c2 b3 d1 a4 e1 -");
    }

    /// However many long ones wait, not one starts before a short one of another client, nor of the same.
    #[test]
    fn short_ones_come_first() {
        let mut names = Names::new("A1 A2 A3 B1 B2 B3 C1");
        names.push("d1 a4");
        assert_eq!(names.pop(3), "d1 a4 A1");
        names.push("e1");
        assert_eq!(names.pop(7), "e1 B1 C1 A2 B2 A3 B3");
    }

    #[test]
    fn long_ones_do_not_starve() {
        let mut names = Names::new("Z1 Z2 Y1");
        for _ in 0..3 {
            names.push("a1 a2 a3 a4 a5 a6 b1 b2 b3");
        }
        assert_eq!(names.pop(9), "a1 b1 a2 b2 a3 b3 a4 b1 Z1");
        assert_eq!(names.pop(9), "a5 b2 a6 b3 a1 b1 a2 b2 Y1");
        assert_eq!(names.pop(9), "a3 b3 a4 a5 a6 a1 a2 a3 Z2");
        assert_eq!(names.pop(4), "a4 a5 a6 -");
    }

    /// Those that have gone while no long one waited are not held against the short ones.
    #[test]
    fn short_ones_are_counted_while_a_long_one_waits() {
        let mut names = Names::new("a1 a2 a3 a4 a5 a6 a7 a8 a9");
        assert_eq!(names.pop(7), "a1 a2 a3 a4 a5 a6 a7");
        names.push("Z1 b1 b2 b3 b4 b5 b6 b7 b8");
        assert_eq!(names.pop(11), "a8 b1 a9 b2 b3 b4 b5 b6 Z1 b7 b8");
    }

    #[test]
    fn what_nobody_wants_is_taken_out() {
        let mut names = Names::new("a1 a2 a3 b1 c1 c2 A1 B1");
        let mut gone = names.queue.sweep(|name| !name.ends_with('1'));
        gone.sort_unstable();
        assert_eq!(gone, ["A1", "B1", "a1", "b1", "c1"]);
        assert_eq!(names.queue.len(), 3);
        assert!(names.queue.sweep(|_| true).is_empty());
        assert_eq!(names.pop(4), "a2 c2 a3 -");
        names.push("a1 B1 c1");
        assert_eq!(names.queue.drain().len(), 3);
        assert_eq!((names.queue.len(), names.queue.pop()), (0, None));
    }
}
