//! What keeps money safe whichever provider it is: exact amounts, verdicts, merging, storing.

mod inputs;
mod fingerprint;
mod merge;
mod money;
mod page;
mod peers;
mod stored;
mod verdicts;
