// The stories of the ledger at Tranzzo, played with the package's classes: every step, view and error as the core gave them.
// The classes of the other providers have the same methods.

import Foundation
import Refundkit
import Testing

@Suite struct Stories {
    @Test(arguments: try stories()) func story(_ story: Story) throws {
        let player = try Player(story: object(story.document))
        for (index, call) in player.calls.enumerated() {
            let (found, expected) = try (player.result(of: call), call["error"] ?? sparse(call["ok"]!))
            let same = try canonical(found) == canonical(expected)
            #expect(same, "call \(index + 1), \(call["call"]!) \(call["given"]!): found \(found), expected \(expected)")
        }
    }

    @Test func storiesWereFound() throws {
        #expect(try stories().count > 30)
    }
}

/// One story, as a document.
struct Story: Sendable, CustomTestStringConvertible {
    let name: String
    let document: Data
    var testDescription: String { name }
}

/// What `cargo xtask swift-sources` leaves beside the tests.
func stories() throws -> [Story] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("stories.json")
    let stories = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as! [Members]
    return try stories.filter { $0["provider"] as? String == "tranzzo" }
        .map { try Story(name: $0["name"] as! String, document: canonical($0)) }
}

private final class Player {
    let calls: [Members]
    private let story: Members
    private let tranzzo: Tranzzo
    private var ledger: TranzzoLedger

    /// What was stored, by the version that it replaced.
    private var bodies: [Int64: String] = [:]

    init(story: Members) throws {
        self.story = story
        // What a response says is read by the fixtures.
        calls = (story["calls"] as! [Members]).filter { !($0["call"] as! String).hasPrefix("parse") }
        tranzzo = try Tranzzo(credentials: tranzzoCredentials(story.members("credentials")))
        ledger = try opened(tranzzo, story, row: nil)
    }

    /// What the call gives, or the code of its error.
    func result(of call: Members) throws -> Any {
        do {
            return try play(call["call"] as! String, call.members("given"))
        } catch let error as RefundError {
            return error.code
        }
    }

    private func play(_ name: String, _ given: Members) throws -> Any {
        switch name {
        case "load": try load(version: given["version"] as? NSNumber)
        case "next": return try told(ledger.next(nowMs: given.number("nowMs")))
        case "view": return try document(ledger.view())
        default: try tell(name, given)
        }
        return NSNull()
    }

    private func load(version: NSNumber?) throws {
        let row = version.map { LedgerRow(body: bodies[$0.int64Value - 1]!, version: $0.int64Value) }
        bodies = bodies.filter { $0.key < (row?.version ?? 0) }
        ledger = try opened(tranzzo, story, row: row)
    }

    /// As a document; what is to be stored is kept, and stands in none.
    private func told(_ step: LedgerStep) throws -> Any {
        if case let .store(store) = step { bodies[store.expected] = store.body }
        return document(step).filter { $0.key != "body" }
    }

    private func tell(_ name: String, _ given: Members) throws {
        let text = { (name: String) in given[name] as! String }
        let now = { given.number("nowMs") }
        switch name {
        case "request": try ledger.request(reference: text("reference"), refund: wish(given.members("refund")))
        case "stored": try ledger.stored(step: UInt64(given.number("step")))
        case "received":
            let received = (given["response"] as? Members).map(responded)
            try ledger.received(step: UInt64(given.number("step")), response: received, nowMs: now())
        case "notSent": try ledger.notSent(step: UInt64(given.number("step")), nowMs: now())
        case "webhook": try ledger.webhook(event: event(given.members("event")), nowMs: now())
        case "adopt":
            try ledger.adopt(reference: text("reference"), adopted: adopted(given.members("adopted")), nowMs: now())
        case "decide":
            let decision: RefundDecision = text("decision") == "given_back" ? .givenBack : .notGivenBack
            try ledger.decide(
                reference: text("reference"), decision: decision, by: text("by"), note: text("note"), nowMs: now())
        case "declareExternal": try ledger.declareExternal(entryId: text("entryId"), by: text("by"), note: text("note"), nowMs: now())
        case "cancel": try ledger.cancel(reference: text("reference"), nowMs: now())
        case "askAgain": try ledger.askAgain(reference: text("reference"), nowMs: now())
        case "correctCaptured":
            try ledger.correctCaptured(
                amount: amount(given.members("amount")), by: text("by"), note: text("note"), nowMs: now())
        case "settleAlert": try ledger.settleAlert(alert: text("alert"), by: text("by"), note: text("note"), nowMs: now())
        case "credentialsChanged": try ledger.credentialsChanged(nowMs: now())
        default: fatalError("\(name) is no call of a story")
        }
    }
}

private func opened(_ tranzzo: Tranzzo, _ story: Members, row: LedgerRow?) throws -> TranzzoLedger {
    let payment = TranzzoPayment(orderId: story.members("payment")["orderId"] as! String)
    return try tranzzo.ledger(
        settings: settings(story.members("settings")), payment: payment, captured: amount(story.members("captured")), row: row)
}
