//! The golden steps that are timed: what goes in, and what must come out.

use refundkit::Provider;
use refundkit::kit::decode;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fs;

/// What a golden step hands in, and what must come out.
pub(super) struct Golden {
    document: Value,
    pub(super) ok: Value,
}

impl Golden {
    pub(super) fn read<T: DeserializeOwned>(&self, name: &str) -> T {
        let text = self
            .document
            .get(name)
            .map_or("{}".to_owned(), Value::to_string);
        decode(name, &text).unwrap()
    }

    pub(super) fn provider<P: Provider>(&self) -> P {
        P::new(self.read("config"), self.read("credentials")).unwrap()
    }

    pub(super) fn text(&self, pointer: &str) -> &str {
        let value = self.document.pointer(pointer);
        value.and_then(Value::as_str).unwrap()
    }

    pub(super) fn number(&self, pointer: &str) -> i64 {
        self.document
            .pointer(pointer)
            .and_then(Value::as_i64)
            .unwrap()
    }
}

/// The golden steps of the file that is named on the command line.
pub(super) struct Steps(Vec<Value>);

impl Steps {
    pub(super) fn read() -> Self {
        let path = std::env::args()
            .find(|argument| argument.ends_with(".json"))
            .expect("golden.json");
        Self(serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
    }

    pub(super) fn step(&self, name: &str) -> Golden {
        let found = self
            .0
            .iter()
            .find(|step| {
                step["name"]
                    .as_str()
                    .unwrap()
                    .starts_with(name)
            })
            .unwrap();
        let member =
            |name: &str| serde_json::from_str::<Value>(found[name].as_str().unwrap()).unwrap();
        Golden {
            document: member("document"),
            ok: member("response")["ok"].clone(),
        }
    }
}
