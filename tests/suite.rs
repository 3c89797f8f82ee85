//! The tests of the core that need no process of their own, linked once.

mod door;
mod outside;
mod providers;
mod safety;
