//! Results of pure functions, kept: RSA costs a thousand times what everything else in a history does.
//!
//! Building, signing, verifying and parsing depend on nothing but their arguments, so a kept result is the same result.

use std::collections::HashMap;

/// Results by the whole text of their arguments.
#[derive(Debug)]
pub struct Cache<V>(HashMap<String, V>);

/// Beyond this many, what was kept is worth less than its memory: all of it goes.
const MOST: usize = 50_000;

impl<V> Default for Cache<V> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<V: Clone> Cache<V> {
    /// The kept result of these arguments, or a fresh one.
    pub fn of(&mut self, arguments: String, compute: impl FnOnce() -> V) -> V {
        if self.0.len() > MOST {
            self.0.clear();
        }
        self.0
            .entry(arguments)
            .or_insert_with(compute)
            .clone()
    }
}

/// Everything that a request is made of.
pub fn text_of(request: &refundkit::ReceivedRequest) -> String {
    let mut text = format!("{:?} {}\n", request.method, request.url);
    for header in &request.headers {
        text.extend([header.name.as_str(), ":", header.value.as_str(), "\n"]);
    }
    text + &String::from_utf8_lossy(&request.body)
}
