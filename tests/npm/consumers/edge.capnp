using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = (
    compatibilityDate = "2026-01-01",
    modules = [
      (name = "edge.js", esModule = embed "out/workerd/edge.js"),
      (name = "refundkit_bg.wasm", wasm = embed "out/workerd/refundkit_bg.wasm"),
    ],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
