
/** What the simulator does with a request: it responds, breaks the connection without a byte, or says nothing for longer than a client waits. */
export type SimulatorReaction = { kind: "response"; response: HttpResponse } | { kind: "drop" } | { kind: "stall" };
